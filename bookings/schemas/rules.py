"""What a place may say of its bookings, and how that is told. Times are in hours."""

from collections.abc import Iterator
from datetime import datetime, time
from decimal import Decimal
from typing import Annotated, Any, Self

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from bookings.choices import QuotaCounts, QuotaOf, QuotaWindow, RuleScope, Trait
from pilotbase.accounts.choices import Containment, SolventClass
from pilotbase.core.schemas import Amount, Code, Command, Text, View
from pilotbase.core.timespan import Span

MOST_QUOTAS = 12
MOST_CHANGEOVERS = 24
NEVER = max(Containment.values) + 1  # no project works at that
Hours = Annotated[Amount, Field(ge=0, le=8784, max_digits=9, decimal_places=4)]
Days = Annotated[int, Field(ge=0, le=1000)]
Why = Annotated[Text, Field(min_length=1, max_length=500)]


class Quota(Command):
    """At most so much for each organisation or project, or for the one that is named.

    Hours of runs are split where a window ends, in plant time; a booking counts in the window in
    which its first run here starts. ``ahead`` counts bookings whose run has yet to start.
    """

    of: QuotaOf = QuotaOf.ORGANISATION
    name: Annotated[Text, Field(max_length=64)] = ""
    counts: QuotaCounts = QuotaCounts.HOURS
    each: QuotaWindow = QuotaWindow.WEEK
    most: Annotated[Amount, Field(ge=0, le=1_000_000, max_digits=10, decimal_places=2)]

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.each == QuotaWindow.AHEAD and self.counts != QuotaCounts.BOOKINGS:
            raise ValueError(_("What is still to come is counted in bookings, not in hours."))
        return self


class Changeover(Command):
    """Between work of which a trait differs lie so many hours of cleaning, or neither may follow
    the other. ``before`` and ``after`` name values (empty: any): an organism as it is written in
    the project, ``yes`` or ``no``, a containment by its number, a class of solvents."""

    trait: Trait
    before: Annotated[Text, Field(max_length=120)] = ""
    after: Annotated[Text, Field(max_length=120)] = ""
    cleaning: Hours | None = None
    forbidden: bool = False

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if (self.cleaning is None) != self.forbidden:
            raise ValueError(_("Say how many hours of cleaning, or that it is forbidden."))
        known = ("", *SolventClass.values)
        if self.trait == Trait.SOLVENT and {self.before, self.after} - set(known):
            words = {"classes": ", ".join(SolventClass.values)}
            raise ValueError(_("Classes of solvents are: %(classes)s.") % words)
        return self


class HouseRules(Command):
    """A document of rules. What it leaves open is said by the wider place, or by the class.

    ``*_least`` and ``*_most``: how long before its start a run is booked, changed or cancelled.
    ``at_once`` (machines of the place in use at a time), ``quotas`` and ``changeovers`` of all
    places hold together. ``hold``: a machine idle for longer has ``hold_cleaning`` before the run.
    ``peak_*``: of the hours from one time of the day to the other, one organisation may have so
    many percent of a class's in so many days, while others ask. ``organisation_approves``: the
    tenant's own manager does first; ``biosafety_from``: so does the biosafety officer, of projects
    from this containment up (4: of none).
    """

    shortest: Annotated[Hours, Field(gt=0)] | None = None
    longest: Annotated[Hours, Field(gt=0)] | None = None
    granularity: Annotated[Hours, Field(gt=0, le=24)] | None = None
    preparation: Hours | None = None
    turnaround: Hours | None = None
    hold: Hours | None = None
    hold_cleaning: Hours | None = None
    lead_days: Days | None = None
    horizon_days: Annotated[int, Field(ge=1, le=1000)] | None = None
    new_least: Hours | None = None
    new_most: Hours | None = None
    change_least: Hours | None = None
    change_most: Hours | None = None
    cancel_least: Hours | None = None
    cancel_most: Hours | None = None
    unpaid_days: Days | None = None
    unpaid_most: Annotated[Amount, Field(ge=0, max_digits=12, decimal_places=2)] | None = None
    at_once: Annotated[int, Field(ge=0, le=1000)] | None = None
    peak_from: time | None = None
    peak_until: time | None = None
    peak_days: Annotated[int, Field(ge=1, le=366)] | None = None
    peak_share: Annotated[int, Field(ge=1, le=100)] | None = None
    organisation_approves: bool | None = None
    biosafety_from: Annotated[int, Field(ge=0, le=NEVER)] | None = None
    quotas: Annotated[tuple[Quota, ...], Field(max_length=MOST_QUOTAS)] = ()
    changeovers: Annotated[tuple[Changeover, ...], Field(max_length=MOST_CHANGEOVERS)] = ()

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        for least, most in self._pairs():
            if least is not None and most is not None and least > most:
                raise ValueError(_("The least is more than the most."))
        if (self.hold is None) != (self.hold_cleaning is None):
            raise ValueError(_("Say how long it stays clean, and what cleaning it needs then."))
        peak = (self.peak_from, self.peak_until, self.peak_days, self.peak_share)
        if any(one is None for one in peak) and any(one is not None for one in peak):
            raise ValueError(_("Say from when to when it is peak, in how many days, what share."))
        if self.unpaid_most is not None and self.unpaid_days is None:
            raise ValueError(_("Say for how many days it may be owed."))
        return self

    def _pairs(self) -> Iterator[tuple[Decimal | None, Decimal | None]]:
        yield self.shortest, self.longest
        for act in ("new", "change", "cancel"):
            yield getattr(self, f"{act}_least"), getattr(self, f"{act}_most")

    def document(self) -> dict[str, Any]:
        """As it is kept: only what is said."""
        kept = set(HouseRules.model_fields)
        return self.model_dump(mode="json", include=kept, exclude_defaults=True)


class RulesData(HouseRules):
    """A new version of a place's rules, and why it is said."""

    reason: Why


class RuleVersionOut(View):
    version: int
    rules: HouseRules
    reason: str
    by: str
    at: datetime


class RulesOut(View):
    """What a place says; ``version`` 0: nothing yet."""

    scope: RuleScope
    name: Code
    version: int
    rules: HouseRules


class RulesStoryOut(RulesOut):
    versions: list[RuleVersionOut]


class WouldRefuse(View):
    """A booking of the quarter that stands, and what the rules would have said to it."""

    number: str
    organisation: str
    equipment: str
    run: Span
    codes: list[str]


class WouldPass(View):
    """A request that was refused, and that the rules would have let pass."""

    at: datetime
    organisation: str
    equipment: str
    run: Span
    codes: list[str]


class PreviewOut(View):
    """What the rules would have refused of what was asked in ``quarter``, beside those in force."""

    quarter: Span
    bookings: int
    refusals: int
    refused: list[WouldRefuse]
    passed: list[WouldPass]

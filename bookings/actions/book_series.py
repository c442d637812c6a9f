"""Book a run that comes round: each time a booking of its own, all of them or what can be had."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from bookings.actions.book import book
from bookings.errors import Refused
from bookings.models import Booking, Series
from bookings.recurrence import meets_itself, occurrences
from bookings.schemas.booking import BookingRequest, StageRequest
from bookings.schemas.series import MOST_OCCURRENCES, SeriesRequest
from bookings.verdict import refusal
from equipment.models import Equipment
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import Project
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import refer
from pilotbase.core.errors import Invalid
from pilotbase.core.schemas import Reason
from pilotbase.core.timespan import Span
from pilotbase.core.verbs import verb
from pilotbase.web import text


@dataclass
class Round:
    """What became of a series' runs: those done, and those that could not be, with the reasons."""

    series: Series
    done: list[Booking] = field(default_factory=list)
    skipped: list[tuple[Span, list[Reason]]] = field(default_factory=list)

    def attempt(self, run: Span, act: Callable[[], Booking]) -> None:
        """Undone by itself, where it is refused."""
        try:
            self.done.append(act())
        except Refused as refused:
            self.skipped.append((run, list(refused.problems)))

    def settle(self, *, skip: bool) -> None:
        """Raises Refused with everything in the way, unless what clashes may be skipped."""
        if self.skipped and not (skip and self.done):
            zone, now = self.series.facility.zone, clock.now()
            raise refusal([dated(one, zone, now) for one in self.skipped], None)


@verb
def book_series(actor: Actor, request: SeriesRequest) -> Round:
    """Raises NotAllowed, Invalid for an unknown name or a series that meets itself, Refused."""
    actor.require(Permission.BOOK)
    visible = Project.objects.visible_to(actor).select_related("organisation", "facility")
    project = refer(visible, "project", code=request.project)
    machines = Equipment.objects.filter(facility=project.facility_id)
    machine = refer(machines.select_related("equipment_class"), "equipment", tag=request.equipment)
    runs = _runs(request, project, machine)
    series = Series.objects.create(
        facility=project.facility,
        organisation=project.organisation,
        project=project,
        booked_by=actor.person(),
        made_at=clock.now(),
        equipment=machine,
        rule=request.repeat.model_dump(mode="json"),
        starts_at=project.facility.local(request.first.start).time(),
        length=request.first.length,
        purpose=request.purpose,
    )
    made = Round(series)
    for run in runs:
        made.attempt(run, lambda run=run: _book(actor, series, request, run))  # type: ignore[misc]
    made.settle(skip=request.skip_clashes)
    after = request.model_dump(mode="json") | {"booked": [one.number for one in made.done]}
    record(actor, "series.made", series, after=after)
    return made


def _runs(request: SeriesRequest, project: Project, machine: Equipment) -> list[Span]:
    runs = list(occurrences(request.first, request.repeat, project.facility.zone))
    if not 0 < len(runs) <= MOST_OCCURRENCES:
        raise Invalid(
            _("A series has one to %(most)s runs.") % {"most": MOST_OCCURRENCES},
            field="repeat",
            code="too_many",
        )
    of = machine.equipment_class
    if meets_itself(runs, of.preparation, of.turnaround):
        raise Invalid(
            _("One run would still have %(tag)s when the next wants it.") % {"tag": machine.tag},
            field="repeat",
            code="meets_itself",
        )
    return runs


def _book(actor: Actor, series: Series, request: SeriesRequest, run: Span) -> Booking:
    stage = StageRequest.model_construct(equipment=request.equipment, run=run)
    body = BookingRequest.model_construct(
        project=request.project, purpose=request.purpose, stages=(stage,), override=""
    )
    booking = book(actor, body)
    booking.series = series
    booking.save(update_fields=["series"])
    return booking


def dated(skipped: tuple[Span, list[Reason]], zone: object, now: datetime) -> Reason:
    """The first reason against a run, with its day before it."""
    run, problems = skipped
    day = text.instant(run.start, zone, now)  # type: ignore[arg-type]
    first = problems[0]
    return first.model_copy(update={"detail": f"{day}: {first.detail}", "field": "repeat"})

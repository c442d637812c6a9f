"""All that booking policy may know of a request: frozen facts, gathered by ``bookings.cases``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Final, NamedTuple

from bookings.choices import Act, QuotaCounts, QuotaOf, QuotaWindow, RuleScope, Trait
from equipment.choices import QualificationLevel
from pilotbase.accounts.calendar import WorkingCalendar
from pilotbase.core.schemas import Reason
from pilotbase.core.timespan import Span


@dataclass(frozen=True)
class Hours:
    """Open each day from ``opens`` to ``closes``, which may lie after midnight.

    00:00 to 00:00 is the whole day. ``on_closed_days`` says whether that also holds on days
    on which the facility's calendar does not work.
    """

    opens: time
    closes: time
    on_closed_days: bool = True

    @property
    def is_always(self) -> bool:
        return self.opens == self.closes and self.on_closed_days


@dataclass(frozen=True)
class Notice:
    """How long before a run, at least and at most. None: no matter."""

    least: timedelta | None = None
    most: timedelta | None = None


@dataclass(frozen=True)
class Unpaid:
    """Up to ``most`` (CNY) may be owed for longer than ``days``."""

    days: int
    most: Decimal


@dataclass(frozen=True)
class Rules:
    """What a machine asks of its bookings. ``granularity`` zero means any minute."""

    shortest: timedelta
    longest: timedelta
    granularity: timedelta
    lead_days: int
    horizon_days: int
    preparation: timedelta = timedelta(0)
    turnaround: timedelta = timedelta(0)
    notice: Mapping[Act, Notice] = field(default_factory=dict)
    unpaid: Unpaid | None = None


class Places(NamedTuple):
    """Where a machine belongs, by id: whose rules concern it."""

    facility: int
    area: int
    of: int
    machine: int

    def at(self, scope: RuleScope) -> int:
        return self[tuple(RuleScope).index(scope)]


NOWHERE: Final = Places(0, 0, 0, 0)


@dataclass(frozen=True)
class Limit:
    """A quota that concerns a request: at most so much in a window, at a place. ``subject`` and
    ``where`` name whose it is, and the place."""

    scope: RuleScope
    place: int
    where: str
    of: QuotaOf
    subject: str
    counts: QuotaCounts
    each: QuotaWindow
    most: Decimal

    def concerns(self, places: Places) -> bool:
        return places.at(self.scope) == self.place


@dataclass(frozen=True)
class Capacity:
    """At most so many machines of a place in use at a time."""

    scope: RuleScope
    place: int
    where: str
    most: int

    def concerns(self, places: Places) -> bool:
        return places.at(self.scope) == self.place


@dataclass(frozen=True)
class Peak:
    """Of the hours from ``opens`` to ``closes`` (perhaps after midnight) of each day, on all
    machines of a class, one organisation may have ``share`` percent in ``days`` days while others
    ask for them."""

    of: int
    where: str  # the class's code
    opens: time
    closes: time
    days: int
    share: int
    machines: int = 0


@dataclass(frozen=True)
class Shared:
    """A run that stands on a machine of the class (its id); ``ours``: the same organisation's."""

    of: int
    start: datetime
    end: datetime
    ours: bool


@dataclass(frozen=True)
class Busy:
    """A machine that is taken, for whatever use, by whomever."""

    places: Places
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Work:
    """What of a project's work a machine carries over to the next."""

    organism: str = ""
    gmo: bool = False
    containment: int = 0
    solvent: str = ""


@dataclass(frozen=True)
class Neighbour:
    """What stands on a machine; its work, where it is a project's."""

    start: datetime
    end: datetime
    work: Work | None = None


@dataclass(frozen=True)
class Change:
    """From one value of a trait to another (empty: any) so much cleaning lies between."""

    trait: Trait
    before: str
    after: str
    cleaning: timedelta


@dataclass(frozen=True)
class Use:
    """A run of the same organisation that stands, or has been."""

    booking: int
    project: str
    places: Places
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Machine:
    """``out_since`` None: in service; ``out_until`` None: nobody knows until when."""

    pk: int
    tag: str
    bookable: bool
    max_containment: int
    rules: Rules
    opening: tuple[Hours, ...] = ()
    staffed: Hours | None = None  # where runs start and end while someone is there
    retired_from: date | None = None
    out_since: datetime | None = None
    out_until: datetime | None = None
    places: Places = NOWHERE
    of: str = ""  # its class's code
    calibrated_until: date | None = None  # the last day; None: nothing of it lapses
    needs_qualification: bool = False
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Draw:
    """``amount`` of a utility, in its unit, throughout ``[start, end)``."""

    utility: int
    start: datetime
    end: datetime
    amount: Decimal


@dataclass(frozen=True)
class Supply:
    """A shared utility, as its capacity is known to everyone."""

    name: str
    unit: str
    capacity: Decimal


@dataclass(frozen=True)
class Wanted:
    """One stage that is asked for. ``number`` counts from 1; ``field`` is its place in the body.

    Of one that has ``begun`` only the end can change: no rule asks when it starts."""

    number: int
    field: str
    machine: Machine
    run: Span
    occupied: Span
    draws: tuple[Draw, ...] = ()
    has_price: bool = True
    begun: bool = False
    was: Span | None = None  # where it is now, when it is to move
    shortened: bool = False  # it keeps margins that were set for it
    level: QualificationLevel | None = None  # what whoever books may do on the day of the run


@dataclass(frozen=True)
class Approval:
    """A project's leave to work here. ``granted`` is its status; the days are its span.

    ``classes`` by code (none: every class); ``hours`` and ``bookings`` in all (None: no limit),
    beside what the project has of both already."""

    project: str
    granted: bool
    containment: int
    since: date | None = None
    until: date | None = None
    classes: frozenset[str] = frozenset()
    hours: timedelta | None = None
    bookings: int | None = None
    used: timedelta = timedelta(0)
    booked: int = 0
    work: Work = field(default_factory=Work)


@dataclass(frozen=True)
class Others:
    """What stands already, of whomever: times by machine, in order, and draws by utility.

    ``uses`` are the organisation's runs in the windows that its limits count in. ``ahead``: by
    limit how many of its bookings are still to come; None: ``uses`` has them all.
    """

    taken: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)
    drawn: Mapping[int, tuple[Draw, ...]] = field(default_factory=dict)
    supplies: Mapping[int, Supply] = field(default_factory=dict)
    uses: tuple[Use, ...] = ()
    ahead: Mapping[Limit, int] | None = None
    busy: tuple[Busy, ...] = ()
    shared: tuple[Shared, ...] = ()
    neighbours: Mapping[int, tuple[Neighbour, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """A request before its judge. ``asked_at`` is when it was made: lead time and horizon count
    from there, even when it is judged again later. ``set_aside``: what would have stood in the
    way, had not someone who may decided otherwise."""

    now: datetime
    asked_at: datetime
    zone: tzinfo
    calendar: WorkingCalendar
    approval: Approval
    stages: tuple[Wanted, ...]
    others: Others = field(default_factory=Others)
    booking: int | None = None  # whose stages these are, once it is there
    limits: tuple[Limit, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    peaks: tuple[Peak, ...] = ()
    owner: str = ""  # the name of the organisation that asks
    owed: Mapping[int, Decimal] = field(default_factory=dict)  # by days, what is older than that
    set_aside: tuple[Reason, ...] = ()

    barred_until: datetime | None = None  # who asks may not book before

    def day(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        """When the day begins at the plant."""
        return datetime.combine(day, time(0), self.zone)

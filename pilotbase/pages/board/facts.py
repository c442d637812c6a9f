"""What the board shows of each machine: to everyone its public state, to who may watch it more."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.choices import STANDING, StageStatus
from bookings.models import Stage
from equipment.choices import Kind, MachineState, PublicState, Quality
from equipment.faces import Shown, short_text, shown
from equipment.live import on_the_board
from equipment.models import Alarm, Area, ReadingRollup, Tag
from equipment.watching import is_watchman
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.web.looks import suffix

LARGE = 30  # litres: from here on a vessel has a large card
AHEAD = timedelta(days=21)
TREND = timedelta(hours=1)


@dataclass(frozen=True)
class Value:
    code: str
    name: str
    unit: str
    decimals: int
    value: float | None
    at: datetime | None
    simulated: bool
    stale: bool
    beyond: bool  # an alarm about it is active


@dataclass
class Card:
    """``open`` is whether the reader may see more than the public state."""

    shown: Shown
    open: bool
    mine: bool
    values: list[Value] = field(default_factory=list)
    spark: list[float | None] = field(default_factory=list)
    next: Stage | None = None

    @property
    def tag(self) -> str:
        return self.shown.machine.tag

    @property
    def is_vessel(self) -> bool:
        return self.shown.machine.equipment_class.kind == Kind.BIOREACTOR

    @property
    def large(self) -> bool:
        volume = self.shown.machine.equipment_class.total_volume or 0
        return self.is_vessel and volume >= LARGE

    @property
    def state(self) -> MachineState | PublicState:
        return self.shown.state if self.open else self.shown.public

    @property
    def look(self) -> str:
        """The class of its edge."""
        return f"s-{suffix(str(self.state))}"

    @property
    def alarm(self) -> Alarm | None:
        """The one to look at first."""
        return self.shown.alarm if self.open else None

    @property
    def alarm_text(self) -> str:
        return short_text(self.alarm) if self.alarm else ""

    @property
    def marks(self) -> str:
        """The classes its alarms give it: one is active, one waits, the one it names is back."""
        alarms = self.shown.alarms if self.open else []
        so = {
            "is-alarm": any(alarm.active for alarm in alarms),
            "is-unack": self.unacknowledged > 0,
            "is-back": self.alarm is not None and not self.alarm.active,
        }
        return " ".join(name for name, true in so.items() if true)

    @property
    def since(self) -> datetime | None:
        return self.shown.since if self.open else None

    @property
    def who(self) -> str:
        """Whose run it is, to who may know."""
        grant = self.shown.grant if self.open else None
        if grant is None:
            return ""
        return grant.label if self.mine else grant.organisation.name

    @property
    def reference(self) -> str:
        """Its run's number, to who may know."""
        return self.shown.grant.reference if self.open and self.shown.grant else ""

    @property
    def simulated(self) -> bool:
        return any(value.simulated for value in self.values)

    @property
    def until(self) -> datetime | None:
        grant = self.shown.grant if self.open else None
        return grant.planned_end if grant else None

    @property
    def free(self) -> bool:
        return self.shown.public == PublicState.FREE

    @property
    def is_beyond(self) -> bool:
        """A limit is passed now, or the machine is at fault."""
        active = any(alarm.active for alarm in self.shown.alarms)
        return self.open and (active or self.state == MachineState.FAULT)

    @property
    def unacknowledged(self) -> int:
        """How many of its alarms wait for somebody, whether they are active or back."""
        return sum(not alarm.acknowledged for alarm in self.shown.alarms) if self.open else 0


@dataclass(frozen=True)
class Row:
    """``large`` are the cards with values, ``small`` those with a state only."""

    area: Area
    large: list[Card]
    small: list[Card]


@dataclass(frozen=True)
class Board:
    """What one reader sees of the hall: her own machines first, if she has any running."""

    mine: list[Card]
    cards: list[Card]
    is_staff: bool

    @property
    def rows(self) -> list[Row]:
        """The areas with their machines, each in its fixed place."""
        by_area = groupby(self.cards, key=lambda card: card.shown.machine.area)
        return [self._row(area, list(found)) for area, found in by_area]

    def _row(self, area: Area, cards: list[Card]) -> Row:
        large = [card for card in cards if card.large and self.is_staff]
        return Row(area, large, [card for card in cards if card not in large])

    @property
    def unacknowledged(self) -> int:
        """How many alarms wait for the plant's staff: what its title and its tab count."""
        return sum(card.unacknowledged for card in self.cards) if self.is_staff else 0

    @property
    def title(self) -> str:
        """The answer: how many alarms wait, how many machines are in use, how many are free."""
        free = _("%(n)s free") % {"n": sum(card.free for card in self.cards)}
        if self.mine:
            return _(", ").join([_yours(self.mine), free])
        used = sum(card.shown.public == PublicState.OCCUPIED for card in self.cards)
        needed = self.unacknowledged
        attention = ngettext("%(n)s needs attention", "%(n)s need attention", needed)
        parts = [attention % {"n": needed}] if needed else []
        return _(", ").join([*parts, _("%(n)s in use") % {"n": used}, free])

    @property
    def alarms(self) -> list[Alarm]:
        """Those the reader may see: unacknowledged first, of these the active, then the newest."""
        found = [alarm for card in self.cards if card.open for alarm in _of(card)]
        return sorted(found, key=lambda a: (a.acknowledged, not a.active, -a.raised_at.timestamp()))


def board_of(actor: Actor, tag: str = "") -> Board:
    """All machines, or the one with this tag."""
    machines = on_the_board().filter(bookable=True)
    if actor.facility is not None:
        machines = machines.filter(facility=actor.facility)
    if tag:
        machines = machines.filter(tag=tag)
    cards = [card_of(actor, one) for one in shown(machines)]
    _add_trends([card for card in cards if card.open and (card.large or card.mine)])
    _add_next(actor, cards)
    return Board([card for card in cards if card.mine], cards, is_staff(actor))


def is_staff(actor: Actor) -> bool:
    """Whether every machine of her plant is open to her."""
    return actor.facility is not None and actor.may(Permission.SEE_PLANT)


def _yours(mine: Sequence[Card]) -> str:
    needed = sum(card.is_beyond for card in mine)
    if needed:
        said = ngettext(
            "%(n)s of your %(all)s needs attention", "%(n)s of your %(all)s need attention", needed
        )
        return said % {"n": needed, "all": len(mine)}
    said = ngettext("Your %(all)s machine runs well", "Your %(all)s machines run well", len(mine))
    return said % {"all": len(mine)}


def _of(card: Card) -> Sequence[Alarm]:
    for alarm in card.shown.alarms:
        alarm.equipment = card.shown.machine  # known already: no query for each
    return card.shown.alarms


def card_of(actor: Actor, one: Shown, *, all_values: bool = False) -> Card:
    """``all_values`` for the machine's own page, else those on its card."""
    grant = one.grant
    mine = grant is not None and grant.organisation_id == actor.organisation_id
    staff = is_watchman(actor, one.machine)
    seen = one.of_its_run() if mine and not staff else one
    card = Card(seen, open=staff or mine, mine=mine)
    if card.open:
        tags = one.machine.tags.all()
        card.values = [_value(seen, tag) for tag in tags if all_values or tag.on_card]
    return card


def _value(one: Shown, tag: Tag) -> Value:
    held = one.value(tag.code)
    return Value(
        tag.code,
        tag.name,
        tag.unit,
        tag.decimals,
        held.value if held else None,
        held.at if held else None,
        bool(held and held.simulated),
        bool(held and (held.stale or held.quality == Quality.BAD)),
        any(alarm.tag_id == tag.pk and alarm.active for alarm in one.alarms),
    )


def _add_trends(cards: Sequence[Card]) -> None:
    """The last hour of dissolved oxygen by the minute, in one query for the whole hall."""
    tags = {t.pk: card for card in cards for t in card.shown.machine.tags.all() if t.code == "DO"}
    since = clock.now() - TREND
    means: dict[int, dict[datetime, float]] = defaultdict(dict)
    found = ReadingRollup.objects.filter(tag_id__in=tags, minute__gte=since)
    for tag, minute, total, count in found.values_list("tag_id", "minute", "total", "count"):
        grant = tags[tag].shown.grant
        if not tags[tag].mine or (grant and minute >= grant.start):
            means[tag][minute] = total / count
    minutes = int(TREND.total_seconds() // 60)
    first = since.replace(second=0, microsecond=0) + timedelta(minutes=1)
    for pk, card in tags.items():
        if len(means[pk]) > 1:
            card.spark = [means[pk].get(first + timedelta(minutes=n)) for n in range(minutes)]


def _add_next(actor: Actor, cards: Sequence[Card]) -> None:
    """What comes next on each machine, to the staff of all and to a tenant of her own."""
    if not actor.is_signed_in:
        return
    now = clock.now()
    coming = Stage.objects.filter(
        equipment__in=[card.shown.machine.pk for card in cards],
        status=StageStatus.PLANNED,
        booking__status__in=STANDING,
        run_start__gt=now,
        run_start__lt=now + AHEAD,
    ).select_related("booking__organisation")
    if not actor.is_staff_member:
        coming = coming.filter(booking__organisation=actor.organisation)
    first: dict[int, Stage] = {}
    for stage in coming.order_by("run_start"):
        first.setdefault(stage.equipment_id, stage)
    for card in cards:
        card.next = first.get(card.shown.machine.pk)

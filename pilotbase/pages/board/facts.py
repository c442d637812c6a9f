"""What the board shows of each machine: to everyone its public state, to who may watch it more."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.choices import STANDING, StageStatus
from bookings.models import Stage
from equipment.choices import Kind, MachineState, PublicState
from equipment.faces import Shown, short_text, shown
from equipment.live import on_the_board
from equipment.models import Alarm, Area, ReadingRollup, Tag
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
    simulated: bool


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
    def large(self) -> bool:
        of = self.shown.machine.equipment_class
        return of.kind == Kind.BIOREACTOR and (of.total_volume or 0) >= LARGE

    @property
    def state(self) -> MachineState | PublicState:
        return self.shown.state if self.open else self.shown.public

    @property
    def look(self) -> str:
        """The class of its edge."""
        return f"s-{suffix(str(self.state))}"

    @property
    def alarm(self) -> Alarm | None:
        return self.shown.alarm if self.open else None

    @property
    def alarm_text(self) -> str:
        return short_text(self.alarm) if self.alarm else ""

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
    def until(self) -> datetime | None:
        grant = self.shown.grant if self.open else None
        return grant.planned_end if grant else None

    @property
    def free(self) -> bool:
        return self.shown.public == PublicState.FREE

    @property
    def needs_attention(self) -> bool:
        return self.alarm is not None or (self.open and self.state == MachineState.FAULT)


@dataclass(frozen=True)
class Row:
    area: Area
    cards: list[Card]

    @property
    def large(self) -> list[Card]:
        return [card for card in self.cards if card.large]

    @property
    def small(self) -> list[Card]:
        return [card for card in self.cards if not card.large]


def rows(actor: Actor) -> list[Row]:
    """The areas with their machines, each in its fixed place."""
    machines = on_the_board().filter(bookable=True)
    if actor.facility is not None:
        machines = machines.filter(facility=actor.facility)
    cards = [card_of(actor, one) for one in shown(machines)]
    _add_trends([card for card in cards if card.open and card.large])
    _add_next(actor, cards)
    by_area = groupby(cards, key=lambda card: card.shown.machine.area)
    return [Row(area, list(found)) for area, found in by_area]


def title(rows_: Iterable[Row]) -> str:
    """The answer: how many need someone, how many are in use, how many are free."""
    cards = [card for row in rows_ for card in row.cards]
    needed = sum(card.needs_attention for card in cards)
    used = sum(card.shown.public == PublicState.OCCUPIED for card in cards)
    free = sum(card.free for card in cards)
    parts = []
    if needed:
        parts.append(
            ngettext("%(n)s needs attention", "%(n)s need attention", needed) % {"n": needed}
        )
    parts += [_("%(n)s in use") % {"n": used}, _("%(n)s free") % {"n": free}]
    return _(", ").join(parts)


def alarms(rows_: Iterable[Row]) -> list[Alarm]:
    """Those the reader may see, unacknowledged first, then the newest."""
    found = [alarm for row in rows_ for card in row.cards if card.open for alarm in _of(card)]
    return sorted(found, key=lambda a: (a.acknowledged_at is not None, -a.raised_at.timestamp()))


def _of(card: Card) -> Sequence[Alarm]:
    for alarm in card.shown.alarms:
        alarm.equipment = card.shown.machine  # known already: no query for each
    return card.shown.alarms


def card_of(actor: Actor, one: Shown, *, all_values: bool = False) -> Card:
    """``all_values`` for the machine's own page, else those on its card."""
    staff = actor.facility is not None and actor.may(Permission.SEE_PLANT)
    grant = one.grant
    mine = grant is not None and grant.organisation_id == actor.organisation_id
    card = Card(one, open=staff or mine, mine=mine)
    if card.open:
        card.values = [
            _value(one, tag) for tag in one.machine.tags.all() if all_values or tag.on_card
        ]
    return card


def _value(one: Shown, tag: Tag) -> Value:
    held = one.value(tag.code)
    return Value(
        tag.code,
        tag.name,
        tag.unit,
        tag.decimals,
        held.value if held else None,
        held.simulated if held else False,
    )


def _add_trends(cards: Sequence[Card]) -> None:
    """The last hour of dissolved oxygen by the minute, in one query for the whole hall."""
    tags = {t.pk: card for card in cards for t in card.shown.machine.tags.all() if t.code == "DO"}
    since = clock.now() - TREND
    means: dict[int, dict[datetime, float]] = defaultdict(dict)
    found = ReadingRollup.objects.filter(tag_id__in=tags, minute__gte=since)
    for tag, minute, total, count in found.values_list("tag_id", "minute", "total", "count"):
        means[tag][minute] = total / count
    for pk, card in tags.items():
        if len(means[pk]) > 1:
            card.spark = [value for _at, value in sorted(means[pk].items())]


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

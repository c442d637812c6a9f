"""What a machine looks like, to everyone and to those who may watch it."""

from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from equipment.choices import MEANINGS, MachineState, Priority, PublicState, Quality
from equipment.models import Alarm, CurrentState, Equipment, WatchGrant
from equipment.schemas.machine import AlarmFace, Face, PublicFace, ValueNow
from pilotbase.core import clock

LANGUAGES = ("zh-hans", "en")
PATIENCE = timedelta(seconds=15)
PERIODS = 3
USUAL_PERIOD = 5  # seconds, of a machine without tags
_WEIGHT = {Priority.HIGH: 0, Priority.MEDIUM: 1, Priority.LOW: 2}


@dataclass
class Shown:
    """A machine with all that its face is made of. ``grant`` is the one that stands now."""

    machine: Equipment
    current: CurrentState
    alarms: list[Alarm]
    grant: WatchGrant | None
    now: datetime

    @property
    def is_silent(self) -> bool:
        return is_silent(self.machine, self.now)

    @property
    def state(self) -> MachineState:
        """Its state; OFFLINE while nobody can know, unless people took it out of service."""
        state = MachineState(self.current.state)
        unknown = self.is_silent and MEANINGS[state].public != PublicState.OUT_OF_SERVICE
        return MachineState.OFFLINE if unknown else state

    @property
    def since(self) -> datetime | None:
        """From when on it has been so. Of one that fell silent, when it was last heard."""
        unsaid = self.current.state != MachineState.OFFLINE
        fell_silent = unsaid and self.state == MachineState.OFFLINE
        return last_heard(self.machine) if fell_silent else self.current.since

    @property
    def public(self) -> PublicState:
        minute = self.now + timedelta(minutes=1)
        if self.machine.out_of_service_during(self.now, minute):
            return PublicState.OUT_OF_SERVICE
        plain = MEANINGS[self.state].public
        taken = self.grant is not None and plain == PublicState.FREE
        return PublicState.OCCUPIED if taken else plain

    @property
    def ranked(self) -> list[Alarm]:
        """Its alarms, the one to look at first before the others.

        Those that nobody acknowledged come first, of these the active ones; then by priority and
        age.
        """
        return sorted(self.alarms, key=_rank)

    @property
    def alarm(self) -> Alarm | None:
        """The one to look at first."""
        return next(iter(self.ranked), None)

    def value(self, code: str) -> ValueNow | None:
        """Its newest value, with whether it is older than it should be; None: nobody knows."""
        held = self.current.values.get(code)
        if held is None or self.is_silent:
            return None
        value, at, quality, simulated = held
        came = datetime.fromisoformat(at)
        return ValueNow(
            value=value,
            at=came,
            quality=Quality(quality),
            simulated=simulated,
            stale=self.now - came > patience(self.machine),
        )

    def of_its_run(self) -> "Shown":
        """What the tenant of the run may see: nothing that was before it, which was another's."""
        if self.grant is None:
            return self
        start = self.grant.start
        current = copy(self.current)
        current.values = {
            code: held
            for code, held in self.current.values.items()
            if datetime.fromisoformat(held[1]) >= start
        }
        current.since = max(current.since, start) if current.since else None
        mine = [alarm for alarm in self.alarms if alarm.raised_at >= start]
        return replace(self, current=current, alarms=mine)


def shown(machines: QuerySet[Equipment], now: datetime | None = None) -> list[Shown]:
    """Machines with their faces' parts, in their own order: five queries however many."""
    moment = now or clock.now()
    return [of(machine, moment) for machine in with_parts(machines, moment)]


def with_parts(machines: QuerySet[Equipment], now: datetime) -> QuerySet[Equipment]:
    """The machines, each ready for ``of``."""
    alarms = Alarm.objects.standing().select_related("tag", "acknowledged_by")
    grants = WatchGrant.objects.standing(now).select_related("organisation")
    return machines.select_related("current", "area", "equipment_class").prefetch_related(
        "tags",
        "gateways",
        Prefetch("alarms", alarms.order_by("-raised_at"), to_attr="standing_alarms"),
        Prefetch("grants", grants, to_attr="standing_grants"),
    )


def of(machine: Equipment, now: datetime) -> Shown:
    """The parts of a machine that came from ``with_parts``."""
    grants: list[WatchGrant] = machine.standing_grants  # type: ignore[attr-defined]
    alarms: list[Alarm] = machine.standing_alarms  # type: ignore[attr-defined]
    current = getattr(machine, "current", None) or CurrentState(pk=machine.pk)
    return Shown(machine, current, alarms, grants[0] if grants else None, now)


def one(equipment_id: int) -> Shown:
    return shown(Equipment.objects.filter(pk=equipment_id))[0]


def is_silent(machine: Equipment, now: datetime) -> bool:
    """Whether its gateways have said nothing for too long. A machine without one is not silent."""
    if not machine.gateways.all():
        return False
    last = last_heard(machine)
    return last is None or now - last > patience(machine)


def patience(machine: Equipment) -> timedelta:
    """How long the machine may say nothing: three periods of its slowest tag, 15 s at least."""
    period = max((tag.period for tag in machine.tags.all()), default=USUAL_PERIOD)
    return max(PATIENCE, PERIODS * timedelta(seconds=period))


def last_heard(machine: Equipment) -> datetime | None:
    """When one of its gateways last said anything."""
    return max((g.seen_at for g in machine.gateways.all() if g.seen_at), default=None)


def public_face(one: Shown) -> PublicFace:
    return PublicFace(tag=one.machine.tag, public=one.public)


def face(one: Shown, *, all_values: bool = False) -> Face:
    """``all_values`` for the machine's own page, else those on its card."""
    grant, alarms = one.grant, [alarm_face(alarm) for alarm in one.ranked]
    tags = [tag.code for tag in one.machine.tags.all() if all_values or tag.on_card]
    return Face(
        tag=one.machine.tag,
        public=one.public,
        state=one.state,
        since=one.since,
        simulated=one.current.simulated,
        values={code: one.value(code) for code in tags},
        alarm=alarms[0] if alarms else None,
        alarms=alarms,
        organisation=_in_each_language(grant.organisation) if grant else None,
        reference=grant.reference if grant else None,
        label=grant.label if grant else None,
        planned_end=grant.planned_end if grant else None,
    )


def alarm_face(alarm: Alarm) -> AlarmFace:
    return AlarmFace(
        id=alarm.pk,
        code=alarm.code,
        tag=alarm.tag.code if alarm.tag else None,
        priority=alarm.priority,
        text={language: _said(alarm, language) for language in LANGUAGES},
        acknowledged=alarm.acknowledged,
        active=alarm.active,
        raised_at=alarm.raised_at,
    )


def short_text(alarm: Alarm) -> str:
    """What an alarm says on a card, in the reader's language: pH high, or pH back."""
    if alarm.tag is None:
        return alarm.note or _("Fault") if alarm.active else _("Fault over")
    words = {
        "high_high": _("%(tag)s far too high"),
        "high": _("%(tag)s high"),
        "low": _("%(tag)s low"),
        "low_low": _("%(tag)s far too low"),
    }
    word = words[alarm.code] if alarm.active else _("%(tag)s back")
    return word % {"tag": alarm.tag.name}


def _said(alarm: Alarm, language: str) -> str:
    with override(language):
        return short_text(alarm)


def _in_each_language(named: object) -> dict[str, str]:
    return {"zh-hans": named.name_zh, "en": named.name_en}  # type: ignore[attr-defined]


def _rank(alarm: Alarm) -> tuple[bool, bool, int, datetime]:
    weight = _WEIGHT[Priority(alarm.priority)]
    return alarm.acknowledged, not alarm.active, weight, alarm.raised_at

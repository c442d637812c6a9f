"""What a run's page says in words: the phase, the newest values, the alarms, samples, the story."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q
from django.utils.translation import gettext as _

from bookings.attending import may_run
from bookings.models import Run
from equipment import faces
from equipment.choices import MEANINGS, MachineState
from equipment.models import Alarm, Tag
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.pages.run.curves import unit
from pilotbase.web.text import number
from samples.models import Sample

VALUES = 7  # that stand in the head
SAMPLES = 100
OLD = timedelta(seconds=60)


class ValueNow(NamedTuple):
    name: str
    shown: str
    unit: str
    limits: str
    at: datetime
    old: bool
    simulated: bool
    beyond: bool  # an alarm about it is active


class Standing(NamedTuple):
    """An alarm that is active, or back and not acknowledged."""

    words: str
    at: datetime
    back: datetime | None
    acknowledged: bool
    tag: int | None


def facts_of(actor: Actor, run: Run) -> dict[str, Any]:
    """Everything but the curves, in a constant number of queries."""
    now = clock.now()
    going = run.ended_at is None
    state, since = _state(run) if going else (None, None)
    samples = Sample.objects.visible_to(actor).filter(run=run).order_by("-drawn_at", "-pk")
    alarms = _alarms(actor, run) if going else []
    values = _values(run, now, alarms) if going else []
    return {
        "run": run,
        "going": going,
        "now": now,
        "state": state,
        "in_run": state is not None and MEANINGS[state].in_run,
        "since": since,
        "values": values,
        "simulated": any(value.simulated for value in values),
        "alarms": alarms,
        "active": sum(alarm.back is None for alarm in alarms),
        "unacknowledged": _waiting(alarms) if actor.is_staff_member else 0,
        "samples": list(samples[: SAMPLES + 1])[:SAMPLES],
        "sample_count": samples.count(),
        "events": list(run.events.select_related("recorded_by")),
        "may_run": going and may_run(actor, run.stage.booking, run.equipment),
        "may_draw": going and actor.may(Permission.DRAW_SAMPLE),
        "staff": actor.is_staff_member,
    }


def _state(run: Run) -> tuple[MachineState | None, datetime | None]:
    """As the board has it: a machine whose gateway is silent is offline."""
    shown = faces.one(run.equipment_id)
    since = shown.since
    return shown.state, max(since, run.started_at) if since else None


def _alarms(actor: Actor, run: Run) -> list[Standing]:
    rows = Alarm.objects.visible_to(actor).standing().filter(equipment=run.equipment_id)
    hers = rows.filter(Q(cleared_at=None) | Q(raised_at__gte=run.started_at))
    return [
        Standing(
            faces.short_text(alarm),
            alarm.raised_at,
            alarm.cleared_at,
            alarm.acknowledged,
            alarm.tag_id,
        )
        for alarm in hers.select_related("tag").order_by("raised_at")
    ]


def _waiting(alarms: Iterable[Standing]) -> int:
    return sum(not alarm.acknowledged for alarm in alarms)


def _values(run: Run, now: datetime, alarms: Iterable[Standing]) -> list[ValueNow]:
    """The newest of each tag since the run began; those that the board shows come first."""
    try:
        newest = run.equipment.current.values
    except ObjectDoesNotExist:
        return []
    beyond = {alarm.tag for alarm in alarms if alarm.back is None}
    found = []
    for tag in Tag.objects.filter(equipment=run.equipment_id).order_by("-on_card", "position"):
        if tag.code not in newest:
            continue
        value, at, _good, simulated = newest[tag.code]
        when = datetime.fromisoformat(at)
        if when >= run.started_at:
            one = _value(tag, value, when, now, simulated)
            found.append(one._replace(beyond=tag.pk in beyond))
    return found[:VALUES]


def _value(tag: Tag, value: float, at: datetime, now: datetime, simulated: bool) -> ValueNow:
    bounds = [(_("low"), tag.low), (_("high"), tag.high)]
    limits = [f"{word} {number(limit)}" for word, limit in bounds if limit is not None]
    return ValueNow(
        name=tag.name,
        shown=number(value, tag.decimals),
        unit=unit(tag.unit),
        limits=", ".join(limits),
        at=at,
        old=now - at > max(OLD, timedelta(seconds=3 * tag.period)),
        simulated=bool(simulated),
        beyond=False,
    )

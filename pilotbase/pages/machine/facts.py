"""All of one machine that the reader may know."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any, Final, NamedTuple

from django.utils.translation import get_language, pgettext

from bookings.models import RateLine
from bookings.rulebook import documents_of, narrowed
from bookings.rules_told import agreed
from bookings.timeline import Block, Filter, timeline
from equipment import faces
from equipment.beside import beside
from equipment.capabilities import Vocabulary
from equipment.choices import STATE_SETS, Kind, MachineState
from equipment.models import Equipment, StateInterval, WatchGrant
from equipment.telemetry import store
from equipment.telemetry.trends import Trend
from equipment.watching import is_watchman, may_watch, watched
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.pages.board.facts import card_of
from pilotbase.pages.run.curves import panels
from pilotbase.pages.run.following import Drawn, Wanted, going_on, step
from pilotbase.web.looks import suffix

AHEAD: Final = timedelta(days=28)
BEHIND: Final = timedelta(days=7)
SPANS: Final = {"1h": timedelta(hours=1), "24h": timedelta(hours=24), "7d": timedelta(days=7)}
POINTS: Final = 600


class Piece(NamedTuple):
    """A stretch of the state bar, in percent of its width."""

    state: MachineState
    start: datetime
    left: float
    width: float

    @property
    def look(self) -> str:
        return suffix(self.state)


class Tick(NamedTuple):
    """A day below the state bar: where it begins, and how wide it is, in percent."""

    at: datetime
    left: float
    width: float


def top_of(actor: Actor, machine: Equipment) -> dict[str, Any]:
    """What it is now, and its alarms."""
    card = card_of(actor, faces.one(machine.pk), all_values=True)
    open_ = may_watch(actor, machine)
    here = actor.facility is None or actor.facility.pk == machine.facility_id
    return {
        "machine": machine,
        "card": card,
        "open": open_,
        "alarms": card.shown.ranked if open_ else [],
        "unacknowledged": card.unacknowledged if is_watchman(actor, machine) else 0,
        **{name: here and actor.may(permission) for name, permission in _MAY.items()},
    }


def facts_of(actor: Actor, machine: Equipment) -> dict[str, Any]:
    now = clock.now()
    return {
        **top_of(actor, machine),
        **beside(actor, machine),
        "now": now,
        "history": history(actor, machine, now),
        "days": ticks(machine, now),
        "coming": coming(actor, machine, now),
        "rate": _rate(machine, now),
        **_asked(machine),
        "can": Vocabulary(machine.facility_id).of(machine),
        "states": [(s.value, s.label) for s in STATE_SETS[Kind(machine.equipment_class.kind)]],
        "all_states": list(MachineState),
    }


_MAY: Final = {
    "may_acknowledge": Permission.ACKNOWLEDGE_ALARM,
    "may_take_out": Permission.TAKE_OUT_OF_SERVICE,
    "may_report": Permission.REPORT_STATE,
    "may_book": Permission.BOOK,
    "may_block": Permission.BLOCK_MACHINE,
}


def history(actor: Actor, machine: Equipment, now: datetime) -> list[Piece]:
    """The last week's states, as far as the reader may see them."""
    start = now - BEHIND
    rows = StateInterval.objects.filter(equipment=machine, start__lt=now).exclude(end__lte=start)
    found = []
    for since, until in watched(actor, machine, start, now):
        for row in rows.order_by("start"):
            first, last = max(row.start, since), min(row.end or until, until)
            if first < last:
                found.append(_piece(MachineState(row.state), first, last, start))
    return found


def _piece(state: MachineState, first: datetime, last: datetime, start: datetime) -> Piece:
    return Piece(state, first, _share(first - start), _share(last - first))


def _share(span: timedelta) -> float:
    return round(100 * (span / BEHIND), 3)


def ticks(machine: Equipment, now: datetime) -> list[Tick]:
    """The plant's days within the week that the bar shows."""
    zone, start = machine.facility.zone, now - BEHIND
    first = machine.facility.local(start).date()
    days = [datetime.combine(first + timedelta(days=n), time(0), zone) for n in range(9)]
    found = []
    for day, next_day in pairwise(days):
        begins, ends = max(day, start), min(next_day, now)
        if begins < ends:
            found.append(Tick(day, _share(begins - start), _share(ends - begins)))
    return found


def coming(actor: Actor, machine: Equipment, now: datetime) -> list[Block]:
    """What is taken in the next weeks: one's own by name, others' only as taken."""
    english = (get_language() or "").startswith("en")
    window = (now, now + AHEAD)
    drawn = timeline(actor, window, english, Filter(machine=machine.tag))
    return drawn.blocks.get(machine.pk, [])


def trend_of(
    actor: Actor, machine: Equipment, span: str, since: Wanted | None = None
) -> dict[str, Any]:
    """What curves.js draws; the parts that the reader may not see are left open."""
    now = clock.now()
    start = _begin(machine, span, now)
    drawn = _drawn(machine, watched(actor, machine, start, now), (start, now), since)
    return {
        "since": drawn.since and drawn.since.timestamp(),
        "step": drawn.step.total_seconds(),
        "told": now.isoformat(),
        "zero": start.isoformat() if span == "run" else None,  # else the axis tells the time of day
        "start": start.isoformat(),
        "end": now.isoformat(),
        "now": None,
        "phases": [],
        "events": [],
        "panels": list(panels(drawn.trends)),
        "offline": [],
    }


def _drawn(
    machine: Equipment,
    seen: list[tuple[datetime, datetime]],
    span: tuple[datetime, datetime],
    since: Wanted | None,
) -> Drawn:
    """``seen`` are the parts of ``span`` that the reader may see."""
    start, now = span
    if since is not None and since.is_near(now):
        if not seen or seen[-1][1] < now:
            return Drawn(since.since, since.width, [])
        return going_on(machine, seen[-1][0], now, since)
    whole = joined(store.trend(machine, (), *part, POINTS) for part in seen)
    return Drawn(None, step(now - start, POINTS), whole)


def joined(parts: Iterable[list[Trend]]) -> list[Trend]:
    """Trends of several spans as one each; between two of them lies somebody else's time."""
    whole: list[Trend] = []
    for part in parts:
        for drawn, further in zip(whole, part, strict=False):
            if further.times:
                drawn.add(further.times[0], None, None, None)
            for name in ("times", "low", "high", "mean"):
                getattr(drawn, name).extend(getattr(further, name))
            drawn.simulated = drawn.simulated or further.simulated
        whole = whole or part
    return whole


def spans(machine: Equipment, now: datetime) -> list[tuple[str, str]]:
    """The lengths of trend to choose from; the run's while there is one."""
    run = [("run", pgettext("a batch", "Run"))] if _grant(machine, now) else []
    return [*((name, name.replace("h", " h").replace("d", " d")) for name in SPANS), *run]


def _begin(machine: Equipment, span: str, now: datetime) -> datetime:
    grant = _grant(machine, now) if span == "run" else None
    return grant.start if grant else now - SPANS.get(span, SPANS["1h"])


def _grant(machine: Equipment, now: datetime) -> WatchGrant | None:
    return WatchGrant.objects.standing(now).filter(equipment=machine).first()


def _asked(machine: Equipment) -> dict[str, Any]:
    """What booking it asks, by the documents of its places."""
    of = machine.equipment_class
    documents = documents_of(Equipment.objects.filter(pk=machine.pk))[machine.pk]
    return {"rules": narrowed(of, documents), "agreed": agreed(of, documents)}


def _rate(machine: Equipment, now: datetime) -> RateLine | None:
    rows = RateLine.objects.filter(equipment_class=machine.equipment_class)
    valid = rows.filter(card__valid_from__lte=machine.facility.local(now).date()).select_related(
        "card"
    )
    return valid.order_by("-card__valid_from").first()

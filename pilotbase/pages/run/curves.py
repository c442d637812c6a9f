"""Lets the run page draw: online curves, phases, events and offline results on one time axis."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import cycle
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.choices import RunEventKind
from bookings.models import Run
from equipment.choices import MachineState
from equipment.models import Alarm, StateInterval
from equipment.telemetry.trends import Trend, trend
from pilotbase.accounts.actor import Actor
from pilotbase.core import clock
from pilotbase.pages.run.following import Drawn, Wanted, going_on, step
from pilotbase.web.looks import suffix
from samples.choices import RequestStatus, ResultKind, ResultStatus
from samples.models import Result, TestRequest

POINTS: Final = 700
UNITS: Final = {"degC": "°C"}
COLOURS: Final = {"DO": "do", "PH": "ph", "TIC": "t", "OUR": "our", "FEED": "feed", "F": "feed"}
SHAPES: Final = ("dot", "diamond", "square", "triangle")


def curves(actor: Actor, run: Run, since: Wanted | None = None) -> dict[str, Any]:
    """What curves.js draws. Of the machine only what happened within the run."""
    now = clock.now()
    until = run.ended_at or now
    end = run.ended_at or max(now, run.stage.run_end)
    drawn = _drawn(run, until, since)
    return {
        "since": drawn.since and drawn.since.timestamp(),
        "step": drawn.step.total_seconds(),
        "told": until.isoformat(),
        "zero": run.zero_at.isoformat(),
        "start": run.started_at.isoformat(),
        "end": end.isoformat(),
        "now": None if run.ended_at else now.isoformat(),
        "phases": list(_phases(run, until, end)),
        "events": sorted(
            [*_events(run), *_alarms(actor, run, until)], key=lambda event: event["at"]
        ),
        "panels": list(panels(drawn.trends)),
        "offline": list(_offline(actor, run)),
    }


def _drawn(run: Run, until: datetime, since: Wanted | None) -> Drawn:
    if since is not None and since.is_near(until):
        return going_on(run.equipment, run.started_at, until, since)
    width = step(until - run.started_at, POINTS)
    return Drawn(None, width, trend(run.equipment, (), run.started_at, until, POINTS))


def phases_of(run: Run, until: datetime) -> Iterable[tuple[MachineState, datetime, datetime]]:
    """The machine's states within the run, clipped to it."""
    rows = StateInterval.objects.filter(
        Q(end=None) | Q(end__gt=run.started_at), equipment=run.equipment_id, start__lt=until
    ).order_by("start")
    for state, start, end in rows.values_list("state", "start", "end"):
        yield MachineState(state), max(start, run.started_at), min(end or until, until)


def _phases(run: Run, until: datetime, end: datetime) -> Iterator[dict[str, Any]]:
    for state, start, stop in phases_of(run, until):
        yield {
            "look": suffix(state),
            "label": state.label,
            "start": start.isoformat(),
            "end": stop.isoformat(),
            "planned": False,
        }
    if until < end:
        yield {
            "look": "",
            "label": _("planned"),
            "start": until.isoformat(),
            "end": end.isoformat(),
            "planned": True,
        }


def _events(run: Run) -> Iterator[dict[str, str]]:
    """What was said in words; a phase without any stands among the phases."""
    for event in run.events.exclude(text=""):
        words = [event.text]
        if event.kind == RunEventKind.PHASE:
            words.insert(0, str(event.get_state_display()))
        yield {"at": event.at.isoformat(), "label": " ".join(words), "level": ""}


def _alarms(actor: Actor, run: Run, until: datetime) -> Iterator[dict[str, str]]:
    rows = Alarm.objects.visible_to(actor).filter(
        equipment=run.equipment_id, raised_at__gte=run.started_at, raised_at__lt=until
    )
    for alarm in rows.select_related("tag"):
        yield {"at": alarm.raised_at.isoformat(), "label": alarm_words(alarm), "level": "bad"}


def alarm_words(alarm: Alarm) -> str:
    named = {
        "high_high": _("%(tag)s very high"),
        "high": _("%(tag)s high"),
        "low": _("%(tag)s low"),
        "low_low": _("%(tag)s very low"),
    }.get(alarm.code)
    if named is None or alarm.tag is None:
        return alarm.note or _("Fault")
    return named % {"tag": alarm.tag.name}


def panels(trends: Iterable[Trend]) -> Iterator[dict[str, Any]]:
    others = cycle("abc")
    for drawn in trends:
        tag = drawn.tag
        if not drawn.times:
            continue
        yield {
            "key": tag.code,
            "label": tag.name,
            "unit": unit(tag.unit),
            "decimals": tag.decimals,
            "colour": COLOURS.get(tag.code) or next(others),
            "low": tag.low,
            "high": tag.high,
            "simulated": drawn.simulated,
            "times": [at.timestamp() for at in drawn.times],
            "values": drawn.mean,
        }


def unit(code: str) -> str:
    """As a person writes it."""
    return UNITS.get(code, "" if code.lower() == "ph" else code)


def _offline(actor: Actor, run: Run) -> Iterator[dict[str, Any]]:
    """One series for each analyte: approved results; entered ones too for the staff."""
    statuses = [ResultStatus.APPROVED]
    if actor.is_staff_member:
        statuses.append(ResultStatus.ENTERED)
    rows = (
        Result.objects.visible_to(actor)
        .current()
        .filter(
            request__sample__run=run,
            request__sample__drawn_at__isnull=False,
            status__in=statuses,
            analyte__kind=ResultKind.NUMBER,
        )
        .select_related("analyte", "request__sample")
        .order_by("analyte__method_id", "analyte__position", "request__sample__drawn_at")
    )
    series: dict[int, dict[str, Any]] = {}
    shapes = cycle(SHAPES)
    for result in rows:
        kept = series.get(result.analyte_id)
        if kept is None:
            kept = series[result.analyte_id] = _series(result, next(shapes))
        if result.value is not None:
            kept["points"].append(_point(result.request, str(result.value), result.reported))
    drawn = [one for one in series.values() if one["points"]]
    yield from drawn
    awaited = _awaited(actor, run)
    if awaited:
        yield {
            "key": "awaited",
            "label": _("Awaited"),
            "panel": drawn[0]["unit"] if drawn else "",
            "decimals": 0,
            "shape": "dot",
            "points": awaited,
        }


def _series(result: Result, shape: str) -> dict[str, Any]:
    return {
        "key": result.analyte.code,
        "label": result.analyte.name,
        "unit": unit(result.unit),
        "decimals": result.analyte.decimals,
        "shape": shape,
        "points": [],
    }


def _point(request: TestRequest, value: str | None, reported: str) -> dict[str, Any]:
    sample = request.sample
    return {
        "at": (sample.drawn_at or sample.registered_at).isoformat(),
        "value": value,
        "label": " ".join(filter(None, [sample.number, reported])),
        "url": reverse("sample", args=[sample.number]),
        "late": value is None,
    }


def _awaited(actor: Actor, run: Run) -> list[dict[str, Any]]:
    """Samples that are drawn and whose results the reader has still to see."""
    unseen = [RequestStatus.REQUESTED]
    if not actor.is_staff_member:
        unseen.append(RequestStatus.ENTERED)
    rows = (
        TestRequest.objects.visible_to(actor)
        .filter(sample__run=run, sample__drawn_at__isnull=False, status__in=unseen)
        .select_related("sample")
        .order_by("sample__drawn_at", "pk")
    )
    return [_point(request, None, _("awaited")) for request in rows]

"""Programs ask who has which machine when; each is told what its person may know."""

import json
from typing import Final

from django.http import HttpResponse
from django.utils.translation import get_language
from ninja import Query, Router

from bookings.schemas.timeline import TimelineOut, TimelinePeriod
from bookings.timeline import Block, Detail, Filter, Machine, timeline
from pilotbase.accounts.http import ActedRequest
from pilotbase.core.instants import instant
from pilotbase.core.schemas import REFUSALS, Text

router = Router(tags=["Timeline"])


class TimelineQuery(TimelinePeriod):
    area: Text = ""
    equipment_class: Text = ""


@router.get("/timeline", response={200: TimelineOut, **REFUSALS}, by_alias=True)
def read_timeline(request: ActedRequest, asked: Query[TimelineQuery]) -> HttpResponse:
    """Occupations of all machines that reach into ``[from, to)``, at most 93 days at once."""
    english = (get_language() or "").startswith("en")
    only = Filter(area=asked.area, equipment_class=asked.equipment_class)
    found = timeline(request.actor, (asked.start, asked.end), english, only)
    said = _Said()
    answer = {
        "from": asked.start.isoformat(),
        "to": asked.end.isoformat(),
        "machines": [_machine(machine) for machine in found.machines],
        "occupations": [
            _block(machine.tag, block, said)
            for machine in found.machines
            for block in found.blocks.get(machine.pk, ())
        ],
    }
    text = json.dumps(answer, ensure_ascii=False)
    return HttpResponse(text, content_type="application/json; charset=utf-8")


class _Said(dict[int, str]):
    """Instants as text, each made once."""

    def __missing__(self, at: int) -> str:
        said = self[at] = instant(at).isoformat()
        return said


def _machine(machine: Machine) -> dict[str, str | None]:
    return {
        "tag": machine.tag,
        "name": machine.name,
        "area": machine.area,
        "equipment_class": machine.equipment_class,
        "retires": None if machine.retires is None else machine.retires.isoformat(),
    }


_INSTANTS: Final = ("run_start", "run_end")


def _block(tag: str, block: Block, said: _Said) -> dict[str, object]:
    _machine, start, end, face, detail = block
    told: dict[str, object] = {
        "equipment": tag,
        "start": said[start],
        "end": said[end],
        "state": face.value,
    }
    for name, value in zip(Detail._fields, detail or (), strict=False):
        if value not in (None, ""):
            told[name] = said[value] if name in _INSTANTS and isinstance(value, int) else value
    return told

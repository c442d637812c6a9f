"""Programs ask who has which machine when; each is told what its person may know."""

import json

from django.http import HttpResponse
from django.utils.translation import get_language
from ninja import Query, Router

from bookings.schemas.timeline import TimelineOut, TimelinePeriod
from bookings.timeline import Block, Filter, Machine, timeline
from pilotbase.accounts.http import ActedRequest
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
    answer = {
        "from": asked.start.isoformat(),
        "to": asked.end.isoformat(),
        "machines": [_machine(machine) for machine in found.machines],
        "occupations": [
            _block(machine.tag, block)
            for machine in found.machines
            for block in found.blocks.get(machine.pk, ())
        ],
    }
    text = json.dumps(answer, ensure_ascii=False)
    return HttpResponse(text, content_type="application/json; charset=utf-8")


def _machine(machine: Machine) -> dict[str, str]:
    return {
        "tag": machine.tag,
        "name": machine.name,
        "area": machine.area,
        "equipment_class": machine.equipment_class,
    }


def _block(tag: str, block: Block) -> dict[str, object]:
    told: dict[str, object] = {
        "equipment": tag,
        "start": block.start.isoformat(),
        "end": block.end.isoformat(),
        "state": block.face.value,
    }
    for name, value in block.detail._asdict().items() if block.detail else ():
        if value not in (None, ""):
            told[name] = value.isoformat() if hasattr(value, "isoformat") else value
    return told

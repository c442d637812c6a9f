"""What the calls of the permission table send: bodies, queries, and what their addresses take."""

from datetime import timedelta
from typing import Any, Final

from tests.permissions.lines import (
    Names,
)
from tests.permissions.world import NOW
from tests.samples.lab import GC

PIN: Final = "2468"


def instant(hours: float) -> str:
    return (NOW.replace(minute=0) + timedelta(hours=hours)).isoformat()


def span(hours: float, length: float = 24) -> dict[str, str]:
    return {"start": instant(hours), "end": instant(hours + length)}


def days(_names: Names) -> dict[str, str]:
    return {"from": instant(-48), "to": instant(24)}


def booking(n: Names) -> dict[str, Any]:
    return {"project": n["project"], "stages": [{"equipment": "DSC-1", "run": span(240)}]}


def need(n: Names) -> dict[str, Any]:
    return {"project": n["project"], "hours": "24"}


def coming_round(n: Names) -> dict[str, Any]:
    said = {"project": n["project"], "equipment": "DSC-1", "first": span(800, 4)}
    return {**said, "repeat": {"every": "week", "count": 2}}


def written_up() -> dict[str, Any]:
    said = {"stage": 1, "started_at": instant(-2), "ended_at": instant(-1), "left": "IDLE_CLEAN"}
    return {**said, "lines": [{"kind": "note", "text": "off"}]}


def on_paper(n: Names) -> dict[str, Any]:
    return {"runs": [{"booking": n["confirmed"], **written_up()}]}


def drawing(n: Names) -> dict[str, Any]:
    volume = {"value": "5", "unit": "mL"}
    said = {"kind": "broth", "storage": "2-8", "volume": volume}
    return {**said, "drawn_from": {"run": n["run"]}}


def delivered(n: Names) -> dict[str, Any]:
    said = {"kind": "broth", "storage": "2-8", "client_mark": "again"}
    return {**said, "project": n["project"]}


def delivery(n: Names) -> dict[str, Any]:
    line = {"kind": "broth", "storage": "2-8", "client_mark": "again"}
    return {"project": n["project"], "lines": [line]}


def result(n: Names) -> dict[str, Any]:
    return {"sample": n["waiting"], "method": GC, "analyte": "isoprenol", "value": "120"}


TAG: Final = {"tag": "=DSC-1"}
NUMBER: Final = "number"
MINE: Final = {NUMBER: "mine"}
RUN: Final = {NUMBER: "run"}
BOOKED: Final = {NUMBER: "requested"}
SHEET: Final = {NUMBER: "worksheet"}
DRAFT: Final = {NUMBER: "draft"}
CSV: Final = "sample,isoprenol\n"

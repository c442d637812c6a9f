"""The permission table of what is kept of machines: their upkeep and its papers."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from tests.permissions.lines import FAR, PLANT, Line, Names, only
from tests.permissions.world import NOW

TODAY: Final[date] = NOW.date()
UPKEEP: Final = only("operator", "manager", "quality")
PLAN: Final = {"code": "plan"}


def done(_names: Names) -> Mapping[str, Any]:
    return {"done_on": TODAY.isoformat(), "result": "passed", "by": "Metrology"}


KEEPING_API: Final = (
    Line("/maintenance-plans", "GET", PLANT | FAR),
    Line("/maintenance-plans/{code}", "GET", PLANT, PLANT, PLAN),
    Line("/maintenance-plans/{code}/records", "GET", PLANT, PLANT, PLAN),
    Line("/maintenance-plans/{code}/records", "POST", UPKEEP, PLANT, PLAN, body=done),
    Line(
        "/upkeep-records/{record}/files",
        "POST",
        UPKEEP,
        PLANT,
        {"record": "upkeep"},
        files={"file": "certificate"},
    ),
    Line("/upkeep-files/{file}", "GET", PLANT, PLANT, {"file": "paper"}),
)

KEEPING_PAGES: Final = (
    Line("maintenance", "GET", PLANT | FAR),
    Line("maintenance_plan", "GET", PLANT, PLANT, PLAN),
    Line("record_upkeep", "POST", UPKEEP, PLANT, PLAN, body=done),
    Line(
        "attach_certificate",
        "POST",
        UPKEEP,
        PLANT,
        {"record_id": "upkeep"},
        files={"file": "certificate"},
    ),
    Line("upkeep_file", "GET", PLANT, PLANT, {"file_id": "paper"}),
)

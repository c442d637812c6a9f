"""Programs ask how the plant was used; a tenant's is told of her own part."""

from typing import Any, Final

from ninja import Query, Router

from bookings.schemas.utilization import (
    MeasuresOut,
    UtilizationOut,
    UtilizationQuery,
    UtilizationRow,
    four,
)
from bookings.utilization.grouping import Row, table, total
from bookings.utilization.queries import use
from pilotbase.accounts.http import ActedRequest
from pilotbase.core.schemas import REFUSALS

router = Router(tags=["Utilization"])
_RATES: Final = (
    "effective_rate",
    "utilization",
    "operational_uptime",
    "soundness",
    "quota_use",
)


@router.get("/utilization", response={200: UtilizationOut, **REFUSALS}, by_alias=True)
def read_utilization(request: ActedRequest, asked: Query[UtilizationQuery]) -> dict[str, Any]:
    """Measures of ``[from, to)``, up to now: rows that add up to the total."""
    found = use(request.actor, asked.start, asked.end)
    rows = table(found, asked.by)
    return {
        "start": found.start,
        "end": found.end,
        "by": asked.by,
        "rows": [_row(row) for row in rows],
        "total": _row(total(found, rows)),
    }


def _row(row: Row) -> UtilizationRow:
    told = {name: getattr(row.measures, name) for name in MeasuresOut.model_fields}
    told |= {name: four(told[name]) for name in _RATES}
    return UtilizationRow(
        key=row.key, name=row.name, machines=row.machines, measures=MeasuresOut(**told)
    )

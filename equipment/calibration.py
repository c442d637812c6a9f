"""Until when a machine may be used: its calibrations and inspections by law."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Min

from equipment.models import MaintenancePlan
from pilotbase.core import clock


def valid_until(machine_ids: Iterable[int]) -> Mapping[int, date]:
    """By machine, the last day on which all its calibrations and inspections hold. One query.

    A machine without such a plan is absent: nothing of it lapses. A day that is over says that
    the machine may not be used before somebody has calibrated it. A run holds when its last
    occupied instant lies on that day at the latest, by the plant's clock.
    """
    plans = MaintenancePlan.objects.in_force(clock.today()).lapsing()
    rows = plans.filter(equipment__in=set(machine_ids)).order_by().values_list("equipment")
    return dict(rows.annotate(first=Min("due_on")))

"""Until when a machine may be used: its calibrations and inspections by law."""

from collections.abc import Iterable, Mapping
from datetime import date

from equipment.models import MaintenancePlan
from pilotbase.core import clock


def valid_until(machine_ids: Iterable[int]) -> Mapping[int, date]:
    """By machine, the last day on which all its calibrations and inspections hold. One query.

    A machine without such a plan is absent: nothing of it lapses. A day that is over says that
    the machine may not be used before somebody has calibrated it. A run holds when its last
    occupied instant lies on that day at the latest, by the plant's clock.
    """
    plans = MaintenancePlan.objects.in_force(clock.today()).lapsing()
    found: dict[int, date] = {}
    rows = plans.filter(equipment__in=set(machine_ids)).order_by()
    for machine, due in rows.values_list("equipment", "due_on"):
        found[machine] = min(due, found.get(machine, due))
    return found

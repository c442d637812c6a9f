"""Until when a machine may be used: its calibrations and inspections by law."""

from datetime import date
from typing import Final

from django.db.models import DateField, QuerySet
from django.db.models.expressions import RawSQL

from equipment.choices import LAPSING
from equipment.models import Equipment
from pilotbase.core import clock

# As text, since every booking asks it: the ORM takes longer to write it than a database to
# answer it. What is retired by the day, plan or machine, does not lapse.
_VALID_UNTIL: Final = f"""(SELECT MIN(plan.due_on) FROM equipment_maintenanceplan plan
    WHERE plan.equipment_id = equipment_equipment.id
    AND plan.kind IN ({", ".join(f"'{kind.value}'" for kind in LAPSING)})
    AND (plan.retired_from IS NULL OR plan.retired_from > %s)
    AND (equipment_equipment.retired_from IS NULL OR equipment_equipment.retired_from > %s))"""  # noqa: S608  (our own words)


def with_validity(machines: QuerySet[Equipment]) -> QuerySet[Equipment]:
    """Each with ``valid_until``, the last day on which all its calibrations and inspections hold.

    None where it has no such plan: nothing of it lapses. A day that is over says that the machine
    may not be used before somebody has calibrated it. A run holds when its last occupied instant
    lies on that day at the latest, by the plant's clock.
    """
    today = clock.today().isoformat()
    until = RawSQL(_VALID_UNTIL, [today, today], DateField())  # noqa: S611  (constant text)
    return machines.annotate(valid_until=until)  # type: ignore[no-redef]  # it is promised there


def valid_until(machine: Equipment) -> date | None:
    """The same of one machine that was read without it."""
    return with_validity(Equipment.objects.filter(pk=machine.pk)).get().valid_until

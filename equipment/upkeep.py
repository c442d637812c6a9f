"""What is due on the plant's machines, and what programs are told of it."""

from datetime import date, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from equipment.models import MaintenancePlan, UpkeepRecord
from equipment.schemas.upkeep import PlanOut, PlanWanted, UpkeepFileOut, UpkeepOut
from pilotbase.accounts.actor import Actor
from pilotbase.core import clock

SOON: Final = timedelta(days=30)  # what will be due within it is worth a look


def plans_for(actor: Actor, wanted: PlanWanted) -> QuerySet[MaintenancePlan]:
    """Those in force that the actor may see, as the list wants them."""
    asked = Q()
    if wanted.equipment:
        asked &= Q(equipment__tag=wanted.equipment)
    if wanted.due_by is not None:
        asked &= Q(due_on__lte=wanted.due_by)
    rows = MaintenancePlan.objects.visible_to(actor).in_force(clock.today()).filter(asked)
    return rows.select_related("equipment")


def due_soon(actor: Actor, within: timedelta = SOON) -> QuerySet[MaintenancePlan]:
    """What is overdue, and what will be soon; the longest overdue first."""
    rows = MaintenancePlan.objects.visible_to(actor).in_force(clock.today())
    return rows.due_by(clock.today() + within).select_related("equipment").order_by("due_on", "pk")


def is_overdue(plan: MaintenancePlan, today: date) -> bool:
    return plan.due_on < today


def plan_out(plan: MaintenancePlan) -> PlanOut:
    facts = {name: getattr(plan, name) for name in PlanOut.model_fields if name != "equipment"}
    return PlanOut(equipment=plan.equipment.tag, **facts)


def upkeep_out(row: UpkeepRecord) -> UpkeepOut:
    names = set(UpkeepOut.model_fields) - {"plan", "files"}
    return UpkeepOut(
        plan=row.plan.code,
        files=[UpkeepFileOut.model_validate(file) for file in row.files.all()],
        **{name: getattr(row, name) for name in names},
    )

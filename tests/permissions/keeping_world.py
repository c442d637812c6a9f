"""What is kept of the world's machines: a plan that was carried out, and its certificate."""

from typing import Any

from equipment.actions.record_upkeep import record_upkeep
from equipment.actions.save_plan import save_plan
from equipment.schemas_upkeep import PlanData, UpkeepDone
from pilotbase.core import clock


def keep_things(world: Any, markers: dict[str, str]) -> None:
    """Made by the plant's own people; its words are for the staff alone."""
    cast, names, today = world.cast, world.names, clock.today()
    data = {"equipment": "BR300-1", "kind": "calibration", "name_zh": "pH 校准", "name_en": "pH"}
    plan = save_plan(
        cast.actor("quality"),
        PlanData(code="CAL-PH", **data, due_on=today, instructions=markers["instructions"]),
    )
    done = UpkeepDone(done_on=today, result="passed", by=markers["calibrator"])
    record = record_upkeep(cast.actor("operator"), plan.code, done, "ph.txt", [b"7.01"])
    plan.refresh_from_db()
    names |= {
        "plan": plan.code,
        "plan_pk": plan.pk,
        "plan_pk_version": str(plan.version),
        "upkeep": record.pk,
        "paper": record.files.get().pk,
    }

"""What is kept of the world's machines: a plan that was carried out, training, who learned,
and what Lin says is wrong with a machine.
"""

from datetime import timedelta
from typing import Any

from equipment.actions.answer_help import answer_help
from equipment.actions.ask_help import ask_help
from equipment.actions.assess_training import assess_training
from equipment.actions.enrol import enrol
from equipment.actions.move_fault import move_fault
from equipment.actions.note_fault import note_fault
from equipment.actions.qualify import qualify
from equipment.actions.record_upkeep import record_upkeep
from equipment.actions.report_fault import report_fault
from equipment.actions.save_plan import save_plan
from equipment.actions.save_training import save_training
from equipment.choices import FaultStatus
from equipment.models import TrainingSession
from equipment.schemas.faults import FaultMove, FaultNoteSaid, FaultSaid
from equipment.schemas.help import HelpAsked, HelpSaid
from equipment.schemas.training import Assessment, Qualifying, TrainingData
from equipment.schemas.upkeep import PlanData, UpkeepDone
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
        "plan_pk_name": plan.code,
        "plan_pk": plan.pk,
        "plan_pk_version": str(plan.version),
        "upkeep": record.pk,
        "paper": record.files.get().pk,
    }
    _training(world, markers)
    _faults(world, markers)
    _help(world, markers)


def _faults(world: Any, markers: dict[str, str]) -> None:
    cast, names = world.cast, world.names
    operator = cast.actor("operator")
    row = report_fault(cast.actor("lin"), "BR300-1", FaultSaid(text=markers["fault"]))
    note_fault(operator, row.pk, FaultNoteSaid(text=markers["noted"]))
    seen = FaultMove(status=FaultStatus.ACKNOWLEDGED, answer=markers["answered"])
    row = move_fault(operator, row.pk, row.version, seen)
    names |= {"fault": row.pk, "fault_version": str(row.version)}


def _help(world: Any, markers: dict[str, str]) -> None:
    thread = ask_help(world.cast.actor("lin"), "BR300-1", HelpAsked(text=markers["question"]))
    answer_help(world.cast.actor("operator"), thread.pk, HelpSaid(text=markers["advice"]))
    world.names["help"] = thread.pk


def _training(world: Any, markers: dict[str, str]) -> None:
    """Lin learns: one session begins in half an hour, one is in two days."""
    cast, names = world.cast, world.names
    operator, lin, chen = cast.actor("operator"), cast.actor("lin"), cast.actor("chen")
    for name, hours in (("training_begun", 0.5), ("training", 48.0)):
        start = clock.now() + timedelta(hours=hours)
        said = {"equipment_class": "BR300", "place": "Hall 2", "places": 9, "starts_at": start}
        data = TrainingData.model_validate({**said, "ends_at": start + timedelta(hours=2)})
        session = save_training(operator, data)
        enrol(lin, session.pk)
        names[name] = session.pk
        if name == "training_begun":
            enrol(chen, session.pk)
            with clock.at(start):
                failed = {"person": "chen@demo.test", "outcome": "failed"}
                assess_training(
                    operator,
                    session.pk,
                    Assessment.model_validate({**failed, "note": markers["assessed"]}),
                )
    session = TrainingSession.objects.get(pk=names["training"])
    said = {"person": "lin@demo.test", "equipment_class": "DSC", "note": markers["learned"]}
    given = qualify(operator, Qualifying.model_validate(said))
    names |= {
        "training_version": str(session.version),
        "qualification": given.pk,
        "qualification_version": str(given.version),
    }

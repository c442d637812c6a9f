"""The permission table of what is kept of machines: their upkeep and its papers, training,
faults.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from tests.permissions.lines import (
    FAR,
    FLOOR,
    KNOWN,
    OWN,
    PLANT,
    SIGNED_IN,
    TENANTS,
    Body,
    Line,
    Names,
    only,
)
from tests.permissions.world import NOW

TODAY: Final[date] = NOW.date()
UPKEEP: Final = only("operator", "manager", "quality")
PLAN: Final = {"code": "plan"}


def done(_names: Names) -> Mapping[str, Any]:
    return {"done_on": TODAY.isoformat(), "result": "passed", "by": "Metrology"}


LEARNERS: Final = TENANTS | FLOOR | {"manager", "quality"}
TRAINERS: Final = only("operator", "manager")
HERE: Final = SIGNED_IN - FAR  # for whom a session of this plant exists
SESSION: Final = {"training": "training"}
BEGUN: Final = {"training": "training_begun"}


def offered(_names: Names) -> Mapping[str, Any]:
    start, end = ((NOW + timedelta(days=7, hours=h)).isoformat() for h in (0, 3))
    said = {"equipment_class": "BR300", "level": "alone", "place": "Hall 2", "places": 3}
    return {**said, "starts_at": start, "ends_at": end}


def offered_on_page(names: Names) -> Mapping[str, Any]:
    said = dict(offered(names))
    return said | {name: said[name][:16] for name in ("starts_at", "ends_at")}


def changed_on_page(names: Names) -> Mapping[str, Any]:
    return {**offered_on_page(names), "version": names["training_version"]}


def assessed(_names: Names) -> Mapping[str, Any]:
    return {"person": "lin@demo.test", "outcome": "passed"}


def qualified(_names: Names) -> Mapping[str, Any]:
    return {"person": "lin@demo.test", "equipment_class": "BR300", "level": "alone"}


def with_reason(_names: Names) -> Mapping[str, Any]:
    return {"reason": "the trainer is ill"}


def versioned(row: str) -> Body:
    return lambda names: {"reason": "the trainer is ill", "version": names[f"{row}_version"]}


TRAINING_API: Final = (
    Line("/trainings", "GET", KNOWN),
    Line("/trainings", "POST", TRAINERS | FAR, body=offered),
    Line("/trainings/{training}", "GET", HERE, HERE, SESSION),
    Line(
        "/trainings/{training}",
        "PATCH",
        TRAINERS,
        HERE,
        SESSION,
        body=offered,
        match="training",
    ),
    Line(
        "/trainings/{training}/cancel",
        "POST",
        TRAINERS,
        HERE,
        SESSION,
        body=with_reason,
        match="training",
    ),
    Line("/trainings/{training}/enrol", "POST", LEARNERS, HERE, SESSION),
    Line("/trainings/{training}/withdraw", "POST", only("lin"), only("lin"), SESSION),
    Line("/trainings/{training}/assessments", "POST", TRAINERS, HERE, BEGUN, body=assessed),
    Line("/qualifications", "GET", KNOWN),
    Line("/qualifications", "POST", TRAINERS | FAR, body=qualified),
    Line(
        "/qualifications/{number}/revoke",
        "POST",
        TRAINERS,
        OWN | PLANT,
        {"number": "qualification"},
        body=with_reason,
        match="qualification",
    ),
)

PK: Final = {"pk": "training"}
TRAINING_PAGES: Final = (
    Line("trainings", "GET", SIGNED_IN),
    Line("new_training", "GET", TRAINERS | FAR),
    Line("new_training", "POST", TRAINERS | FAR, body=offered_on_page),
    Line("training", "GET", HERE, HERE, PK),
    Line("training", "GET", HERE, HERE, {"pk": "training_begun"}),
    Line("edit_training", "GET", TRAINERS, HERE, PK),
    Line("edit_training", "POST", TRAINERS, HERE, PK, body=changed_on_page),
    Line("enrol", "POST", LEARNERS, HERE, PK),
    Line("withdraw_enrolment", "POST", only("lin"), only("lin"), PK),
    Line("assess_training", "POST", TRAINERS, HERE, {"pk": "training_begun"}, body=assessed),
    Line("cancel_training", "POST", TRAINERS, HERE, PK, body=versioned("training")),
    Line("qualifications", "GET", SIGNED_IN),
    Line("qualify", "GET", TRAINERS | FAR),
    Line("qualify", "POST", TRAINERS | FAR, body=qualified),
    Line("revoke_qualification", "GET", TRAINERS, OWN | PLANT, {"pk": "qualification"}),
    Line(
        "revoke_qualification",
        "POST",
        TRAINERS,
        OWN | PLANT,
        {"pk": "qualification"},
        body=versioned("qualification"),
    ),
)

ON_MACHINE: Final = {"tag": "=BR300-1"}
FAULT: Final = {"fault": "fault"}
FAULT_PK: Final = {"pk": "fault"}
SEEN: Final = OWN | PLANT  # for whom what Lin reported or asked exists


def said(_names: Names) -> Mapping[str, Any]:
    return {"text": "the seal leaks", "severity": "hinders"}


def noted(_names: Names) -> Mapping[str, Any]:
    return {"text": "ordered a seal"}


def moved(_names: Names) -> Mapping[str, Any]:
    return {"status": "in_repair", "answer": "soon"}


def moved_on_page(names: Names) -> Mapping[str, Any]:
    return {"status": "in_repair", "answer": "soon", "version": names["fault_version"]}


FAULT_API: Final = (
    Line("/faults", "GET", KNOWN),
    Line("/equipment/{tag}/faults", "POST", LEARNERS, path=ON_MACHINE, body=said),
    Line("/faults/{fault}", "GET", SEEN, SEEN, FAULT),
    Line("/faults/{fault}", "PATCH", TRAINERS, SEEN, FAULT, body=moved, match="fault"),
    Line("/faults/{fault}/notes", "POST", TRAINERS, SEEN, FAULT, body=noted),
    Line("/equipment/{tag}/follow", "POST", LEARNERS, path=ON_MACHINE),
    Line("/equipment/{tag}/unfollow", "POST", LEARNERS, path=ON_MACHINE),
)

FAULT_PAGES: Final = (
    Line("faults", "GET", SIGNED_IN),
    Line("report_fault", "GET", LEARNERS, path=ON_MACHINE),
    Line("report_fault", "POST", LEARNERS, path=ON_MACHINE, body=said),
    Line("fault", "GET", SEEN, SEEN, FAULT_PK),
    Line("move_fault", "POST", TRAINERS, SEEN, FAULT_PK, body=moved_on_page),
    Line("note_fault", "POST", TRAINERS, SEEN, FAULT_PK, body=noted),
    Line("follow_machine", "POST", LEARNERS, path=ON_MACHINE),
    Line("unfollow_machine", "POST", LEARNERS, path=ON_MACHINE),
)

THREAD: Final = {"thread": "help"}
BETWEEN: Final = OWN | TRAINERS  # who write to each other

HELP_API: Final = (
    Line("/help-threads", "GET", KNOWN),
    Line("/equipment/{tag}/help", "POST", TENANTS, path=ON_MACHINE, body=noted),
    Line("/help-threads/{thread}", "GET", BETWEEN, BETWEEN, THREAD),
    Line("/help-threads/{thread}/messages", "POST", BETWEEN, BETWEEN, THREAD, body=noted),
    Line("/help-threads/{thread}/close", "POST", BETWEEN, BETWEEN, THREAD),
)

HELP_PAGES: Final = (
    Line("help_threads", "GET", SIGNED_IN),
    Line("ask_help", "GET", TENANTS, path=ON_MACHINE),
    Line("ask_help", "POST", TENANTS, path=ON_MACHINE, body=noted),
    Line("help_thread", "GET", BETWEEN, BETWEEN, {"pk": "help"}),
    Line("help_thread", "POST", BETWEEN, BETWEEN, {"pk": "help"}, body=noted),
    Line("close_help", "POST", BETWEEN, BETWEEN, {"pk": "help"}),
)

KEEPING_API: Final = (
    *TRAINING_API,
    *HELP_API,
    *FAULT_API,
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
    *TRAINING_PAGES,
    *FAULT_PAGES,
    *HELP_PAGES,
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

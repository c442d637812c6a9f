"""A run written up when it is over: the same as started, logged and ended at those times."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bookings.actions.finish_run import finish_run
from bookings.actions.log_phases import log_phases
from bookings.actions.record_run import record_run
from bookings.actions.start_run import start_run
from bookings.choices import BookingStatus, ChargeKind, RunEventKind, RunOutcome
from bookings.errors import TimeTaken, WrongStatus
from bookings.events import RunFinished
from bookings.models import Booking, Charge, Run
from bookings.schemas.runs import Finish, Phase, RunRecord, RunSheet, StageRef
from equipment.actions.report_states import report_states
from equipment.choices import MachineState
from equipment.errors import StateUnknown
from equipment.models import Equipment, RetentionHold, StateInterval, WatchGrant
from equipment.schemas.machine import StateReport
from equipment.watching import may_watch
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock, events
from pilotbase.core.errors import Invalid, Missing, NotAllowed
from tests.bookings.standing import a_booking
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 24, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
S = MachineState


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


LINES = (
    Phase(state=S.SIP, at=at(-6)),
    Phase(state=S.INOCULATION, at=at(0.25)),
    Phase(state=S.GROWTH, at=at(0.75)),
    Phase(kind=RunEventKind.NOTE, text="OD 12", at=at(20)),
    Phase(state=S.HARVEST, at=at(70)),
    Phase(state=S.CIP, at=at(74)),
)


def a_record(**more: Any) -> RunRecord:
    said = {"stage": 1, "started_at": at(-8), "ended_at": at(79), "left": S.IDLE_CLEAN}
    return RunRecord(**{**said, "lines": LINES, **more})


@pytest.fixture
def booking(project: Project, plant: Plant) -> Booking:
    return a_booking(project, plant.br300, START, at(72))


@pytest.fixture
def other(project: Project, plant: Plant) -> Booking:
    return a_booking(project, plant.br300_2, START, at(72))


def left_behind(run: Run) -> tuple[Any, ...]:
    run.refresh_from_db()
    machine = run.equipment_id
    intervals = StateInterval.objects.filter(equipment=machine).order_by("start")
    grant = WatchGrant.objects.get(reference=run.number)
    hold = RetentionHold.objects.get(reference=run.number)
    return (
        (run.started_at, run.zero_at, run.ended_at, run.outcome, run.note),
        list(run.events.values_list("kind", "at", "state", "text")),
        list(intervals.values_list("state", "start", "end")),
        (grant.start, grant.end, grant.label, grant.planned_end, hold.start, hold.end),
        (run.stage.status, run.stage.booking.status),
        Charge.objects.filter(stage=run.stage, kind=ChargeKind.MACHINE_TIME).count(),
    )


def test_it_leaves_what_the_three_verbs_leave(cast: Cast, booking: Booking, other: Booking) -> None:
    operator, tag = cast.actor("operator"), "BR300-2"
    with clock.at(at(80)), events.heard(RunFinished) as told:
        run = record_run(operator, booking.number, a_record(note="good", outcome="failed"))
    assert told == [RunFinished(run.pk)]
    assert AuditEntry.objects.filter(verb="run.recorded").count() == 1
    with clock.at(at(-8)):
        step_by_step = start_run(operator, other.number, StageRef(stage=1))
    with clock.at(at(79)):
        log_phases(operator, step_by_step.number, RunSheet(lines=LINES))
        finish_run(operator, step_by_step.number, Finish(outcome=RunOutcome.FAILED, note="good"))
        clean = [{"at": at(79), "state": S.IDLE_CLEAN}]
        report_states(operator, tag, StateReport(states=clean))
    assert left_behind(run) == left_behind(step_by_step)


def test_its_tenant_sees_what_it_was_and_nothing_live(
    cast: Cast, plant: Plant, booking: Booking
) -> None:
    with clock.at(at(80)):
        record_run(cast.actor("operator"), booking.number, a_record())
        assert not may_watch(cast.actor("lin"), plant.br300)
        assert may_watch(cast.actor("lin"), plant.br300, at(30))
        assert not may_watch(cast.actor("eve"), plant.br300, at(30))


@pytest.mark.parametrize(
    ("more", "error", "field"),
    [
        ({"lines": LINES[::-1]}, Invalid, "lines.1"),
        ({"lines": (Phase(state=S.RUNNING, at=at(1)),)}, StateUnknown, "state"),
        ({"lines": (Phase(state=S.SIP, at=at(-9)),)}, Invalid, "at"),
        ({"ended_at": at(60)}, Invalid, "lines.4"),
        ({"ended_at": at(81)}, Invalid, "ended_at"),
        ({"left": S.GROWTH}, StateUnknown, "left"),
        ({"left": S.IDLE}, StateUnknown, "left"),
        ({"stage": 2}, Invalid, "stage"),
        ({"started_at": at(-10)}, WrongStatus, None),
        ({"started_at": at(72.5)}, WrongStatus, None),
    ],
)
def test_what_cannot_have_been(
    cast: Cast, booking: Booking, more: dict[str, Any], error: type[Exception], field: str | None
) -> None:
    with clock.at(at(80)), pytest.raises(error) as refused:
        record_run(cast.actor("operator"), booking.number, a_record(**more))
    assert getattr(refused.value, "field", None) == field
    assert not Run.objects.exists()


def test_a_machine_has_one_run_at_a_time(
    cast: Cast, plant: Plant, project: Project, booking: Booking
) -> None:
    """Not beside what was recorded before, nor in what is taken for another."""
    operator, lines = cast.actor("operator"), (Phase(state=S.GROWTH, at=at(100)),)
    second = a_booking(project, plant.br300, at(96), at(120))
    third = a_booking(project, plant.br300, at(136), at(160))
    with clock.at(at(150)):
        record_run(operator, booking.number, a_record(ended_at=at(95)))
        with pytest.raises(WrongStatus, match="BR300-1"):
            record_run(
                operator,
                second.number,
                a_record(started_at=at(88.5), ended_at=at(125), lines=lines),
            )
        with pytest.raises(TimeTaken):
            record_run(operator, third.number, a_record(started_at=at(127.5), ended_at=at(149)))
    assert Run.objects.count() == 1


def test_a_booking_waits_for_its_other_stages(
    cast: Cast, plant: Plant, project: Project, booking: Booking
) -> None:
    _a_second_stage(booking, plant.br300_2)
    with clock.at(at(80)):
        record_run(cast.actor("operator"), booking.number, a_record())
    booking.refresh_from_db()
    assert booking.status == BookingStatus.CONFIRMED


def _a_second_stage(booking: Booking, machine: Equipment) -> None:
    first = booking.stages.get()
    first.pk, first.position, first.equipment = None, 2, machine
    first.save()


def test_who_may_not(cast: Cast, booking: Booking) -> None:
    with clock.at(at(80)):
        with pytest.raises(Missing):
            record_run(cast.actor("eve"), booking.number, a_record())
        with pytest.raises(NotAllowed):
            record_run(cast.actor("lin"), booking.number, a_record())


def typed(**more: str) -> dict[str, str]:
    words = {"stage": "1", "started_at": "2026-11-24T08:00", "ended_at": "2026-11-27T08:00"}
    return words | {"phase": "GROWTH", "left": "IDLE_DIRTY", "outcome": "accepted"} | more


def test_by_page_it_is_one_phase(cast: Cast, booking: Booking) -> None:
    client, path = cast.client("operator"), f"/bookings/{booking.number}"
    assert client.post(f"{path}/record", typed(ended_at="")).status_code == 422
    wrong = client.post(f"{path}/record", typed(ended_at="2026-11-24T07:00"))
    assert wrong.status_code == 422
    assert Run.objects.count() == 0
    done = client.post(f"{path}/record", typed())
    run = Run.objects.get()
    assert done["Location"] == f"/runs/{run.number}"
    assert (run.started_at, run.ended_at) == (START, at(72))
    assert list(run.events.values_list("state", "at")) == [(S.GROWTH, START)]
    assert Charge.objects.get().stage == run.stage
    assert client.post(f"{path}/record", typed()).status_code == 409
    assert client.post(f"{path}/record", typed(stage="x")).status_code == 422
    assert cast.client("lin").post(f"{path}/record", typed()).status_code == 403


def test_by_program_it_is_the_whole_story(cast: Cast, booking: Booking) -> None:
    body = a_record().model_dump(mode="json")
    path = f"/api/v1/bookings/{booking.number}/record"
    answer = cast.bearer("operator").post(path, body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    run = Run.objects.get()
    assert (answer.json()["number"], run.events.count()) == (run.number, len(LINES))
    again = cast.bearer("operator").post(path, body, content_type="application/json")
    assert again.status_code == 409
    assert cast.bearer("eve").post(path, body, content_type="application/json").status_code == 404


def test_the_page_offers_it_when_the_time_is_over(
    cast: Cast, booking: Booking, plant: Plant
) -> None:
    path = f"/bookings/{booking.number}"
    with clock.at(at(71)):
        assert b'id="record"' not in cast.client("operator").get(path).content
    with clock.at(at(72)):
        operator = cast.client("operator").get(path).content
        manager = cast.client("manager").get(path).content
    assert b'id="record"' in operator
    assert b"/start" not in operator
    assert b'id="record"' not in manager
    for page in (operator, manager):
        assert b"Nobody has said what became of stage 1 on BR300-1" in page
    assert b"/cancel" in manager

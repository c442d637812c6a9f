"""Check-in: who may, when, and what it changes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from bookings import ledger
from bookings.actions.record_run import record_run
from bookings.actions.start_run import start_run
from bookings.choices import BookingStatus, OccupationKind, StageStatus
from bookings.errors import TimeTaken, WrongStatus
from bookings.events import RunStarted
from bookings.models import Booking, Occupation, Run
from bookings.schemas.runs import Phase, RunRecord, StageRef
from equipment import statelog
from equipment.choices import MachineState, Source
from equipment.errors import OutOfService
from equipment.models import RetentionHold, WatchGrant
from pilotbase.accounts.actor import job
from pilotbase.accounts.models import Project
from pilotbase.accounts.permissions import Scope
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock, events
from pilotbase.core.errors import Invalid, Missing, NotAllowed, Stale
from tests.bookings.standing import a_booking, a_stage
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 24, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
REF = StageRef(stage=1)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@pytest.fixture
def booking(cast: Cast, plant: Plant, project: Project) -> Booking:
    """BR300-1 for three days from START on; its 8 h of preparation begin at midnight."""
    return a_booking(project, plant.br300, START, START + hours(72))


def by_api(client: Client, number: str, **body: Any) -> Any:
    return client.post(
        f"/api/v1/bookings/{number}/start", body or {"stage": 1}, content_type="application/json"
    )


def by_page(client: Client, number: str, **body: Any) -> Any:
    return client.post(f"/bookings/{number}/start", body or {"stage": 1})


@pytest.mark.parametrize("door", [by_api, by_page])
def test_both_doors_start_it(cast: Cast, booking: Booking, door: Any) -> None:
    with clock.at(START - hours(8)), events.heard(RunStarted) as told:
        answer = door(cast.client("operator"), booking.number)
        assert answer.status_code in (201, 302), answer.content
        again = door(cast.client("operator"), booking.number)
        assert again.status_code == 409
    run = Run.objects.get()
    assert told == [RunStarted(run.pk)]
    assert (run.number, run.zero_at) == ("R-2026-00001", START - hours(8))
    assert run.organisation == cast.startup
    booking.refresh_from_db()
    assert (booking.status, booking.version) == (BookingStatus.IN_USE, 2)
    assert booking.stages.get().status == StageStatus.RUNNING
    grant = WatchGrant.objects.get()
    assert (grant.organisation, grant.reference, grant.label) == (
        cast.startup,
        run.number,
        "fed-batch 3",
    )
    assert (grant.start, grant.end) == (START - hours(8), None)
    assert RetentionHold.objects.get().reference == run.number
    assert AuditEntry.objects.get(verb="run.started").target == run.number


def test_what_the_api_answers(cast: Cast, booking: Booking) -> None:
    with clock.at(START):
        told = by_api(cast.bearer("operator"), booking.number).json()
    assert told["number"] == "R-2026-00001"
    assert (told["booking"], told["stage"], told["equipment"]) == (booking.number, 1, "BR300-1")
    assert (told["ended_at"], told["outcome"]) == (None, None)


@pytest.mark.parametrize("door", [by_api, by_page])
def test_who_may_not(cast: Cast, booking: Booking, door: Any) -> None:
    with clock.at(START):
        assert door(cast.client("eve"), booking.number).status_code == 404
        assert door(cast.client("admin"), booking.number).status_code == 404
        assert door(cast.client("lin"), booking.number).status_code == 403
        assert door(cast.client("technician"), booking.number).status_code == 403
        assert door(cast.client("operator"), "B-2026-999999").status_code == 404
        assert door(Client(), booking.number).status_code in (401, 302)
    assert not Run.objects.exists()


def test_a_token_needs_its_scope(cast: Cast, booking: Booking) -> None:
    with clock.at(START):
        refused = by_api(cast.bearer("operator", Scope.READ), booking.number)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")


def test_a_stage_there_is_not(cast: Cast, booking: Booking) -> None:
    operator = cast.client("operator")
    with clock.at(START):
        refused = by_api(operator, booking.number, stage=2)
        assert (refused.status_code, refused.json()["field"]) == (422, "stage")
        assert by_page(operator, booking.number, stage=2).status_code == 422
        assert by_page(operator, booking.number, stage="x").status_code == 422


@pytest.mark.parametrize(
    ("after", "code"),
    [(-9.1, "too_early"), (72, "too_late"), (-9, None), (71.9, None)],
)
def test_when(cast: Cast, booking: Booking, after: float, code: str | None) -> None:
    with clock.at(START + hours(after)):
        if code is None:
            start_run(cast.actor("operator"), booking.number, REF)
            return
        with pytest.raises(WrongStatus) as refused:
            start_run(cast.actor("operator"), booking.number, REF)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "status", [BookingStatus.REQUESTED, BookingStatus.CANCELLED, BookingStatus.COMPLETED]
)
def test_only_what_is_confirmed(cast: Cast, booking: Booking, status: BookingStatus) -> None:
    Booking.objects.update(status=status, waits_for="platform")
    with clock.at(START), pytest.raises(WrongStatus, match=str(status.label)):
        start_run(cast.actor("operator"), booking.number, REF)


def test_a_machine_out_of_service_or_in_use(
    cast: Cast, plant: Plant, booking: Booking, project: Project
) -> None:
    operator = cast.actor("operator")
    early = a_booking(project, plant.br300, START - hours(20), START - hours(17))
    with clock.at(START - hours(18)):
        going = start_run(operator, early.number, REF)
    with clock.at(START - hours(8.5)):
        with pytest.raises(WrongStatus, match=going.number):
            start_run(operator, booking.number, REF)
        Run.objects.update(ended_at=clock.now())
        WatchGrant.objects.update(end=clock.now())
        plant.br300.out_of_service_since = START - hours(9)
        plant.br300.save()
        with pytest.raises(OutOfService):
            start_run(operator, booking.number, REF)


def test_anothers_time_is_not_taken_early(cast: Cast, plant: Plant, booking: Booking) -> None:
    Occupation.objects.create(
        machine=plant.br300,
        kind=OccupationKind.MAINTENANCE,
        start=START - hours(12),
        end=START - hours(8),
    )
    with clock.at(START - hours(8.5)), pytest.raises(TimeTaken, match="BR300-1"):
        start_run(cast.actor("operator"), booking.number, REF)


def test_a_skid_is_set_up_and_a_vessel_waits(
    cast: Cast, plant: Plant, project: Project, booking: Booking
) -> None:
    actor = job("made", "command")
    statelog.enter(
        plant.br300.pk,
        MachineState.IDLE_CLEAN,
        START - hours(99),
        actor=actor,
        source=Source.SYSTEM,
    )
    spin = a_booking(project, plant.dsc, START, START + hours(2))
    with clock.at(START):
        start_run(cast.actor("operator"), booking.number, REF)
        start_run(cast.actor("operator"), spin.number, REF)
        assert statelog.state_at(plant.br300.pk, START) == MachineState.IDLE_CLEAN
        assert statelog.state_at(plant.dsc.pk, START) == MachineState.SETUP


def test_what_the_gateway_says_already_stays(cast: Cast, plant: Plant, project: Project) -> None:
    spin = a_booking(project, plant.dsc, START, START + hours(2))
    actor = job("made", "command")
    statelog.enter(
        plant.dsc.pk, MachineState.RUNNING, START - hours(1), actor=actor, source=Source.GATEWAY
    )
    with clock.at(START):
        start_run(cast.actor("operator"), spin.number, REF)
    assert statelog.state_at(plant.dsc.pk, START) == MachineState.RUNNING


def test_stages_start_one_by_one(cast: Cast, plant: Plant, booking: Booking) -> None:
    a_stage(booking, plant.br300_2, START + hours(24), START + hours(48))
    with clock.at(START + hours(16)):
        start_run(cast.actor("operator"), booking.number, REF)
        second = start_run(cast.actor("operator"), booking.number, StageRef(stage=2))
    assert second.number == "R-2026-00002"
    with pytest.raises(Invalid), clock.at(START + hours(16)):
        start_run(cast.actor("operator"), booking.number, StageRef(stage=3))


def test_not_where_it_has_gone_to_another_machine_meanwhile(
    cast: Cast, plant: Plant, booking: Booking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading it and the lock: it holds the wrong machine then."""
    lock_all = ledger.lock_all

    def late(machines: Iterable[int]) -> Any:
        booking.stages.update(equipment=plant.br300_2)
        return lock_all(machines)

    monkeypatch.setattr(ledger, "lock_all", late)
    said = {"stage": 1, "started_at": START, "ended_at": START + hours(72), "left": "IDLE_CLEAN"}
    written = RunRecord(lines=(Phase(kind="note", text="off"),), **said)
    with clock.at(START):
        with pytest.raises(Stale):
            start_run(cast.actor("operator"), booking.number, REF)
        booking.stages.update(equipment=plant.br300)
    with clock.at(START + hours(73)), pytest.raises(Stale):
        record_run(cast.actor("operator"), booking.number, written)
    assert not Run.objects.exists()


def test_directly_too(cast: Cast, booking: Booking) -> None:
    with clock.at(START):
        with pytest.raises(Missing):
            start_run(cast.actor("eve"), booking.number, REF)
        with pytest.raises(NotAllowed):
            start_run(cast.actor("lin"), booking.number, REF)


@pytest.mark.parametrize(
    "said",
    [
        {"status": "closed"},
        {"status": "under_review"},
        {"approved_until": START.date()},
        {"approved_from": START.date() + hours(24)},
    ],
)
def test_not_for_a_project_that_is_approved_no_more(
    cast: Cast, booking: Booking, said: dict[str, Any]
) -> None:
    Project.objects.update(**said)
    with clock.at(START):
        answer = by_api(cast.client("operator"), booking.number)
        assert (answer.status_code, answer.json()["code"]) == (409, "project_not_approved")
        assert booking.project.code in answer.json()["detail"]
        assert by_page(cast.client("operator"), booking.number).status_code == 409
    assert not Run.objects.exists()
    Project.objects.update(status="approved", approved_from=None, approved_until=None)
    with clock.at(START):
        assert by_api(cast.client("operator"), booking.number).status_code == 201

"""Check-out: the run ends, its tenant stops watching, its booking goes on or is completed."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from bookings.actions.finish_run import finish_run
from bookings.actions.log_phase import log_phase
from bookings.actions.start_run import start_run
from bookings.choices import BookingStatus, ChargeKind, RunOutcome, StageStatus
from bookings.errors import WrongStatus
from bookings.events import RunFinished
from bookings.models import Booking, Charge, Run, Stage
from bookings.schemas.runs import Finish, Phase, StageRef
from equipment import statelog
from equipment.choices import MachineState
from equipment.models import RetentionHold, WatchGrant
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock, events
from pilotbase.core.errors import Missing, NotAllowed
from tests.bookings.standing import a_booking, a_stage
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 24, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
S = MachineState


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@pytest.fixture
def booking(cast: Cast, plant: Plant, project: Project) -> Booking:
    return a_booking(project, plant.br300, START, START + hours(72))


@pytest.fixture
def run(cast: Cast, booking: Booking) -> Run:
    Stage.objects.update(quantity=4, unit="day", unit_price=3800, price=15200)
    with clock.at(START):
        return start_run(cast.actor("operator"), booking.number, StageRef(stage=1))


def by_api(client: Client, run: Run, **body: Any) -> Any:
    return client.post(
        f"/api/v1/bookings/{run.stage.booking.number}/finish",
        {"stage": 1, **body},
        content_type="application/json",
    )


def by_page(client: Client, run: Run, **body: Any) -> Any:
    return client.post(f"/runs/{run.number}", {"do": "finish", "outcome": "accepted", **body})


@pytest.mark.parametrize("door", [by_api, by_page])
def test_both_doors_end_it(cast: Cast, run: Run, door: Any) -> None:
    end = START + hours(72)
    with clock.at(end), events.heard(RunFinished) as told:
        answer = door(cast.client("operator"), run, outcome="failed", note="contaminated")
        assert answer.status_code in (200, 302), answer.content
        assert door(cast.client("operator"), run).status_code in (409, 422)
    assert told == [RunFinished(run.pk)]
    run.refresh_from_db()
    assert (run.ended_at, run.outcome, run.note) == (end, RunOutcome.FAILED, "contaminated")
    assert run.ended_by == cast.operator
    assert WatchGrant.objects.get().end == end
    assert RetentionHold.objects.get().end == end
    booking = Booking.objects.get()
    assert (booking.status, booking.version) == (BookingStatus.COMPLETED, 3)
    assert booking.stages.get().status == StageStatus.DONE
    assert AuditEntry.objects.get(verb="run.finished").reason == "contaminated"


def test_its_time_is_charged_once(cast: Cast, run: Run) -> None:
    with clock.at(START + hours(72)):
        finish_run(cast.actor("operator"), run.number, Finish())
    charge = Charge.objects.get()
    assert (charge.kind, charge.organisation) == (ChargeKind.MACHINE_TIME, cast.startup)
    assert (charge.quantity, charge.unit_price, charge.amount) == tuple(
        map(Decimal, (4, 3800, 15200))
    )
    assert charge.reference == run.stage.booking.number


@pytest.mark.parametrize("door", [by_api, by_page])
def test_who_may_not(cast: Cast, run: Run, door: Any) -> None:
    with clock.at(START + hours(1)):
        assert door(cast.client("eve"), run).status_code == 404
        assert door(cast.client("lin"), run).status_code == 403
        assert door(Client(), run).status_code in (401, 302)
    assert Run.objects.going().exists()


def test_what_was_running_is_dirty(cast: Cast, plant: Plant, run: Run) -> None:
    operator = cast.actor("operator")
    with clock.at(START + hours(1)):
        log_phase(operator, run.number, Phase(state=S.HARVEST))
    with clock.at(START + hours(2)):
        finish_run(operator, run.number, Finish())
    assert statelog.state_at(plant.br300.pk, START + hours(2)) == S.IDLE_DIRTY


@pytest.mark.parametrize("state", [S.KILL, S.CIP])
def test_a_turnaround_that_is_logged_goes_on(
    cast: Cast, plant: Plant, run: Run, state: MachineState
) -> None:
    operator = cast.actor("operator")
    with clock.at(START + hours(1)):
        log_phase(operator, run.number, Phase(state=state))
        finish_run(operator, run.number, Finish())
    assert statelog.state_at(plant.br300.pk, START + hours(2)) == state


def test_an_instrument_is_only_idle(cast: Cast, plant: Plant, project: Project) -> None:
    booking = a_booking(project, plant.hplc, START, START + hours(4))
    with clock.at(START):
        run = start_run(cast.actor("operator"), booking.number, StageRef(stage=1))
    with clock.at(START + hours(4)):
        finish_run(cast.actor("operator"), run.number, Finish())
    assert statelog.state_at(plant.hplc.pk, START + hours(5)) == S.IDLE


def test_a_booking_waits_for_its_other_stages(
    cast: Cast, plant: Plant, booking: Booking, run: Run
) -> None:
    a_stage(booking, plant.br300_2, START + hours(4), START + hours(48))
    a_stage(booking, plant.dsc, START + hours(50), START + hours(52))
    operator = cast.actor("operator")

    def status() -> str:
        return Booking.objects.values_list("status", flat=True).get()

    with clock.at(START + hours(2)):
        second = start_run(operator, booking.number, StageRef(stage=2))
        finish_run(operator, booking.number, Finish(stage=1))
        assert status() == BookingStatus.IN_USE
        finish_run(operator, second.number, Finish())
        assert status() == BookingStatus.CONFIRMED
    with clock.at(START + hours(50)):
        start_run(operator, booking.number, StageRef(stage=3))
        finish_run(operator, booking.number, Finish(stage=3, outcome=RunOutcome.ABORTED))
        assert status() == BookingStatus.COMPLETED


def test_what_has_not_begun_does_not_end(cast: Cast, booking: Booking) -> None:
    with clock.at(START), pytest.raises(WrongStatus, match=booking.number):
        finish_run(cast.actor("operator"), booking.number, Finish(stage=1))


def test_directly_too(cast: Cast, run: Run) -> None:
    with pytest.raises(Missing):
        finish_run(cast.actor("eve"), run.number, Finish())
    with pytest.raises(NotAllowed):
        finish_run(cast.actor("lin"), run.number, Finish())

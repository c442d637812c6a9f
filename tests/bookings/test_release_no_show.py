"""Time for which nobody came is given back; never because the plant itself was off."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bookings.actions.finish_run import finish_run
from bookings.actions.release_no_show import release_no_show
from bookings.actions.start_run import start_run
from bookings.choices import BookingStatus, StageStatus
from bookings.errors import WrongStatus
from bookings.events import BookingEnded
from bookings.jobs import release_no_shows
from bookings.models import Booking, Occupation
from bookings.schemas.runs import Finish, StageRef
from equipment import statelog
from equipment.choices import MachineState, Source
from pilotbase.accounts.actor import job
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock, events
from pilotbase.core.errors import Missing, NotAllowed
from pilotbase.core.jobs import REGISTRY
from pilotbase.records.models import Uptime
from tests.bookings.standing import a_booking, a_stage
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 24, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
REF = StageRef(stage=1)
JOB = job("test")
S = MachineState


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def up(start: float, end: float) -> None:
    Uptime.objects.create(start=START + hours(start), end=START + hours(end))


def state(plant: Plant, entered: MachineState, after: float) -> None:
    statelog.enter(plant.br300.pk, entered, START + hours(after), actor=JOB, source=Source.GATEWAY)


@pytest.fixture
def booking(cast: Cast, plant: Plant, project: Project) -> Booking:
    return a_booking(project, plant.br300, START, START + hours(4))


def test_the_job_gives_it_back(booking: Booking) -> None:
    up(-24, 24)
    assert "bookings.no_shows" in REGISTRY
    with clock.at(START + hours(0.98)):
        assert release_no_shows() == []
    with clock.at(START + hours(1)), events.heard(BookingEnded) as told:
        assert release_no_shows() == [booking.number]
        assert release_no_shows() == []
    assert told == [BookingEnded(booking.pk)]
    booking.refresh_from_db()
    assert (booking.status, booking.version) == (BookingStatus.NO_SHOW, 2)
    assert booking.stages.get().status == StageStatus.RELEASED
    assert not Occupation.objects.get().active
    entry = AuditEntry.objects.get(verb="stage.no_show")
    assert entry.acting_as == "job:no_shows"


@pytest.mark.parametrize(
    ("spans", "after"),
    [
        ([], 3),
        ([(-24, 0.5)], 4),  # off from half past on
        ([(-24, 0.5), (3.9, 9)], 5),  # back for the last minutes; what follows does not count
        ([(-24, -1), (4, 24)], 20),  # off for all of it
    ],
)
def test_nothing_lapses_while_the_plant_is_off(
    booking: Booking, spans: list[tuple[float, float]], after: float
) -> None:
    for span in spans:
        up(*span)
    with clock.at(START + hours(after)):
        assert release_no_shows() == []


def test_minutes_add_up_over_a_pause(booking: Booking) -> None:
    up(-1, 0.5)
    up(2, 9)
    with clock.at(START + hours(2.4)):
        assert release_no_shows() == []
    with clock.at(START + hours(2.5)):
        assert release_no_shows() == [booking.number]


def test_a_vessel_in_use_is_left_alone(plant: Plant, booking: Booking) -> None:
    up(-24, 24)
    state(plant, S.GROWTH, 0.5)
    with clock.at(START + hours(3)), pytest.raises(WrongStatus):
        release_no_show(JOB, booking.number, REF)


def test_time_does_not_count_while_nobody_could_begin(plant: Plant, booking: Booking) -> None:
    up(-24, 24)
    state(plant, S.CIP, -1)
    state(plant, S.IDLE_CLEAN, 0.5)
    state(plant, S.FAULT, 1)
    state(plant, S.IDLE_CLEAN, 2)
    with clock.at(START + hours(2.4)):
        assert release_no_shows() == []
    with clock.at(START + hours(2.5)):
        assert release_no_shows() == [booking.number]


def test_a_fault_that_goes_on_keeps_it(plant: Plant, booking: Booking) -> None:
    up(-24, 24)
    state(plant, S.FAULT, 0.5)
    with clock.at(START + hours(3)):
        assert release_no_shows() == []
    state(plant, S.IDLE_CLEAN, 3)
    with clock.at(START + hours(3.5)):
        assert release_no_shows() == [booking.number]


def test_whom_a_run_displaced_is_not_missed(
    cast: Cast, plant: Plant, project: Project, booking: Booking
) -> None:
    up(-99, 24)
    early = a_booking(project, plant.br300, START - hours(20), START - hours(17))
    operator = cast.actor("operator")
    with clock.at(START - hours(18)):
        start_run(operator, early.number, REF)
    with clock.at(START + hours(2)):
        assert release_no_shows() == []
        finish_run(operator, early.number, Finish(stage=1))
        assert release_no_shows() == []
    booking.refresh_from_db()
    assert booking.status == BookingStatus.DISPLACED


def test_later_stages_stand(cast: Cast, plant: Plant, booking: Booking) -> None:
    up(-24, 240)
    second = a_stage(booking, plant.br300_2, START + hours(48), START + hours(72))
    with clock.at(START + hours(1)):
        release_no_show(JOB, booking.number, REF)
        booking.refresh_from_db()
        assert booking.status == BookingStatus.CONFIRMED
        assert Occupation.objects.get(active=True).stage == second
    operator = cast.actor("operator")
    with clock.at(START + hours(48)):
        start_run(operator, booking.number, StageRef(stage=2))
        finish_run(operator, booking.number, Finish(stage=2))
    booking.refresh_from_db()
    assert booking.status == BookingStatus.COMPLETED


def test_what_was_done_completes_it(cast: Cast, plant: Plant, booking: Booking) -> None:
    up(-24, 240)
    a_stage(booking, plant.br300_2, START + hours(48), START + hours(72))
    operator = cast.actor("operator")
    with clock.at(START):
        start_run(operator, booking.number, REF)
        finish_run(operator, booking.number, Finish(stage=1))
    with clock.at(START + hours(49)):
        assert release_no_shows() == [booking.number]
    booking.refresh_from_db()
    assert booking.status == BookingStatus.COMPLETED


@pytest.mark.parametrize("status", [BookingStatus.CANCELLED, BookingStatus.REQUESTED])
def test_only_what_waits(booking: Booking, status: BookingStatus) -> None:
    up(-24, 24)
    Booking.objects.update(status=status, waits_for="platform")
    with clock.at(START + hours(2)), pytest.raises(WrongStatus):
        release_no_show(JOB, booking.number, REF)


def test_before_its_time_nobody_is_missed(booking: Booking) -> None:
    up(-24, 24)
    with clock.at(START - hours(1)), pytest.raises(WrongStatus):
        release_no_show(JOB, booking.number, REF)


def test_who_may_not(cast: Cast, booking: Booking) -> None:
    up(-24, 24)
    with clock.at(START + hours(2)):
        with pytest.raises(Missing):
            release_no_show(cast.actor("eve"), booking.number, REF)
        with pytest.raises(NotAllowed):
            release_no_show(cast.actor("lin"), booking.number, REF)
        release_no_show(cast.actor("operator"), booking.number, REF)

"""Six weeks of the demonstration, on a few machines: made by the verbs, and going on afterwards."""

from datetime import UTC, datetime, timedelta

import pytest

from bookings.choices import BookingStatus, OccupationKind
from bookings.models import Booking, Occupation, Refusal, Run
from equipment.choices import MachineState, Priority
from equipment.models import (
    Alarm,
    CurrentState,
    EquipmentQualification,
    MaintenancePlan,
    ReadingRollup,
    TrainingSession,
)
from pilotbase.accounts.actor import acting
from pilotbase.accounts.choices import PriceClass, Role
from pilotbase.accounts.models import Membership, Organisation, Project, User
from pilotbase.accounts.signing import check_pin
from pilotbase.audit.integrity import CHECKS
from pilotbase.core import clock
from pilotbase.demo import curves, filling, living, people, place
from pilotbase.demo.calendar import day_of
from pilotbase.demo.layout import lay_out
from pilotbase.records.models import Uptime
from samples.choices import ReportStatus, ResultStatus, SampleStatus
from samples.models import Report, ReportDocument, Result, Sample, Worksheet

NOW = datetime(2026, 11, 25, 6, 32, 7, tzinfo=UTC)
PASSWORD = "pilot-demo"  # noqa: S105  (public)
TAGS = ("BR300-1", "BR500-2", "BR15-2", "BR15-3", "BR1K-2", "DSC-1", "HPLC-2", "LYO-1")


@pytest.mark.slow
@pytest.mark.django_db
def test_six_weeks_and_what_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "filled_at", lambda: NOW)
    with clock.at(NOW):
        filling.set_up(NOW, PASSWORD)
        plan = lay_out(day_of(NOW), back=42, ahead=14, tags=TAGS)
        outcome = filling.a_history(plan, NOW).live(lambda month: None)
    assert outcome.astray == []
    assert outcome.done > 300
    _people_are_there()
    _the_day_has_its_picture()
    _the_machines_are_kept_up()
    _the_real_measurements_are_there()
    _the_laboratory_is_at_work()
    assert Refusal.objects.exists()
    assert [found for check in CHECKS.values() for found in check()] == []
    _it_goes_on()
    _it_catches_up()
    assert [found for check in CHECKS.values() for found in check()] == []


def _people_are_there() -> None:
    for role in Role:
        assert Membership.objects.filter(role=role).exists()
    for row in people.PEOPLE:
        user = User.objects.get(email=row.email)
        assert acting(user, "page").roles == {row.role}
    lin = User.objects.get(email="scientist@demo.test")
    assert lin.check_password(PASSWORD)
    check_pin(lin, "2468")
    assert Organisation.objects.get(code="yanxi").price_class == PriceClass.EXTERNAL
    assert not Project.objects.get(code="P-0012").approved_on(day_of(NOW))


def _the_day_has_its_picture() -> None:
    states = dict(CurrentState.objects.values_list("equipment__tag", "state"))
    assert states["BR300-1"] in ("FEED", "INDUCE")
    assert (states["BR500-2"], states["BR15-3"]) == ("FAULT", "OFFLINE")
    assert states["HPLC-2"] == "CALIBRATION"
    going = set(Run.objects.going().values_list("equipment__tag", flat=True))
    assert {"BR300-1", "BR500-2", "LYO-1"} <= going
    hers = Booking.objects.filter(organisation__code="yanxi")
    assert hers.filter(status=BookingStatus.REQUESTED, expires_at__gt=NOW).exists()
    assert hers.filter(status=BookingStatus.CONFIRMED, stages__run_start__gt=NOW).exists()
    assert hers.filter(status=BookingStatus.IN_USE, stages__equipment__tag="BR300-1").exists()
    minutes = ReadingRollup.objects.filter(tag__equipment__tag="BR300-1")
    assert minutes.count() > 1000
    assert not minutes.filter(simulated=False).exists()
    blocks = Occupation.objects.filter(kind=OccupationKind.MAINTENANCE)
    assert blocks.filter(machine__tag="HPLC-2", start__lt=NOW, end__gt=NOW).exists()


def _the_machines_are_kept_up() -> None:
    """Nothing lapses that a booking stands on; some work waits, and some is late."""
    plans, today = MaintenancePlan.objects.in_force(day_of(NOW)), day_of(NOW)
    assert not plans.lapsing().due_by(today + timedelta(days=200)).exists()
    assert plans.due_by(today - timedelta(days=1)).exists()
    assert not plans.filter(records=None).exists()
    lin = User.objects.get(email="scientist@demo.test")
    held = EquipmentQualification.objects.holding_on(today).filter(user=lin)
    assert set(held.values_list("level", flat=True)) == {"alone", "assisted"}
    assert TrainingSession.objects.to_come(NOW).filter(taken=1).exists()


def _the_real_measurements_are_there() -> None:
    runs = Run.objects.filter(equipment__tag="BR15-2", project__code="P-0005", samples__gt=0)
    run = runs.distinct().get()
    samples = Sample.objects.filter(run=run)
    results = Result.objects.current().filter(request__sample__in=samples)
    assert (samples.count(), results.count()) == (34, 34 * 5)
    assert {sample.sensors == {} for sample in samples} == {True}  # there were no sensors
    assert not ReadingRollup.objects.filter(
        tag__equipment=run.equipment, minute__gte=run.started_at, minute__lt=run.ended_at
    ).exists()
    last = samples.order_by("process_time").last()
    assert last is not None
    assert last.process_time is not None
    assert abs(last.process_time - timedelta(hours=33.88333333)) < timedelta(seconds=2)
    ethanol = results.get(request__sample=last, analyte__code="ethanol")
    assert ethanol.status == ResultStatus.APPROVED
    sheet = Worksheet.objects.get()
    titers = Result.objects.current().filter(request__worksheet=sheet)
    assert titers.filter(status=ResultStatus.APPROVED).count() == 177
    first = titers.get(request__sample__client_mark="PP_0751_PP_0813_PP_0815-R1")
    assert first.reported == "818.6"


def _the_laboratory_is_at_work() -> None:
    assert 2 <= ReportDocument.objects.count() <= 20
    hers = Report.objects.filter(organisation__code="yanxi")
    assert hers.filter(status=ReportStatus.ISSUED).exists()
    going = Sample.objects.filter(run__equipment__tag="BR300-1", run__ended_at=None)
    assert going.filter(status=SampleStatus.IN_HANDOVER).count() == 1
    assert going.exclude(sensors={}).count() == 4
    waiting = Result.objects.filter(request__sample__in=going, status=ResultStatus.ENTERED)
    assert waiting.exists()


def _it_goes_on() -> None:
    """By the minute, as things fall due; what was done is not done again."""
    going = Run.objects.going().get(equipment__tag="BR300-1")
    ends = going.stage.occupied.end
    with clock.at(NOW + timedelta(minutes=1)):
        assert curves.fill_in(5) == 5
        assert living.go_on().done == 0
    upset = Alarm.objects.create(
        equipment=going.equipment,
        tag=going.equipment.tags.get(code="PH"),
        code="high",
        priority=Priority.MEDIUM,
        raised_at=NOW,
        cleared_at=NOW + timedelta(hours=1),
    )
    with clock.at(NOW + timedelta(hours=3)):
        living.go_on()
        assert living.go_on().done == 0
        state = CurrentState.objects.get(equipment__tag="BR500-2").state
        assert state != MachineState.FAULT  # nobody came: it was repaired all the same
        upset.refresh_from_db()
        assert upset.acknowledged_at == NOW + timedelta(hours=3)  # by whoever is on shift
    with clock.at(ends):
        done = living.go_on()
        assert done.astray == []
        going.refresh_from_db()
        assert going.ended_at == ends
        assert CurrentState.objects.get(equipment__tag="BR300-1").state == "IDLE_CLEAN"
        assert CurrentState.objects.get(equipment__tag="HPLC-2").state == "IDLE"


def _it_catches_up() -> None:
    """After ten days of standing still: as if it had gone on."""
    newest = Uptime.objects.order_by("-end")[0]
    newest.end = NOW + timedelta(days=3)
    newest.save()
    before = set(Booking.objects.filter(status=BookingStatus.NO_SHOW).values_list("pk", flat=True))
    later = NOW + timedelta(days=13)
    with clock.at(later):
        outcome = living.catch_up()
        assert outcome.astray == []
        assert outcome.done > 10
        assert living.go_on().done == 0
    due = Run.objects.filter(started_at__gt=NOW + timedelta(days=3))
    assert due.exists()
    for run in due.exclude(ended_at=None):
        assert run.started_at - run.stage.occupied.start < timedelta(minutes=12)
        assert run.ended_at is not None
        assert run.ended_at <= run.stage.occupied.end
    still = set(Booking.objects.filter(status=BookingStatus.NO_SHOW).values_list("pk", flat=True))
    assert still == before

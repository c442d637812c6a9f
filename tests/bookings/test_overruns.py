"""A run that ends early gives its time back; one that goes on keeps its machine, in steps."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bookings import ledger
from bookings.actions.finish_run import finish_run
from bookings.actions.start_run import start_run
from bookings.choices import BookingStatus, OccupationKind, StageStatus
from bookings.events import BookingDisplaced
from bookings.jobs import keep_overruns
from bookings.models import Booking, Occupation, Stage, UtilityDraw
from bookings.schemas.runs import Finish, StageRef
from equipment.models import ClassDemand, WatchGrant
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock, events
from pilotbase.core.jobs import REGISTRY
from pilotbase.core.timespan import Span
from pilotbase.core.verbs import verb
from pilotbase.notifications.models import Notice
from tests.bookings.asking import API, asked, at, booked, codes, patch, post, run
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


def started(cast: Cast, booking: Booking, hours: float, stage: int = 1) -> Booking:
    with clock.at(at(hours)):
        start_run(cast.actor("operator"), booking.number, StageRef(stage=stage))
    booking.refresh_from_db()
    return booking


def taken(booking: Booking) -> tuple[Any, Any]:
    row = Occupation.objects.get(stage__booking=booking, active=True)
    return row.start, row.end


def test_what_is_left_of_an_early_end_is_free_at_once(
    cast: Cast, plant: Plant, project: Project
) -> None:
    ClassDemand.objects.create(
        equipment_class=plant.vessels, utility=plant.steam, phase="run", amount=3
    )
    booking = started(cast, booked(cast), 0)
    with clock.at(at(20) + timedelta(seconds=30)):
        finish_run(cast.actor("operator"), booking.number, Finish(stage=1))
        assert taken(booking) == (at(-8), at(28) + timedelta(minutes=1))
        drawn = UtilityDraw.objects.filter(amount=3).values_list("end", flat=True)
        assert set(drawn) <= {at(28) + timedelta(minutes=1), at(20), at(72)}
        assert max(drawn) <= at(28) + timedelta(minutes=1)
        next_one = asked(("BR300-1", 36.5, 24))
        assert post(cast.client("lin"), next_one).status_code == 201
    stage = Stage.objects.get(booking=booking)
    assert stage.run_end == at(72)  # what was booked stays known


def test_one_that_ends_before_its_own_time_gives_it_all_back(
    cast: Cast, plant: Plant, project: Project
) -> None:
    booking = started(cast, booked(cast, ("DSC-1", 0, 8)), -1)
    with clock.at(at(-0.5)):
        finish_run(cast.actor("operator"), booking.number, Finish(stage=1))
    assert not Occupation.objects.filter(active=True).exists()


def test_it_goes_on_in_steps_up_to_the_next(cast: Cast, plant: Plant, project: Project) -> None:
    booking = started(cast, booked(cast), 0)
    other = booked(cast, ("BR300-1", 98, 24))  # from 90 on
    assert "bookings.overruns" in REGISTRY
    with clock.at(at(71.9)):
        assert keep_overruns() == 0
    with clock.at(at(72)):
        assert keep_overruns() == 1
        assert taken(booking) == (at(-8), at(81))
    with clock.at(at(73.5)):
        refused = post(cast.client("lin"), asked(("BR300-1", 90, 4)))
        assert "time_taken" in codes(refused)
        keep_overruns()
        assert taken(booking) == (at(-8), at(82))
    with clock.at(at(89)):
        keep_overruns()
        assert taken(booking) == (at(-8), at(90))
        assert not AuditEntry.objects.filter(verb="booking.displaced").exists()
        finish_run(cast.actor("operator"), booking.number, Finish(stage=1))
    other.refresh_from_db()
    assert other.status == BookingStatus.CONFIRMED


@pytest.fixture
def displaced(cast: Cast, plant: Plant, project: Project) -> Booking:
    """Its machine is still in use when it should be prepared; no job has been by."""
    booking = started(cast, booked(cast), 0)
    other = booked(cast, ("BR300-1", 88, 24), ("DSC-1", 120, 8))
    with clock.at(at(81)), events.heard(BookingDisplaced) as told:
        keep_overruns()
    assert told == [BookingDisplaced(other.pk)]
    assert taken(booking) == (at(-8), at(90))
    other.refresh_from_db()
    return other


def test_the_next_is_displaced_and_keeps_the_rest(cast: Cast, displaced: Booking) -> None:
    notice = Notice.objects.get(kind="booking_displaced")
    assert notice.user == cast.lin
    assert (displaced.status, displaced.version) == (BookingStatus.DISPLACED, 2)
    statuses = list(displaced.stages.values_list("status", flat=True))
    assert statuses == [StageStatus.DISPLACED, StageStatus.PLANNED]
    assert taken(displaced) == (at(120), at(128))  # the centrifuge is still its own
    entry = AuditEntry.objects.get(verb="booking.displaced")
    assert (entry.acting_as, entry.before, entry.after) == (
        "job:overrun",
        {"status": "confirmed"},
        {"status": "displaced", "stage": 1},
    )


def by_api(cast: Cast, booking: Booking) -> Any:
    lin = cast.client("lin")
    offered = lin.get(f"{API}/{booking.number}/alternatives").json()
    assert [(one["equipment"], one["run"]) for one in offered] == [
        ("BR300-2", run(89.5, 24)),
        ("BR300-1", run(98, 24)),
    ]
    return patch(lin, booking.number, {"stages": offered[:1]}, booking.version)


def by_page(cast: Cast, booking: Booking) -> Any:
    lin = cast.client("lin")
    page = lin.get(f"/bookings/{booking.number}").content.decode()
    form = page.split('id="alternatives"')[1].split("</form>")[0]
    fields: dict[str, str] = {}
    for piece in form.split('<input type="hidden" name="')[1:]:
        name, rest = piece.split('"', 1)
        fields[name] = rest.split('value="')[1].split('"')[0]
    return lin.post(f"/bookings/{booking.number}/change", fields)


@pytest.mark.parametrize("door", [by_api, by_page])
def test_its_owner_takes_another_time_by_one_click(
    cast: Cast, plant: Plant, displaced: Booking, door: Callable[[Cast, Booking], Any]
) -> None:
    plant.vessels.lead_days, plant.vessels.approves_itself = 10, False  # asked for no more
    plant.vessels.save()
    with clock.at(at(81.1)):
        answer = door(cast, displaced)
    assert answer.status_code in (200, 302), answer.content
    displaced.refresh_from_db()
    assert displaced.status == BookingStatus.CONFIRMED
    stage = displaced.stages.get(position=1)
    assert (stage.equipment.tag, stage.run_start) == ("BR300-2", at(89.5))
    row = Occupation.objects.get(stage=stage, active=True)
    assert (row.machine, row.start, row.kind) == (plant.br300_2, at(81.5), OccupationKind.RUN)


def test_it_can_be_cancelled(cast: Cast, displaced: Booking) -> None:
    with clock.at(at(81)):
        assert post(cast.client("lin"), {}, f"{API}/{displaced.number}/cancel").status_code == 200
    assert not Occupation.objects.filter(stage__booking=displaced, active=True).exists()
    assert set(displaced.stages.values_list("status", flat=True)) == {StageStatus.RELEASED}


def test_a_stranger_hears_of_no_alternatives(cast: Cast, displaced: Booking) -> None:
    assert cast.client("eve").get(f"{API}/{displaced.number}/alternatives").status_code == 404


def test_a_booking_in_use_goes_on_with_its_other_stage(
    cast: Cast, plant: Plant, project: Project
) -> None:
    late = started(cast, booked(cast), 0)
    other = started(cast, booked(cast, ("DSC-1", 60, 12), ("BR300-1", 88, 24)), 60)
    with clock.at(at(81)):
        keep_overruns()
        other.refresh_from_db()
        assert other.status == BookingStatus.IN_USE
        finish_run(cast.actor("operator"), other.number, Finish(stage=1))
        finish_run(cast.actor("operator"), late.number, Finish(stage=1))
    other.refresh_from_db()
    assert other.status == BookingStatus.DISPLACED


def test_maintenance_begins_later_and_what_is_over_does_not(
    cast: Cast, plant: Plant, project: Project
) -> None:
    booking = started(cast, booked(cast), 0)
    spans = [(80, 85), (100, 120)]
    for start, end in spans:
        span = Span(start=at(start), end=at(end))
        ledger.take([ledger.Taking(plant.br300, span, OccupationKind.MAINTENANCE)])
    for now in (81, 102):
        with clock.at(at(now)):
            keep_overruns()
    blocks = Occupation.objects.filter(kind=OccupationKind.MAINTENANCE).order_by("start")
    assert [(row.start, row.end, row.active) for row in blocks] == [
        (at(80), at(85), False),
        (at(111), at(120), True),
    ]
    assert taken(booking) == (at(-8), at(111))


def test_a_request_only_loses_what_it_held(cast: Cast, plant: Plant, project: Project) -> None:
    started(cast, booked(cast), 0)
    span = Span(start=at(80), end=at(100))
    other = booked(cast, ("DSC-1", 200, 8))
    ledger.take(
        [ledger.Taking(plant.br300, span, OccupationKind.REQUEST, stage=other.stages.get())]
    )
    with clock.at(at(81)):
        keep_overruns()
    other.refresh_from_db()
    assert other.status == BookingStatus.CONFIRMED
    assert not Occupation.objects.get(kind=OccupationKind.REQUEST).active


def test_a_run_without_time_takes_none(cast: Cast, plant: Plant, project: Project) -> None:
    started(cast, booked(cast), 0)
    Occupation.objects.update(active=False)
    with clock.at(at(81)):
        verb(ledger.lock_alone)([plant.br300.pk])
    assert not Occupation.objects.filter(active=True).exists()


def test_a_run_that_goes_on_is_given_more_time_or_less(
    cast: Cast, plant: Plant, project: Project
) -> None:
    booking = started(cast, booked(cast), 0)
    lin = cast.client("lin")
    with clock.at(at(70)):
        moved = {"stages": [{"stage": 1, "run": run(1, 80)}]}
        assert patch(lin, booking.number, moved, 2).json()["code"] == "wrong_status"
        elsewhere = {"stages": [{"stage": 1, "run": run(0, 80), "equipment": "BR300-2"}]}
        assert patch(lin, booking.number, elsewhere, 2).json()["code"] == "wrong_status"
        longer = {"stages": [{"stage": 1, "run": run(0, 96)}]}
        answer = patch(lin, booking.number, longer, 2)
        assert answer.status_code == 200, answer.content
        assert (answer.json()["status"], answer.json()["price"]["amount"]) == (
            "in_use",
            "19000.00",
        )
        assert taken(booking) == (at(-8), at(104))
        assert WatchGrant.objects.get().planned_end == at(96)
        past = {"stages": [{"stage": 1, "run": run(0, 69)}]}
        assert codes(patch(lin, booking.number, past, 3)) == ["in_the_past"]
        booked(cast, ("BR300-1", 112.5, 24), by="lin")
        too_long = {"stages": [{"stage": 1, "run": run(0, 100)}]}
        assert codes(patch(lin, booking.number, too_long, 3)) == ["time_taken"]
        plant.vessels.approves_itself = False
        plant.vessels.save()
        refused = patch(lin, booking.number, {"stages": [{"stage": 1, "run": run(0, 96.5)}]}, 3)
        assert refused.json()["code"] == "wrong_status"  # more is the manager's to give
        shorter = {"stages": [{"stage": 1, "run": run(0, 80)}]}
        assert patch(lin, booking.number, shorter, 3).json()["status"] == "in_use"
        assert taken(booking) == (at(-8), at(88))


def test_to_another_machine_of_the_class(cast: Cast, plant: Plant, project: Project) -> None:
    booking, lin = booked(cast), cast.client("lin")
    for tag, code in (("DSC-1", "other_class"), ("NONE-1", "missing")):
        wrong = {"stages": [{"stage": 1, "run": run(0, 72), "equipment": tag}]}
        answer = patch(lin, booking.number, wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert answer.json()["field"] == "stages.0.equipment"
    there = {"stages": [{"stage": 1, "run": run(0, 72), "equipment": "BR300-2"}]}
    answer = patch(lin, booking.number, there)
    assert answer.json()["stages"][0]["equipment"] == "BR300-2"
    row = Occupation.objects.get(active=True)
    assert (row.machine, row.start) == (plant.br300_2, at(-8))
    assert post(lin, asked()).status_code == 201  # the other is free
    back = {"stages": [{"stage": 1, "run": run(0, 72), "equipment": "BR300-1"}]}
    assert codes(patch(lin, booking.number, back, 2)) == ["time_taken"]

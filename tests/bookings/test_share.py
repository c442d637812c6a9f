"""A colleague takes part: she is told, her feed has it, her qualification counts, she checks in."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from bookings.actions.finish_run import finish_run
from bookings.actions.share import share
from bookings.choices import RunOutcome
from bookings.errors import WrongStatus
from bookings.events import BookingShared
from bookings.models import Booking, Collaborator, Run
from bookings.schemas.booking import MOST_COLLABORATORS, Sharing
from bookings.schemas.runs import Finish
from equipment.events import ServiceChanged
from equipment.models import EquipmentQualification
from pilotbase.accounts.choices import Role
from pilotbase.accounts.models import Membership, Project, User
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock, events
from pilotbase.core.errors import Stale
from pilotbase.notifications.models import Notice
from tests.bookings.asking import API, NOW, asked, at, booked, codes, patch, post, run
from tests.factories import Plant
from tests.people import SINCE, Cast

pytestmark = pytest.mark.django_db
CHEN = {"who": "chen@demo.test"}


def by_api(client: Client, booking: Booking, who: str) -> Any:
    return post(client, {"who": who}, f"{API}/{booking.number}/collaborators")


def by_page(client: Client, booking: Booking, who: str) -> Any:
    path = f"/bookings/{booking.number}/hand-over"
    return client.post(path, {"do": "share", "who": who})


DOORS = pytest.mark.parametrize("door", [by_api, by_page])


def qualified(cast: Cast, plant: Plant, name: str, level: str) -> EquipmentQualification:
    return EquipmentQualification.objects.create(
        user=cast.people[name],
        organisation=cast.startup,
        equipment_class=plant.vessels,
        level=level,
        valid_from=date(2026, 1, 1),
        valid_until=date(2027, 12, 31),
        assessed_by=cast.operator,
        assessed_at=NOW,
    )


@DOORS
def test_she_takes_part(cast: Cast, plant: Plant, project: Project, door: Any) -> None:
    booking = booked(cast)
    with events.heard(BookingShared) as told:
        answer = door(cast.client("lin"), booking, "chen@demo.test")
    assert answer.status_code in (200, 302), answer.content
    assert told == [BookingShared(booking.pk, cast.chen.pk, joined=True)]
    shown = cast.client("chen").get(f"{API}/{booking.number}").json()
    assert shown["collaborators"] == ["chen@demo.test"]
    page = cast.client("chen").get(f"/bookings/{booking.number}").content.decode()
    assert "Taking part" in page
    assert "Someone takes part" in page
    assert AuditEntry.objects.get(verb="booking.shared").after == {"who": "chen@demo.test"}
    assert Notice.objects.get(kind="booking_shared").user == cast.chen


@DOORS
@pytest.mark.parametrize("who", ["eve@demo.test", "operator@demo.test", "nobody@demo.test"])
def test_only_who_may_book_for_it(
    cast: Cast, plant: Plant, project: Project, door: Any, who: str
) -> None:
    booking = booked(cast)
    assert door(cast.client("lin"), booking, who).status_code == 422
    assert not Collaborator.objects.exists()


def test_not_twice_nor_its_owner_nor_without_end(
    cast: Cast, plant: Plant, project: Project
) -> None:
    booking = booked(cast)
    by_api(cast.client("lin"), booking, "chen@demo.test")
    for who in ("chen", "lin"):
        again = by_api(cast.client("lin"), booking, f"{who}@demo.test")
        assert (again.status_code, again.json()["code"]) == (409, "wrong_status")
    answer: Any = None
    for n in range(MOST_COLLABORATORS):
        user = User.objects.create(email=f"m{n}@demo.test", name_zh=f"m{n}", name_en=f"M{n}")
        Membership.objects.create(
            user=user, role=Role.SCIENTIST, since=SINCE, organisation=cast.startup
        )
        answer = by_api(cast.client("lin"), booking, user.email)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many")
    assert Collaborator.objects.count() == MOST_COLLABORATORS


@pytest.mark.parametrize(("who", "status"), [("eve", 404), ("operator", 403), ("manager", 200)])
def test_who_may(cast: Cast, plant: Plant, project: Project, who: str, status: int) -> None:
    booking = booked(cast)
    assert by_api(cast.client(who), booking, "chen@demo.test").status_code == status


def test_as_it_was_seen_and_while_it_stands(cast: Cast, plant: Plant, project: Project) -> None:
    booking = booked(cast)
    chen = Sharing.model_validate(CHEN)
    with pytest.raises(Stale):
        share(cast.actor("lin"), booking.number, 7, chen)
    post(cast.client("lin"), {}, f"{API}/{booking.number}/cancel")
    with pytest.raises(WrongStatus):
        share(cast.actor("lin"), booking.number, None, chen)


def test_her_feed_and_her_notices_have_it(cast: Cast, plant: Plant, project: Project) -> None:
    booking = booked(cast)
    chen = cast.client("chen")
    made = chen.post("/calendar/new", {"machine": ""}, follow=True).content.decode()
    secret = made.split("/calendar/")[1:]
    feed = next(part.split(".ics")[0] for part in secret if ".ics" in part[:80])
    assert booking.number not in Client().get(f"/calendar/{feed}.ics").content.decode()
    by_api(cast.client("lin"), booking, "chen@demo.test")
    assert booking.number in Client().get(f"/calendar/{feed}.ics").content.decode()
    booking.refresh_from_db()
    body = {"stages": [{"stage": 1, "run": run(24, 24)}]}
    assert patch(cast.client("lin"), booking.number, body, booking.version).status_code == 200
    assert Notice.objects.get(kind="booking_moved").user == cast.chen
    plant.br300.out_of_service_since = at(0)
    plant.br300.save()
    events.emit(ServiceChanged(plant.br300.pk))
    told = Notice.objects.filter(kind="machine_out").values_list("user__email", flat=True)
    assert sorted(told) == ["chen@demo.test", "lin@demo.test"]


@pytest.mark.parametrize("level", ["alone", "assisted"])
def test_her_qualification_counts(cast: Cast, plant: Plant, project: Project, level: str) -> None:
    plant.vessels.needs_qualification = True
    plant.vessels.save()
    qualified(cast, plant, "chen", level)
    lin = cast.client("lin")
    assert codes(post(lin, asked())) == ["not_qualified"]
    body = asked(collaborators=["chen@demo.test"])
    assert post(lin, body, f"{API}/quote").json()["problems"] == []
    made = post(lin, body).json()
    assert made["collaborators"] == ["chen@demo.test"]
    moved = {"stages": [{"stage": 1, "run": run(24, 24)}]}
    assert patch(lin, made["number"], moved).status_code == 200
    wrong = post(lin, asked(("BR300-2", 0, 24), collaborators=["eve@demo.test"]))
    assert (wrong.status_code, wrong.json()["field"]) == (422, "collaborators")


def test_the_page_books_with_a_colleague(cast: Cast, plant: Plant, project: Project) -> None:
    plant.vessels.needs_qualification = True
    plant.vessels.save()
    qualified(cast, plant, "chen", "alone")
    lin = cast.client("lin")
    assert "Together with" in lin.get("/bookings/new").content.decode()
    said = {"equipment_0": "BR300-1", "start_0": "2027-01-11T08:00", "hours_0": "24"}
    sent = {"project": "P-0004", "do": "book", **said}
    assert lin.post("/bookings/new", sent).status_code == 409
    answer = lin.post("/bookings/new", {**sent, "colleague": "chen@demo.test"})
    assert answer.status_code == 302, answer.content
    assert Collaborator.objects.get().user == cast.chen


def start(client: Client, booking: Booking) -> int:
    return int(post(client, {"stage": 1}, f"{API}/{booking.number}/start").status_code)


def test_who_works_alone_checks_in_and_out(cast: Cast, plant: Plant, project: Project) -> None:
    plant.vessels.needs_qualification = True
    plant.vessels.save()
    qualified(cast, plant, "lin", "assisted")
    booking = booked(cast, ("BR300-1", 0, 72))
    with clock.at(at(0)):
        chen = cast.client("chen")
        assert start(chen, booking) == 403
        qualification = qualified(cast, plant, "chen", "alone")
        assert start(chen, booking) == 403  # she takes no part yet
        assert "Check in" not in chen.get(f"/bookings/{booking.number}").content.decode()
        by_api(cast.client("lin"), booking, "chen@demo.test")
        assert start(cast.client("lin"), booking) == 403  # she works with an operator
        assert "Check in" in chen.get(f"/bookings/{booking.number}").content.decode()
        assert "Check in" in chen.get("/machines/BR300-1/scan").content.decode()
        assert start(chen, booking) == 201
        going = Run.objects.get()
        assert going.started_by == cast.chen
        log = f"/api/v1/runs/{going.number}/phases"
        assert post(chen, {"kind": "note", "text": "clear"}, log).status_code == 201
        assert post(cast.client("lin"), {"kind": "note", "text": "x"}, log).status_code == 403
        assert "pb-btn" in chen.get(f"/runs/{going.number}").content.decode()
    with clock.at(at(70)):
        finish_run(cast.actor("chen"), going.number, Finish(outcome=RunOutcome.ACCEPTED))
        assert Notice.objects.filter(kind="run_finished", user=cast.lin).exists()
    assert qualification.level == "alone"


def test_handed_to_her_it_is_hers_alone(cast: Cast, plant: Plant, project: Project) -> None:
    booking = booked(cast)
    by_api(cast.client("lin"), booking, "chen@demo.test")
    body = {"to": "chen@demo.test"}
    given = post(cast.client("lin"), body, f"{API}/{booking.number}/hand-over").json()
    assert given["collaborators"] == []

"""Booking by pages: the same verbs as the API's, with what was typed kept and a way out shown."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bookings.choices import BookingStatus
from bookings.models import Booking, Refusal
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from tests.bookings.asking import API, NOW, asked, at, booked, post, run
from tests.factories import Plant
from tests.people import Cast, a_project

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NEW = "/bookings/new"
ENGLISH = {"Accept-Language": "en"}


def typed(*stages: tuple[str, float, float], **more: str) -> dict[str, str]:
    """The form as a browser sends it."""
    wanted = stages or (("BR300-1", 0, 72),)
    said = {"project": "P-0004", "purpose": "fed-batch 3", "stages": str(len(wanted))}
    for n, (tag, start, hours) in enumerate(wanted):
        said |= {
            f"equipment_{n}": tag,
            f"start_{n}": f"{at(start):%Y-%m-%dT%H:%M}",
            f"hours_{n}": str(hours),
        }
    return said | more


def send(client: Client, path: str, said: dict[str, str], **headers: str) -> Any:
    return client.post(path, said, headers={**ENGLISH, **headers})


def read(client: Client, path: str) -> str:
    answer = client.get(path, headers=ENGLISH)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def by_api(client: Client, *stages: tuple[str, float, float]) -> int:
    return int(post(client, asked(*stages, purpose="fed-batch 3")).status_code)


def by_page(client: Client, *stages: tuple[str, float, float]) -> int:
    return int(send(client, NEW, typed(*stages, do="book")).status_code)


@pytest.mark.parametrize(("door", "done"), [(by_api, 201), (by_page, 302)])
def test_both_doors_open_onto_the_same_verb(
    cast: Cast, plant: Plant, project: Project, door: Any, done: int
) -> None:
    lin = cast.client("lin")
    assert door(lin, ("BR300-1", 0, 72), ("DSC-1", 88, 6)) == done
    booking = Booking.objects.get()
    assert [stage.run.start for stage in booking.all_stages] == [at(0), at(88)]
    assert (booking.price, booking.purpose) == (Decimal(17300), "fed-batch 3")
    assert AuditEntry.objects.get().verb == "booking.made"
    assert door(lin, ("BR300-1", 10, 72)) == 409
    assert Refusal.objects.get().codes == ["time_taken"]
    assert door(lin, ("NOWHERE", 0, 72)) == 422
    assert door(cast.client("eve"), ("BR300-2", 0, 72)) == 422  # not her project
    assert door(cast.client("operator"), ("BR300-2", 0, 72)) == 403
    assert Booking.objects.count() == 1


def test_a_link_from_the_timeline_is_answered_at_once(
    cast: Cast, plant: Plant, project: Project
) -> None:
    start = at(0).isoformat()
    for mark in ("%2B", "+"):  # a plus that nobody quoted arrives as a blank
        page = read(cast.client("lin"), f"{NEW}?machine=BR300-1&start={start.replace('+', mark)}")
        assert "Yes: BR300-1, run from 2027-01-11 Mon 08:00" in page
        assert "Book for ¥15,200" in page
        assert 'value="2027-01-11T08:00"' in page
    for nonsense in ("start=x", "start=9999-12-31T23:59:59-14:00", "machine=X"):
        assert 'id="booking-form"' in read(cast.client("lin"), f"{NEW}?{nonsense}")


def test_the_answer_alone_comes_while_one_types(cast: Cast, plant: Plant, project: Project) -> None:
    booked(cast)
    answer = send(cast.client("lin"), NEW, typed(("BR300-1", 10, 72), do="quote"), **HTMX)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in page
    assert "BR300-1 is taken until 2027-01-14 Thu 16:00." in page
    assert 'name="fix" value="move 2027-01-15T00:00"' in page
    assert "Not like this; the earliest start is 2027-01-15 Fri 00:00" in page
    empty = send(cast.client("lin"), NEW, {"project": "P-0004", "do": "quote"}, **HTMX)
    assert b"Say which machine" in empty.content
    assert Booking.objects.count() == 1
    assert not Refusal.objects.exists()


HTMX = {"HX-Request": "true"}


def test_a_refusal_keeps_what_was_typed_and_offers_a_way_out(
    cast: Cast, plant: Plant, project: Project
) -> None:
    booked(cast)
    lin = cast.client("lin")
    said = typed(("BR300-1", 10, 72), ("DSC-1", 100, 6), do="book", purpose="my <purpose>")
    refused = send(lin, NEW, said)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "my &lt;purpose&gt;" in page
    assert 'value="2027-01-11T18:00"' in page
    assert page.count("BR300-1 is taken until 2027-01-14 Thu 16:00.") >= 2  # in all, and beside it
    mended = send(lin, NEW, said | {"do": "", "fix": "move 2027-01-15T00:00"})
    assert mended.status_code == 200
    assert 'value="2027-01-15T00:00"' in mended.content.decode()
    assert 'value="2027-01-18T18:00"' in mended.content.decode()  # the second moves along
    assert send(lin, NEW, said | {"fix": "move 2027-01-15T00:00"}).status_code == 302
    assert Booking.objects.count() == 2


@pytest.mark.parametrize(
    ("hours", "start", "fix"),
    [
        (2, 0, "set 0 2027-01-11T08:00 4"),
        (400, 0, "set 0 2027-01-11T08:00 336"),
        (71.8, 0.1, "set 0 2027-01-11T08:00 72"),
    ],
)
def test_the_nearest_that_the_class_allows(
    cast: Cast,
    plant: Plant,
    project: Project,
    hours: float,
    start: float,
    fix: str,
) -> None:
    lin, said = cast.client("lin"), typed(("BR300-1", start, hours), do="quote")
    assert f'value="{fix}"' in send(lin, NEW, said).content.decode()
    assert "Yes: BR300-1" in send(lin, NEW, said | {"fix": fix}).content.decode()


@pytest.mark.parametrize(
    "fix", ["", "move", "move x", "set", "set x y z", "set 0 x y", "dance", "move 9999-12-31T23:59"]
)
def test_a_fix_that_cannot_be_read_changes_nothing(
    cast: Cast, plant: Plant, project: Project, fix: str
) -> None:
    answer = send(cast.client("lin"), NEW, typed(do="quote", fix=fix))
    assert answer.status_code in (200, 422)
    assert send(cast.client("lin"), NEW, {"fix": fix}).status_code == 422


def test_stages_are_added_and_removed_with_what_was_typed(
    cast: Cast, plant: Plant, project: Project
) -> None:
    lin = cast.client("lin")
    two = send(lin, NEW, typed(do="add")).content.decode()
    assert 'name="stages" value="2"' in two
    assert 'value="2027-01-14T08:00"' in two  # it begins when the first ends
    assert "is-bad" not in two
    one = send(lin, NEW, typed(("BR300-1", 0, 72), ("DSC-1", 80, 6), do="remove")).content.decode()
    assert 'name="stages" value="1"' in one
    assert "DSC-1 is taken for" not in one
    most = send(lin, NEW, typed(do="add", stages="99")).content.decode()
    assert 'name="stages" value="12"' in most
    assert send(lin, NEW, typed(do="add", stages="x")).status_code == 200


def test_where_times_are_approved_the_button_says_so(
    cast: Cast, plant: Plant, project: Project
) -> None:
    plant.vessels.approves_itself = False
    plant.vessels.save()
    page = send(cast.client("lin"), NEW, typed(do="quote")).content.decode()
    assert "Request for ¥15,200" in page
    assert "It has to be approved first. Platform manager" in page


def test_who_has_no_project_is_told_how(cast: Cast, plant: Plant) -> None:
    assert "there is none yet" in read(cast.client("lin"), f"{NEW}?machine=BR300-1")
    assert cast.client("operator").get(NEW).status_code == 403
    assert Client().get(NEW).status_code == 302


def test_the_manager_sets_a_rule_aside_on_the_page(
    cast: Cast, plant: Plant, project: Project
) -> None:
    plant.vessels.lead_days = 60
    plant.vessels.save()
    page = send(cast.client("lin"), NEW, typed(do="quote")).content.decode()
    assert "set rules aside" not in page
    said = typed(do="book", override="a gap to fill")
    assert send(cast.client("manager"), NEW, said).status_code == 302


# -- the list -----------------------------------------------------------------------------------


def test_the_list_is_ones_own_and_can_be_filtered(
    cast: Cast, plant: Plant, project: Project
) -> None:
    assert "from the moment they are made" in read(cast.client("lin"), "/bookings")
    a_project(cast, cast.rival, "P-0009")
    booked(cast, purpose="keratin")
    booked(cast, ("DSC-1", 0, 8), by="eve", project="P-0009")
    mine = read(cast.client("lin"), "/bookings")
    assert "B-2026-000001" in mine
    assert "B-2026-000002" not in mine
    manager = cast.client("manager")
    for query, shown in (
        ("q=keratin", 1),
        ("q=p-0009", 2),
        ("status=confirmed&machine=dsc-1", 2),
        ("q=2026-000001", 1),
    ):
        page = read(manager, f"/bookings?{query}")
        assert [n for n in (1, 2) if f"B-2026-{n:06}" in page] == [shown]
    for nothing in ("q=zzz", "status=expired", "machine=X"):
        assert "No booking fits" in read(manager, f"/bookings?{nothing}")
    assert "B-2026-000001" in read(manager, "/bookings?status=nonsense")
    part = manager.get("/bookings", headers=HTMX).content.decode()
    assert "<html" not in part
    assert "B-2026-000001" in part


def test_the_list_takes_the_same_queries_at_1_and_at_20_rows(
    cast: Cast, plant: Plant, project: Project, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = cast.client("manager")
    booked(cast, ("DSC-1", 0, 8))
    read(client, "/bookings")
    with django_assert_num_queries(9):
        read(client, "/bookings")
    for n in range(19):
        booked(cast, ("DSC-1", 10 * n + 10, 8))
    with django_assert_num_queries(9):
        assert read(client, "/bookings").count("Confirmed</span>") == 20


# -- one booking --------------------------------------------------------------------------------


def test_a_booking_and_what_one_may_do_with_it(cast: Cast, plant: Plant, project: Project) -> None:
    path = f"/bookings/{booked(cast, purpose='keratin').number}"
    lin, operator = read(cast.client("lin"), path), read(cast.client("operator"), path)
    for page in (lin, operator):
        assert "keratin" in page
        assert "¥15,200" in page
        assert "Asked for" in page
    assert "Move it" in lin
    assert "Cancel the booking" in lin
    assert "Check in" not in lin
    assert "Move it" not in operator
    assert "Check in" in operator
    assert cast.client("eve").get(path).status_code == 404
    assert cast.client("admin").get(path).status_code == 404


def version(client: Client, number: str) -> str:
    return str(client.get(f"{API}/{number}").json()["version"])


def test_moving_by_the_page(cast: Cast, plant: Plant, project: Project) -> None:
    number, lin = booked(cast).number, cast.client("lin")
    booked(cast, ("BR300-1", 200, 72))
    path = f"/bookings/{number}/change"
    refused = send(lin, path, typed(("BR300-1", 190, 72), version="1"))
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "BR300-1 is taken until" in page
    assert f'value="{at(190):%Y-%m-%dT%H:%M}"' in page
    assert f'name="fix" value="move {at(288):%Y-%m-%dT%H:%M}"' in page
    fixed = typed(("BR300-1", 190, 72), version="1", fix=f"move {at(288):%Y-%m-%dT%H:%M}")
    assert send(lin, path, fixed).status_code == 302
    assert Booking.objects.get(number=number).all_stages[0].run_start == at(288)
    stale = send(lin, path, typed(("BR300-1", 0, 72), version="1"))
    assert stale.status_code == 412
    assert b"Someone has changed this" in stale.content
    assert send(lin, path, typed(("BR300-1", 0, 72), version="x")).status_code == 422
    assert send(cast.client("eve"), path, typed(version="2")).status_code == 404
    story = read(lin, f"/bookings/{number}")
    assert "Moved" in story
    assert "Stage 1: 2027-01-23 Sat 08:00 to" in story


def test_only_the_stage_that_was_changed_moves(cast: Cast, plant: Plant, project: Project) -> None:
    booking = booked(cast, ("BR300-1", 0, 72), ("DSC-1", 90, 6))
    booked(cast, ("DSC-1", 200, 6))
    plant.br300.out_of_service_since = at(0)  # the stage that stays is not judged again
    plant.br300.save()
    path, lin = f"/bookings/{booking.number}/change", cast.client("lin")
    clash = send(lin, path, typed(("BR300-1", 0, 72), ("DSC-1", 201, 6), version="1"))
    assert clash.status_code == 409
    assert b'id="id_start_1_error"' in clash.content
    said = typed(("BR300-1", 0, 72), ("DSC-1", 100, 6), version="1")
    assert send(lin, path, said).status_code == 302
    assert post(lin, {}, f"{API}/{booking.number}/cancel").status_code == 200
    gone = send(lin, path, typed(version="3"))
    assert gone.status_code in (409, 422)


def test_cancelling_by_the_page(cast: Cast, plant: Plant, project: Project) -> None:
    number, lin = booked(cast).number, cast.client("lin")
    path = f"/bookings/{number}/cancel"
    assert send(cast.client("eve"), path, {}).status_code == 404
    assert send(lin, path, {"reason": "x" * 501}).status_code == 422
    assert send(lin, path, {"reason": "strain died"}).status_code == 302
    page = read(lin, f"/bookings/{number}")
    assert "Cancelled" in page
    assert "strain died" in page
    assert "Move it" not in page
    assert send(lin, path, {}).status_code == 409
    assert lin.get(path).status_code == 405


def test_deciding_by_the_page(cast: Cast, plant: Plant, project: Project) -> None:
    plant.vessels.approves_itself = False
    plant.vessels.save()
    one, two = booked(cast), booked(cast, ("BR300-1", 100, 72))
    manager = cast.client("manager")
    assert "2 requests wait for your approval" in read(manager, "/bookings")
    shown = read(cast.client("lin"), f"/bookings/{one.number}")
    assert "Waits for approval until" in shown
    assert "(Platform manager)" in shown
    assert send(cast.client("lin"), f"/bookings/{one.number}/approve", {}).status_code == 403
    plant.br300.out_of_service_since = at(0)
    plant.br300.save()
    refused = send(manager, f"/bookings/{one.number}/approve", {})
    assert refused.status_code == 409
    assert b"is out of service" in refused.content
    plant.br300.out_of_service_since = None
    plant.br300.save()
    assert send(manager, f"/bookings/{one.number}/approve", {}).status_code == 302
    assert send(manager, f"/bookings/{two.number}/reject", {"reason": ""}).status_code == 422
    assert send(manager, f"/bookings/{two.number}/reject", {"reason": "no"}).status_code == 302
    status = list(Booking.objects.order_by("pk").values_list("status", flat=True))
    assert status == [BookingStatus.CONFIRMED, BookingStatus.REJECTED]
    assert "Approved" in read(manager, f"/bookings/{one.number}")


def test_an_expired_request_is_shown_as_such(cast: Cast, plant: Plant, project: Project) -> None:
    plant.vessels.approves_itself = False
    plant.vessels.save()
    booking = booked(cast)
    with clock.at(NOW + timedelta(days=4)):
        page = read(cast.client("manager"), f"/bookings/{booking.number}")
    assert "Expired" in page
    assert "Approve" not in page
    assert run()["start"] == at(0).isoformat()

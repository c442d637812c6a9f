"""Calendar feeds: B23 and B24, read back by another library than writes them."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from bookings.actions.block_for_maintenance import block_for_maintenance
from bookings.actions.cancel import cancel
from bookings.actions.make_feed import NewFeed, make_feed
from bookings.schemas.booking import Block, Cancellation
from pilotbase.accounts.models import Membership, Project, User
from pilotbase.core import clock
from pilotbase.core.errors import Invalid, NotAllowed
from pilotbase.notifications.models import CalendarFeed
from tests.bookings.asking import MONDAY, at, booked, run
from tests.factories import Plant
from tests.notifications.reading import (
    Component,
    calendar_in,
    events_of,
    everything,
    instant_of,
    text_of,
)
from tests.people import Cast, a_project

pytestmark = pytest.mark.django_db
TRICKY = 'fed-batch, 50 % "rich"; pH 7\\5'


@pytest.fixture(autouse=True)
def _place(plant: Plant, project: Project) -> None:
    """Of every test here."""


def feed(cast: Cast, name: str, machine: str = "") -> str:
    return f"/calendar/{make_feed(cast.actor(name), NewFeed(machine=machine))[1]}.ics"


def read(address: str) -> Component:
    """As a calendar program does, which shows nothing but the address."""
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    return calendar_in(answer.content)


def test_who_holds_no_place_any_more_makes_none(cast: Cast) -> None:
    lin = cast.actor("lin")
    Membership.objects.filter(user=cast.lin).update(until=clock.today())
    with pytest.raises(NotAllowed):
        make_feed(lin, NewFeed())
    assert not CalendarFeed.objects.exists()


def test_ones_bookings_as_another_parser_reads_them(cast: Cast) -> None:
    booking = booked(cast, ("BR300-1", 0, 72), ("DSC-1", 96, 4), purpose=TRICKY)
    booked(cast, ("BR300-2", 0, 72), by="chen")
    calendar = read(feed(cast, "lin"))
    assert (text_of(calendar, "version"), text_of(calendar, "method")) == ("2.0", "PUBLISH")
    first, second = events_of(calendar)
    assert instant_of(first, "dtstart") == MONDAY
    assert instant_of(first, "dtend") == MONDAY + timedelta(hours=72)  # the first free instant
    assert text_of(first, "summary") == f"BR300-1 · {booking.number}"
    assert text_of(second, "summary") == f"DSC-1 · {booking.number}"
    assert text_of(first, "description") == TRICKY
    assert text_of(first, "status") == "CONFIRMED"
    assert text_of(first, "uid") != text_of(second, "uid")
    assert text_of(first, "url").endswith(f"/bookings/{booking.number}")
    named = {name for component in everything(calendar) for name in component.contents}
    assert not named & {"attendee", "organizer", "contact"}


def test_a_cancelled_booking_is_gone(cast: Cast) -> None:
    booking, address = booked(cast), feed(cast, "lin")
    assert len(events_of(read(address))) == 1
    cancel(cast.actor("lin"), booking.number, 1, Cancellation())
    assert events_of(read(address)) == []


def test_of_anothers_time_on_a_machine_start_and_end_and_nothing_more(cast: Cast) -> None:
    a_project(cast, cast.rival, "P-0009")
    mine = booked(cast, purpose="mine")
    booked(cast, ("BR300-1", 200, 48), by="eve", project="P-0009", purpose="Quetzal")
    booked(cast, ("BR300-1", 264, 48), by="eve", project="P-0009", purpose="Quetzal")
    block = Block.model_validate({"span": run(400, 24), "note": "valve of Quetzal"})
    block_for_maintenance(cast.actor("manager"), "BR300-1", block)
    hers = read(feed(cast, "lin", "BR300-1"))
    assert [text_of(event, "summary") for event in events_of(hers)] == [
        f"BR300-1 · {mine.number}",
        "BR300-1 · Occupied",  # two that touch are one
        "BR300-1 · Out of service",
    ]
    assert [instant_of(event, "dtstart") for event in events_of(hers)] == [at(-8), at(192), at(400)]
    text = Client().get(feed(cast, "lin", "BR300-1")).content.decode()
    assert not re.search("Quetzal|P-0009|Rival|B-2026-000002|eve", text)
    staff = Client().get(feed(cast, "manager", "BR300-1")).content.decode()
    assert all(word in staff for word in ("Quetzal", "P-0009", "Rival", mine.number))


@pytest.mark.parametrize("name", ["finance", "admin"])
def test_who_may_see_no_bookings_reads_occupied(cast: Cast, name: str) -> None:
    booking = booked(cast)
    text = Client().get(feed(cast, name, "BR300-1")).content.decode()
    assert (booking.number in text) == (name == "finance")


def test_its_owner_is_asked_for_her_rights_each_time(cast: Cast) -> None:
    booked(cast)
    address = feed(cast, "lin")
    assert len(events_of(read(address))) == 1
    User.objects.filter(pk=cast.lin.pk).update(is_active=False)
    assert Client().get(address).status_code == 404
    User.objects.filter(pk=cast.lin.pk).update(is_active=True)
    Membership.objects.filter(user=cast.lin).update(until="2020-06-01")
    assert Client().get(address).status_code == 404


def test_it_acts_for_the_place_it_was_made_in(cast: Cast) -> None:
    """Who also works at the plant made it as a tenant: it tells no more than the tenant sees."""
    booking = booked(cast, by="manager")
    address = feed(cast, "lin", "BR300-1")
    Membership.objects.filter(user=cast.lin).update(until="2020-06-01")
    Membership.objects.create(
        user=cast.lin, facility=cast.facility, role="manager", since="2020-01-01"
    )
    assert Client().get(address).status_code == 404
    assert booking.number in Client().get(feed(cast, "lin", "BR300-1")).content.decode()


def test_the_secret_is_shown_once_and_kept_as_a_hash(cast: Cast) -> None:
    client = cast.client("lin")
    made = client.post("/calendar/new", {"machine": ""})
    found = re.search(r"(/calendar/[\w-]{40,}\.ics)", made.content.decode())
    assert found
    assert made["Cache-Control"] == "no-store"
    assert Client().get(found[1]).status_code == 200
    secret = found[1].rpartition("/")[2].removesuffix(".ics")
    assert not CalendarFeed.objects.filter(hash__contains=secret).exists()
    for name in ("lin", "chen", "eve", "admin"):
        page = cast.client(name).get("/calendar").content.decode()
        assert secret not in page
        assert ("Last read" in page) == (name == "lin")


def test_only_a_person_makes_one_and_of_a_machine_that_is_there(cast: Cast) -> None:
    with pytest.raises(Invalid, match="BR999"):
        feed(cast, "lin", "BR999")
    with pytest.raises(NotAllowed):
        make_feed(replace(cast.actor("lin"), scopes=frozenset()), NewFeed())
    answer = cast.client("lin").post("/calendar/new", {"machine": "BR999"})
    assert answer.status_code == 422

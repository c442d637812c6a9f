"""Mails carry what calendars take by themselves: B22, read by another library than wrote it."""

from collections.abc import Iterator
from datetime import timedelta
from email.message import Message
from typing import Any

import pytest

from bookings.actions.approve import approve
from bookings.actions.cancel import cancel
from bookings.actions.reject import reject
from bookings.actions.reschedule import reschedule
from bookings.models import Booking
from bookings.schemas.booking import Approval, Cancellation, Rejection, Rescheduling
from equipment.models import EquipmentClass
from pilotbase.accounts.models import Project
from pilotbase.core import clock
from pilotbase.notifications.models import Delivery, Notice
from pilotbase.notifications.sending import send_due
from tests.bookings.asking import MONDAY, NOW, booked, run
from tests.factories import Plant
from tests.notifications.reading import Component, calendar_in, events_of, instant_of, text_of
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _place(plant: Plant, project: Project, settings: Any) -> None:
    settings.SENDS_EMAIL = True
    settings.DEFAULT_FROM_EMAIL = "Plant <plant@example.org>"


def move(cast: Cast, booking: Booking, hours: float, by: str = "lin") -> Booking:
    wanted = Rescheduling.model_validate({"stages": [{"stage": 1, "run": run(hours)}]})
    return reschedule(cast.actor(by), booking.number, booking.version, wanted)


def calendars(mail: list[Any]) -> Iterator[tuple[str, Component]]:
    """What each message carries, with the method its type names."""
    for message in mail:
        for part in message.message().walk():
            if part.get_content_type() == "text/calendar":
                yield str(_method(part)), calendar_in(part.get_payload(decode=True))


def _method(part: Message) -> Any:
    return part.get_param("method")


def told(mail: list[Any]) -> list[Component]:
    """The one event of each message."""
    send_due()
    found = list(calendars(mail))
    assert all(method == text_of(calendar, "method") for method, calendar in found)
    return [events_of(calendar)[0] for _method, calendar in found]


def test_make_move_move_cancel(cast: Cast, mailoutbox: list[Any]) -> None:
    booking = booked(cast)
    booking = move(cast, booking, 24)
    booking = move(cast, booking, 48)
    cancel(cast.actor("lin"), booking.number, booking.version, Cancellation())
    events = told(mailoutbox)
    assert [text_of(event, "sequence") for event in events] == ["0", "1", "2", "3"]
    assert len({text_of(event, "uid") for event in events}) == 1
    stamps = [instant_of(event, "dtstamp") for event in events]
    assert stamps == sorted(set(stamps))  # at the same second they rise all the same
    assert [method for method, _calendar in calendars(mailoutbox)] == [
        *("REQUEST", "REQUEST", "REQUEST", "CANCEL")
    ]
    assert [text_of(event, "status") for event in events] == [*["CONFIRMED"] * 3, "CANCELLED"]
    starts = [instant_of(event, "dtstart") for event in events]
    assert starts == [MONDAY + timedelta(hours=h) for h in (0, 24, 48, 48)]
    assert all(
        instant_of(e, "dtend") - instant_of(e, "dtstart") == timedelta(hours=72) for e in events
    )
    assert not Notice.objects.exists()  # she did it all herself


def test_it_is_for_one_person_who_did_not_send_it(cast: Cast, mailoutbox: list[Any]) -> None:
    booking = booked(cast)
    event = told(mailoutbox)[0]
    assert text_of(event, "organizer").lower() == "mailto:plant@example.org"
    assert text_of(event, "attendee").lower() == "mailto:lin@demo.test"  # once: see reading
    assert text_of(event, "summary") == f"BR300-1 · {booking.number}"
    assert text_of(event, "location") == "Demo Pilot Plant"
    assert text_of(event, "description").startswith(
        f"{booking.number} (Confirmed): BR300-1, 2027-01-11"
    )
    assert [message.to for message in mailoutbox] == [["lin@demo.test"]]


def test_what_another_does_moves_it_in_her_calendar(cast: Cast, mailoutbox: list[Any]) -> None:
    booking = move(cast, booked(cast), 24, by="manager")
    cancel(cast.actor("chen"), booking.number, booking.version, Cancellation(reason="Off; a, b"))
    events = told(mailoutbox)
    assert [text_of(event, "sequence") for event in events] == ["0", "1", "2"]
    assert {message.to[0] for message in mailoutbox} == {"lin@demo.test"}
    assert text_of(events[-1], "description").splitlines()[0].endswith("Off; a, b")


def test_a_request_stands_in_no_calendar_until_it_is_confirmed(
    cast: Cast, mailoutbox: list[Any]
) -> None:
    EquipmentClass.objects.filter(code="BR300").update(approves_itself=False)
    booking, other = booked(cast), booked(cast, ("BR300-2", 0, 72))
    reject(cast.actor("manager"), other.number, 1, Rejection(reason="No steam."))
    assert told(mailoutbox) == []
    mailoutbox.clear()
    booking = approve(cast.actor("manager"), booking.number, 1, Approval())
    booking = move(cast, booking, 24)  # which wants a decision again
    events = told(mailoutbox)
    assert [(text_of(e, "sequence"), text_of(e, "status")) for e in events] == [
        ("0", "CONFIRMED"),
        ("1", "TENTATIVE"),
    ]


def test_without_a_mail_server_nothing_is_numbered(cast: Cast, settings: Any) -> None:
    settings.SENDS_EMAIL = False
    booked(cast)
    assert not Delivery.objects.exists()
    settings.SENDS_EMAIL = True
    with clock.at(NOW + timedelta(minutes=1)):
        move(cast, Booking.objects.get(), 24)
    assert (Delivery.objects.get().entry or {})["sequence"] == 0

"""Calendar entries as other programs read them: iCalendar (RFC 5545) and invitations (RFC 5546).

All times are UTC, an end is the first instant that is free again, and texts are escaped by the
library that writes them. A published calendar names nobody.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, Literal, NamedTuple

from icalendar import Calendar, Event, vCalAddress, vText
from icalendar.prop import vUri

from pilotbase.core import clock

PRODUCT: Final = "-//PilotBase//PilotBase//EN"
Method = Literal["REQUEST", "CANCEL", "PUBLISH"]
Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]


class Entry(NamedTuple):
    """One span of a calendar. ``uid`` never changes; ``sequence`` and ``stamp`` only rise."""

    uid: str
    start: datetime
    end: datetime
    summary: str
    status: Status = "CONFIRMED"
    sequence: int = 0
    stamp: datetime | None = None
    description: str = ""
    location: str = ""
    url: str = ""


class Invited(NamedTuple):
    """Who sends an invitation, and the one person it is for."""

    organizer: str
    plant: str
    attendee: str
    name: str


def published(entries: Iterable[Entry], name: str) -> bytes:
    """A calendar to subscribe to."""
    calendar = _calendar("PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def invitation(entry: Entry, invited: Invited) -> tuple[Method, bytes]:
    """The entry for one person's calendar: a request, or where it is cancelled its withdrawal."""
    method: Method = "CANCEL" if entry.status == "CANCELLED" else "REQUEST"
    calendar, event = _calendar(method), _event(entry)
    event.add("organizer", _address(invited.organizer, invited.plant))
    attendee = _address(invited.attendee, invited.name)
    attendee.params |= {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
    event.add("attendee", attendee)
    calendar.add_component(event)
    return method, bytes(calendar.to_ical())


def kept(entry: Entry) -> dict[str, Any]:
    """An entry as JSON, for a message that is sent later."""
    stamp = entry.stamp or clock.now()
    times = {"start": entry.start, "end": entry.end, "stamp": stamp}
    return {**entry._asdict(), **{name: at.isoformat() for name, at in times.items()}}


def read(said: Mapping[str, Any]) -> Entry:
    """What ``kept`` wrote."""
    times = {name: datetime.fromisoformat(said[name]) for name in ("start", "end", "stamp")}
    return Entry(**{**said, **times})


def _calendar(method: Method) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", _utc(entry.stamp or clock.now()))
    event.add("dtstart", _utc(entry.start))
    event.add("dtend", _utc(entry.end))
    event.add("summary", entry.summary)
    event.add("status", entry.status)
    event.add("transp", "OPAQUE")
    for name in ("description", "location"):
        if said := getattr(entry, name):
            event.add(name, said)
    if entry.url:
        event.add("url", vUri(entry.url))
    return event


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _address(email: str, name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    address.params["CN"] = vText(name)
    return address

"""Who is told of what about bookings: the one who booked, and those who decide.

What one did oneself is no notice, only a message to one's calendar. Who did it stands in the
booking's trail, which each verb writes before it tells.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from bookings.approving import PERMITS
from bookings.attending import partners
from bookings.choices import Approver, BookingStatus
from bookings.events import (
    BookingApproved,
    BookingDisplaced,
    BookingEnded,
    BookingHandedOver,
    BookingMade,
    BookingMoved,
    BookingPassedOn,
    BookingShared,
    SlotOffered,
)
from bookings.models import Booking, WaitEntry
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.notifications.calendars import Entry, Status
from pilotbase.notifications.inviting import next_entry, was_invited
from pilotbase.notifications.kinds import Facts, Kind, register_kind
from pilotbase.notifications.telling import (
    News,
    announce,
    members_who_may,
    settle,
    staff_who_may,
    tell,
    told_on,
)
from pilotbase.web import text

_MINE: Final = gettext_noop("%(number)s (%(status)s): %(machines)s, %(start)s to %(end)s.")


def _kind(code: str, label: str | Promise, sentence: str | Promise, topic: str = "") -> Kind:
    """A kind whose sentence says ``number``, ``machines``, ``start`` and ``end`` of a booking."""

    def says(facts: Facts, zone: tzinfo) -> str:
        return (str(sentence) % _words(facts, zone)).strip()

    return register_kind(Kind(code, label, says, topic=topic))


def _slot_offered(facts: Facts, zone: tzinfo) -> str:
    said = {"machine": facts["machine"]}
    said |= {name: _at(facts[name], zone) for name in ("start", "end", "until")}
    return (
        _("%(machine)s is free from %(start)s to %(end)s: it is held for you until %(until)s.")
        % said
    )


WAITS: Final = _kind(
    "booking_waits",
    gettext_lazy("A request waits for my decision"),
    gettext_lazy("%(number)s waits for your decision: %(machines)s, %(start)s to %(end)s."),
    topic="requests",
)
APPROVED: Final = _kind(
    "booking_approved",
    gettext_lazy("My booking is approved"),
    gettext_lazy("%(number)s is approved: %(machines)s, %(start)s to %(end)s."),
)
MOVED: Final = _kind(
    "booking_moved",
    gettext_lazy("My booking is moved by someone else"),
    gettext_lazy("%(number)s was moved for you: %(machines)s, now %(start)s to %(end)s."),
)
REJECTED: Final = _kind(
    "booking_rejected",
    gettext_lazy("My booking is rejected"),
    gettext_lazy("%(number)s is rejected: %(machines)s, %(start)s to %(end)s. %(reason)s"),
)
CANCELLED: Final = _kind(
    "booking_cancelled",
    gettext_lazy("My booking is cancelled by someone else"),
    gettext_lazy("%(number)s was cancelled: %(machines)s, %(start)s to %(end)s. %(reason)s"),
)
EXPIRED: Final = _kind(
    "booking_expired",
    gettext_lazy("My request expires"),
    gettext_lazy("%(number)s expired, nobody decided in time: %(machines)s, %(start)s to %(end)s."),
)
NO_SHOW: Final = _kind(
    "booking_no_show",
    gettext_lazy("Nobody came to my booking"),
    gettext_lazy(
        "Nobody came, so the time of %(number)s is free again: %(machines)s, %(start)s to %(end)s."
    ),
)
HANDED_OVER: Final = _kind(
    "booking_handed_over",
    gettext_lazy("A booking is handed to me"),
    gettext_lazy("%(number)s is yours now: %(machines)s, %(start)s to %(end)s."),
)
SHARED: Final = _kind(
    "booking_shared",
    gettext_lazy("I take part in a booking, or do no more"),
    gettext_lazy("%(part)s %(number)s: %(machines)s, %(start)s to %(end)s."),
)
DISPLACED: Final = _kind(
    "booking_displaced",
    gettext_lazy("My booking is displaced"),
    gettext_lazy(
        "A run goes on where %(number)s was to begin: %(machines)s, %(start)s to %(end)s. "
        "Take another time: it keeps its place."
    ),
)
MINE: Final = register_kind(
    Kind(
        "booking_mine",
        gettext_lazy("I book, move or cancel, for my calendar"),
        lambda facts, zone: _(_MINE) % {**_words(facts, zone), "status": _status(facts)},
        for_inbox=False,
    )
)
OFFERED: Final = register_kind(
    Kind("slot_offered", gettext_lazy("Time that I waited for is offered to me"), _slot_offered)
)
_ENDED: Final[Mapping[str, Kind]] = {
    "booking.rejected": REJECTED,
    "booking.cancelled": CANCELLED,
    "booking.expired": EXPIRED,
    "stage.no_show": NO_SHOW,
}


# A status that is not here changes nothing in calendars.
_IN_CALENDAR: Final[Mapping[BookingStatus, Status]] = {
    BookingStatus.REQUESTED: "TENTATIVE",
    BookingStatus.DISPLACED: "TENTATIVE",
    BookingStatus.CONFIRMED: "CONFIRMED",
    BookingStatus.REJECTED: "CANCELLED",
    BookingStatus.CANCELLED: "CANCELLED",
    BookingStatus.EXPIRED: "CANCELLED",
    BookingStatus.NO_SHOW: "CANCELLED",
}


@told_on(BookingMade)
def ask_for_a_decision(event: BookingMade) -> None:
    if not (event.waits or settings.SENDS_EMAIL):
        return
    booking = _booking(event.booking_id)
    if booking.status == BookingStatus.REQUESTED:
        _ask(booking)
    elif settings.SENDS_EMAIL:
        tell([booking.booked_by_id], _news(MINE, booking))


@told_on(BookingPassedOn)
def ask_the_next(event: BookingPassedOn) -> None:
    booking = _booking(event.booking_id)
    settle(_decision(booking))
    _ask(booking)


@told_on(BookingApproved)
def tell_of_the_approval(event: BookingApproved) -> None:
    booking = _booking(event.booking_id)
    settle(_decision(booking))
    _tell_the_owner(APPROVED, booking, _last(booking))


@told_on(BookingMoved)
def tell_of_the_move(event: BookingMoved) -> None:
    booking = _booking(event.booking_id)
    settle(_decision(booking))
    _tell_the_owner(MOVED, booking, _last(booking))
    if booking.status == BookingStatus.REQUESTED:
        _ask(booking)


@told_on(BookingHandedOver)
def tell_whose_it_is_now(event: BookingHandedOver) -> None:
    booking = _booking(event.booking_id)
    last = _last(booking)
    if last is not None and last.verb == "booking.handed_over":
        _tell_the_owner(HANDED_OVER, booking, last)
    elif booking.status == BookingStatus.REQUESTED:
        settle(_decision(booking))
        _ask(booking)


@told_on(BookingShared)
def tell_whoever_takes_part(event: BookingShared) -> None:
    booking = _booking(event.booking_id)
    last = _last(booking)
    if last is None or last.actor_id != event.user_id:
        news = _news(SHARED, booking, invites=False)
        tell([event.user_id], replace(news, facts={**news.facts, "joined": event.joined}))


@told_on(BookingDisplaced)
def tell_of_the_displacement(event: BookingDisplaced) -> None:
    booking = _booking(event.booking_id)
    _tell_the_owner(DISPLACED, booking, _last(booking))


@told_on(SlotOffered)
def tell_whom_it_is_offered(event: SlotOffered) -> None:
    entry = WaitEntry.objects.with_all().get(pk=event.entry_id)
    if entry.offer and entry.offer.lapses_at and entry.offered_start and entry.offered_end:
        facts = {
            "machine": entry.offer.machine.tag,
            "start": entry.offered_start.isoformat(),
            "end": entry.offered_end.isoformat(),
            "until": entry.offer.lapses_at.isoformat(),
        }
        way = reverse("wait_list")
        news = News(OFFERED, facts, way, entry.facility_id, entry.organisation_id)
        tell([entry.asked_by_id], news)


@told_on(BookingEnded)
def tell_of_the_end(event: BookingEnded) -> None:
    booking = _booking(event.booking_id)
    settle(_decision(booking))
    last = _last(booking)
    if last is not None and last.verb in _ENDED:
        _tell_the_owner(_ENDED[last.verb], booking, last)


def _booking(pk: int) -> Booking:
    return Booking.objects.get(pk=pk)


def _last(booking: Booking) -> AuditEntry | None:
    """What was done to it last, and by whom."""
    trail = AuditEntry.objects.filter(
        target_type=booking._meta.label_lower, target_id=str(booking.pk)
    )
    return trail.order_by("-pk").first()


def _ask(booking: Booking) -> None:
    """Those who decide on the step that it is at; the plant's robots tell of what it decides."""
    others = [pk for pk in _deciders(booking) if pk != booking.booked_by_id]
    news = _news(WAITS, booking, about=_decision(booking))
    tell(others, news)
    if booking.waits_for != Approver.ORGANISATION:
        announce(WAITS, news.facts, news.href, news.facility_id)


def _deciders(booking: Booking) -> list[int]:
    step = Approver(booking.waits_for)
    if step == Approver.ORGANISATION:
        return members_who_may(PERMITS[step], booking.organisation_id)
    return staff_who_may(PERMITS[step], booking.facility_id)


def _tell_the_owner(kind: Kind, booking: Booking, last: AuditEntry | None) -> None:
    """By mail also of what she did herself: it changes her calendar."""
    own = last is not None and last.actor_id == booking.booked_by_id
    reason = last.reason if last else ""
    if not own or settings.SENDS_EMAIL:
        tell([booking.booked_by_id], _news(MINE if own else kind, booking, reason=reason))
    others = [pk for pk in partners(booking.pk) if last is None or pk != last.actor_id]
    if others:
        tell(others, _news(kind, booking, reason=reason, invites=False))


def _news(
    kind: Kind, booking: Booking, *, about: str = "", reason: str = "", invites: bool = True
) -> News:
    """``invites``: it goes into the reader's calendar too."""
    stages = booking.all_stages
    start = min(stage.run_start for stage in stages)
    end = max(stage.run_end for stage in stages)
    machines = _once(stage.equipment.tag for stage in stages)
    facts = {
        "number": booking.number,
        "machines": machines,
        "start": start.isoformat(),
        "end": end.isoformat(),
        "status": booking.status,
        "reason": reason,
    }
    way = reverse("booking", args=[booking.number])
    entry = (
        None
        if about or not invites
        else _entry(booking, Entry("", start, end, ", ".join(machines)))
    )
    return News(kind, facts, way, booking.facility_id, booking.organisation_id, about, entry)


def _entry(booking: Booking, entry: Entry) -> Entry | None:
    """How it stands in its owner's calendar from now on: not before it was ever confirmed."""
    status = _IN_CALENDAR.get(BookingStatus(booking.status))
    about = f"booking:{booking.number}"
    if status is None or not settings.SENDS_EMAIL:
        return None
    if status != "CONFIRMED" and not was_invited(about):
        return None
    summary = f"{entry.summary} · {booking.number}"
    return next_entry(about, entry._replace(status=status, summary=summary))


def _decision(booking: Booking) -> str:
    return f"decision:{booking.number}"


def _status(facts: Facts) -> str:
    return str(dict(BookingStatus.choices)[facts["status"]])


def _once(tags: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(tags))


def _words(facts: Facts, zone: tzinfo) -> dict[str, Any]:
    start, end = (_at(facts[side], zone) for side in ("start", "end"))
    part = _("You take part in") if facts.get("joined") else _("You take part no more in")
    said = {"machines": ", ".join(facts["machines"]), "start": start, "end": end, "part": part}
    return {**facts, **said}


def _at(instant: str, zone: tzinfo) -> str:
    return text.instant(datetime.fromisoformat(instant), zone, clock.now())

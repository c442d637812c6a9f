"""What a calendar feed tells, asked anew at each reading: what its owner may see, then.

A person's feed holds the bookings she made or takes part in; a machine's all its time, of which
she reads her own organisation's by name (the staff everyone's) and the rest only as occupied.
Nobody is named in it as a guest, and no address of anyone.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bookings.choices import STANDING, BookingStatus, StageStatus
from bookings.models import Booking, Stage
from bookings.timeline import Block, Face, Filter, timeline
from equipment.models import Equipment
from pilotbase.accounts.actor import Actor, acting, active_memberships
from pilotbase.accounts.tokens import hashed
from pilotbase.core import clock
from pilotbase.notifications.calendars import Entry, published
from pilotbase.notifications.models import CalendarFeed

BEFORE: Final = timedelta(days=60)
AFTER: Final = timedelta(days=400)
MOST: Final = 2000


def feed_for(secret: str) -> CalendarFeed | None:
    """The feed of this address; None when it is unknown or revoked."""
    rows = CalendarFeed.objects.good().filter(hash=hashed(secret))
    return rows.select_related("user", "organisation", "facility").first()


def told(feed: CalendarFeed) -> bytes | None:
    """The calendar, in her language; None when she may not read it any more."""
    actor = _owner(feed)
    if actor is None:
        return None
    with translation.override(feed.user.language):
        if not feed.machine:
            return published(_bookings(actor), _("My bookings"))
        if not Equipment.objects.visible_to(actor).filter(tag=feed.machine).exists():
            return None
        return published(_machine(actor, feed.machine), feed.machine)


def _owner(feed: CalendarFeed) -> Actor | None:
    """She as she stands today in the place that the feed was made in."""
    if not feed.user.is_active:
        return None
    places = active_memberships(feed.user)
    place = places.filter(organisation=feed.organisation, facility=feed.facility).first()
    return acting(feed.user, "api", place.pk) if place else None


def _bookings(actor: Actor) -> Iterator[Entry]:
    now = clock.now()
    part = Q(booked_by=actor.user) | Q(collaborators__user=actor.user)
    hers = Booking.objects.visible_to(actor).filter(part, status__in=STANDING)
    stages = Stage.objects.filter(
        booking__in=hers, run_end__gt=now - BEFORE, run_start__lt=now + AFTER
    ).exclude(status=StageStatus.RELEASED)
    rows = stages.select_related("equipment__facility", "booking").order_by("run_start", "pk")
    return (_stage(stage) for stage in rows[:MOST])


def _stage(stage: Stage) -> Entry:
    booking = stage.booking
    sure = booking.status in (BookingStatus.CONFIRMED, BookingStatus.IN_USE)
    return Entry(
        uid=f"{booking.number}.{stage.position}@pilotbase",
        start=stage.run_start,
        end=stage.run_end,
        summary=f"{stage.equipment.tag} · {booking.number}",
        status="CONFIRMED" if sure else "TENTATIVE",
        sequence=booking.version,
        description=booking.purpose,
        location=stage.equipment.facility.name,
        url=settings.PUBLIC_URL + reverse("booking", args=[booking.number]),
    )


def _machine(actor: Actor, tag: str) -> Iterator[Entry]:
    now, english = clock.now(), (get_language() or "").startswith("en")
    found = timeline(actor, (now - BEFORE, now + AFTER), english, Filter(machine=tag))
    for blocks in found.blocks.values():
        yield from (_block(tag, block) for block in blocks[:MOST])


def _block(tag: str, block: Block) -> Entry:
    """Of others' time start and end, and nothing that tells one booking from the next."""
    detail = block.detail
    number = detail.booking if detail else None
    words = {Face.OUT_OF_SERVICE: _("Out of service"), Face.HOLD: _("On hold")}
    if detail is None or number is None:
        said = words.get(block.face, _("Occupied"))
        note = detail.note if detail else ""
        uid = f"{tag}.{_name(block.start)}.{block.face}@pilotbase"
        return Entry(uid, block.start, block.end, f"{tag} · {said}", description=note)
    lines = (detail.organisation, detail.project, detail.purpose)
    return Entry(
        uid=f"{number}.{detail.stage}.{tag}@pilotbase",
        start=block.start,
        end=block.end,
        summary=f"{tag} · {number}",
        status="TENTATIVE" if block.face == Face.REQUEST else "CONFIRMED",
        description="\n".join(line for line in lines if line),
        url=settings.PUBLIC_URL + reverse("booking", args=[number]),
    )


def _name(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"

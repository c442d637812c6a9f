"""Tells open timelines whose row to read again: a machine's tag, and nothing of whom or why.

The stream holds a number for each machine that rises when its time changes. A change is told at
once; what a process could not tell any more is found when the stream reads again.
"""

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Count, Max, Q, Sum
from django.utils import timezone

from bookings.events import (
    BookingApproved,
    BookingDisplaced,
    BookingEnded,
    BookingMade,
    BookingMoved,
    BookingShortened,
    RunFinished,
    RunStarted,
    TimeBlocked,
)
from bookings.models import Booking, Occupation, Run, Stage
from equipment.events import ServiceChanged
from equipment.models import Equipment
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.core.events import after_commit
from pilotbase.live.envelope import Item
from pilotbase.live.publish import publish
from pilotbase.live.stream import Topic

TOPIC: Final = "timeline"
Print = tuple[Any, ...]
# By tag what this process read last, and its number; None: it has told of a change meanwhile.
_known: dict[str, tuple[Print | None, int]] = {}
_latest = 0


def timeline_topic() -> Topic:
    return Topic(TOPIC, _machines)


@after_commit(BookingMade)
def tell_of_a_new_one(event: BookingMade) -> None:
    _tell(_on(event.booking_id) if event.machines is None else event.machines)


def tell_of_a_booking(
    event: BookingApproved | BookingDisplaced | BookingEnded | BookingShortened,
) -> None:
    _tell(_on(event.booking_id))


after_commit(BookingApproved)(tell_of_a_booking)
after_commit(BookingDisplaced)(tell_of_a_booking)
after_commit(BookingEnded)(tell_of_a_booking)
after_commit(BookingShortened)(tell_of_a_booking)


@after_commit(BookingMoved)
def tell_of_a_move(event: BookingMoved) -> None:
    """Where it is now, and where it was: when nobody says it, its trail does."""
    if event.machines is not None:
        _tell(event.machines)
        return
    trail = AuditEntry.objects.filter(
        target_type=Booking._meta.label_lower, target_id=str(event.booking_id)
    )
    last = trail.filter(verb="booking.moved").order_by("-pk").values_list("before", flat=True)
    before = next(iter(last[:1]), None) or {}
    left = [stage["equipment"] for stage in before.values() if "equipment" in stage]
    _tell({*_on(event.booking_id), *left})


def tell_of_a_run(event: RunStarted | RunFinished) -> None:
    _tell(Run.objects.filter(pk=event.run_id).values_list("equipment__tag", flat=True))


after_commit(RunStarted)(tell_of_a_run)
after_commit(RunFinished)(tell_of_a_run)


@after_commit(TimeBlocked)
def tell_of_a_block(event: TimeBlocked) -> None:
    blocks = Occupation.objects.filter(pk=event.occupation_id)
    _tell(blocks.values_list("machine__tag", flat=True))


@after_commit(ServiceChanged)
def tell_of_service(event: ServiceChanged) -> None:
    _tell(Equipment.objects.filter(pk=event.equipment_id).values_list("tag", flat=True))


def _on(booking: int) -> Iterable[str]:
    return Stage.objects.filter(booking=booking).values_list("equipment__tag", flat=True)


def _tell(tags: Iterable[str]) -> None:
    changed = {tag: _next() for tag in sorted(set(tags))}
    _known.update({tag: (None, number) for tag, number in changed.items()})
    publish(TOPIC, *[_item(tag, number) for tag, number in changed.items()])


def _next() -> int:
    """Milliseconds, but never the same twice."""
    global _latest  # noqa: PLW0603  (one number for the process)
    _latest = max(_latest + 1, int(clock.now().timestamp() * 1000))
    return _latest


def _item(tag: str, version: int) -> Item:
    return Item(key=tag, version=version, data={"machine": tag})


def _machines() -> list[Item]:
    """Every machine with its number: a new one where its time is not what was read last."""
    now = clock.now()
    ahead = Q(occupations__active=True, occupations__end__gt=now)
    standing = ahead & (Q(occupations__lapses_at=None) | Q(occupations__lapses_at__gt=now))
    rows = (
        Equipment.objects.bookable_on(timezone.localdate(now))
        .order_by("tag")
        .annotate(
            taken=Count("occupations", filter=standing),
            newest=Max("occupations", filter=standing),
            versions=Sum("occupations__stage__booking__version", filter=standing),
        )
    )
    return [
        _item(tag, _number(tag, read))
        for tag, *read in rows.values_list(
            *("tag", "taken", "newest", "versions"),
            *("out_of_service_since", "out_of_service_until"),
        )
    ]


def _number(tag: str, read: list[Any]) -> int:
    """Of what is read for the first time it is 0: no page is older than that."""
    now = tuple(read)
    known, number = _known.get(tag, (None, 0))
    if known is not None and known != now:
        number = _next()
    _known[tag] = (now, number)
    return number

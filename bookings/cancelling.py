"""What cancelling costs: a share of the price by the notice that is given. Shown, then charged."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from bookings.choices import BookingStatus, StageStatus
from bookings.models import Booking, CancelTerm, Stage
from bookings.policy.case import Case
from bookings.pricing import FEN
from equipment.models import Equipment
from pilotbase.accounts.actor import Actor

Terms = Sequence[tuple[timedelta, int]]  # notice and percent, the longest notice first
NOBODY_CAME = timedelta(-1)  # the notice that was given then


@dataclass(frozen=True)
class Fee:
    """What a stage costs if it is given up: ``percent`` of its price, in CNY."""

    stage: Stage
    percent: int
    amount: Decimal


def percent(terms: Terms, notice: timedelta) -> int:
    """0 where nobody has set terms; all of it when the notice is shorter than any of them."""
    if not terms:
        return 0
    return next((share for least, share in terms if least <= notice), 100)


def terms_of(facility: int, classes: Iterable[int]) -> Mapping[int, Terms]:
    """By class its own terms, else its facility's; one query."""
    rows = CancelTerm.objects.filter(facility=facility).order_by("-notice")
    found: dict[int | None, list[tuple[timedelta, int]]] = {}
    for of, notice, share in rows.values_list("equipment_class", "notice", "percent"):
        found.setdefault(of, []).append((notice, share))
    return {of: found.get(of) or found.get(None, []) for of in classes}


@dataclass(frozen=True)
class Step:
    """Until then giving the stage up costs ``percent`` of its price; after the last, all."""

    stage: int
    until: datetime
    percent: int


def steps_of(facility: int, case: Case, machines: Mapping[int, Equipment]) -> Iterator[Step]:
    """The terms of what is asked for, stage by stage, as instants; empty where none are set."""
    classes = {pk: machine.equipment_class_id for pk, machine in machines.items()}
    terms = terms_of(facility, classes.values())
    for stage in case.stages:
        for notice, share in terms[classes[stage.machine.pk]]:
            yield Step(stage.number, stage.occupied.start - notice, share)


def fees(booking: Booking, actor: Actor, now: datetime) -> list[Fee]:
    """What giving up its stages costs now, those that cost something.

    Nothing of a request, of what was displaced, or when the plant cancels.
    """
    confirmed = booking.status in (BookingStatus.CONFIRMED, BookingStatus.IN_USE)
    is_theirs = actor.organisation_id == booking.organisation_id
    if not confirmed or booking.displaced_stages() or not is_theirs:
        return []
    planned = [stage for stage in booking.all_stages if stage.status == StageStatus.PLANNED]
    return [fee for fee in _fees(booking, planned, now) if fee.amount]


def fee_for_nobody(booking: Booking, stage: Stage) -> Fee:
    """What a stage costs to which nobody came."""
    of = stage.equipment.equipment_class_id
    share = percent(terms_of(booking.facility_id, [of])[of], NOBODY_CAME)
    return _fee(stage, share)


def _fees(booking: Booking, stages: Sequence[Stage], now: datetime) -> Iterable[Fee]:
    classes = {stage.equipment.equipment_class_id for stage in stages}
    terms = terms_of(booking.facility_id, classes)
    for stage in stages:
        notice = stage.occupied.start - now
        yield _fee(stage, percent(terms[stage.equipment.equipment_class_id], notice))


def _fee(stage: Stage, share: int) -> Fee:
    amount = (stage.price * share / 100).quantize(FEN, rounding=ROUND_HALF_EVEN)
    return Fee(stage, share, amount)


def total(owed: Iterable[Fee]) -> Decimal:
    return sum((fee.amount for fee in owed), Decimal("0.00"))

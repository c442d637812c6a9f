"""What a run that goes on past its end does to the ledger: it keeps its machine, in steps.

Its occupation reaches up to the next one, and no further while there is hope. Once the next
should begin, it is displaced: it loses its time, keeps its place, and its tenant is told. Done
under the machine's lock by whoever settles it, so that no job needs to have run before.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F

from bookings.choices import BookingStatus, OccupationKind, StageStatus
from bookings.events import BookingDisplaced
from bookings.models import Booking, Occupation, Run, Stage, UtilityDraw
from pilotbase.accounts.actor import Actor, job
from pilotbase.audit.log import record
from pilotbase.core.access import sole
from pilotbase.core.events import emit

STEP: Final = timedelta(hours=1)


def keep(machines: list[int], now: datetime) -> None:
    """Extend what still runs on these machines, which the caller has locked."""
    going = Run.objects.going().filter(equipment__in=machines, stage__run_end__lte=now)
    for run in going.select_related("stage"):
        taken = sole(Occupation.objects.filter(stage=run.stage, active=True))
        if taken is not None:
            _extend(taken, run.stage, now)


def expected_end(stage: Stage, now: datetime) -> datetime:
    """Of a run that goes on: as planned, or the next step after now."""
    over = now - stage.run_end
    return stage.run_end if over < timedelta(0) else stage.run_end + (over // STEP + 1) * STEP


def give_back(ended: Mapping[Stage, datetime]) -> None:
    """Runs ended: each machine is free after the turnaround, in whole minutes."""
    standing = Occupation.objects.filter(stage__in=ended, active=True)
    taken_by = {taken.stage_id: taken for taken in standing}
    for stage, ended_at in ended.items():
        taken = taken_by.get(stage.pk)
        if taken is not None:
            _give_back(taken, ended_at + stage.turnaround)


def _give_back(taken: Occupation, until: datetime) -> None:
    if until.second or until.microsecond:
        until = until.replace(second=0, microsecond=0) + timedelta(minutes=1)
    if taken.end <= until:
        return
    if until <= taken.start:
        Occupation.objects.filter(pk=taken.pk).update(active=False)
        return
    _draw_until(taken, until)
    Occupation.objects.filter(pk=taken.pk).update(end=until)


def _extend(taken: Occupation, stage: Stage, now: datetime) -> None:
    until = expected_end(stage, now) + stage.turnaround
    ahead = Occupation.objects.filter(active=True, machine=taken.machine_id, start__gte=taken.end)
    for other in ahead.filter(start__lt=until).select_related("stage").order_by("start"):
        if other.start > now:
            until = other.start
            break
        _make_way(other, until)
    if until > taken.end:
        _draw_on(taken, until)
        Occupation.objects.filter(pk=taken.pk).update(end=until)


def _make_way(other: Occupation, until: datetime) -> None:
    """What stands for a booking loses its time; maintenance begins when the run is over."""
    row = Occupation.objects.filter(pk=other.pk)
    if other.stage is None and other.kind != OccupationKind.HOLD and other.end > until:
        row.update(start=until)
        return
    if other.stage is not None and other.kind == OccupationKind.RUN:
        displace(job("overrun"), other)
    else:
        row.update(active=False)


def displace(actor: Actor, taken: Occupation, reason: str = "") -> None:
    """A stage that has not begun loses its time and keeps its claim. The machine is locked."""
    stage = taken.stage
    if stage is None:
        raise ValueError("nobody's booking")
    Occupation.objects.filter(pk=taken.pk).update(active=False)
    stage.status = StageStatus.DISPLACED
    stage.save(update_fields=["status"])
    Booking.objects.filter(pk=stage.booking_id).update(version=F("version") + 1)
    booking = Booking.objects.get(pk=stage.booking_id)
    before = booking.status
    if booking.status == BookingStatus.CONFIRMED:
        booking.become(BookingStatus.DISPLACED)
        booking.save(update_fields=["status"])
    record(
        actor,
        "booking.displaced",
        booking,
        before={"status": before},
        after={"status": booking.status, "stage": stage.position},
        reason=reason,
    )
    emit(BookingDisplaced(booking.pk))


def _draw_until(taken: Occupation, until: datetime) -> None:
    """What it would have drawn after its new end, it does not."""
    draws = UtilityDraw.objects.filter(occupation=taken)
    draws.filter(start__gte=until).delete()
    draws.filter(end__gt=until).update(end=until)


def _draw_on(taken: Occupation, until: datetime) -> None:
    """What it draws at its end, it goes on drawing."""
    last = UtilityDraw.objects.filter(occupation=taken, end=taken.end)
    UtilityDraw.objects.bulk_create(
        UtilityDraw(
            occupation=taken,
            utility_id=draw.utility_id,
            amount=draw.amount,
            start=taken.end,
            end=until,
        )
        for draw in last
    )

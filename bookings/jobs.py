"""What bookings do by themselves: end what nobody decided, and give back what nobody came for."""

import logging
from datetime import timedelta

from bookings import ledger
from bookings.actions.expire_requests import expire_requests
from bookings.actions.pass_offers_on import pass_offers_on
from bookings.actions.release_no_show import GRACE, release_no_show
from bookings.choices import BookingStatus, StageStatus
from bookings.models import Run, Stage
from bookings.schemas.runs import StageRef
from pilotbase.accounts.actor import job
from pilotbase.core import clock
from pilotbase.core.errors import PilotError
from pilotbase.core.jobs import periodic
from pilotbase.core.verbs import verb

log = logging.getLogger(__name__)
LOOKED_BACK = timedelta(days=30)


periodic("bookings.expired_requests", timedelta(minutes=5))(expire_requests)
periodic("bookings.offers", timedelta(minutes=1))(pass_offers_on)


@periodic("bookings.overruns", timedelta(minutes=1))
def keep_overruns() -> int:
    """Each machine by itself, as its next lock would: so that pages and quotes say it too."""
    late = Run.objects.going().filter(stage__run_end__lte=clock.now())
    machines = sorted(late.values_list("equipment", flat=True))
    for machine in machines:
        verb(ledger.lock_alone)([machine])
    return len(machines)


@periodic("bookings.no_shows", timedelta(minutes=5))
def release_no_shows() -> list[str]:
    """Each stage by itself; those who may still come are left alone. Returns the bookings."""
    now, released = clock.now(), []
    waiting = Stage.objects.filter(
        status=StageStatus.PLANNED,
        booking__status__in=(BookingStatus.CONFIRMED, BookingStatus.IN_USE),
        run_start__lte=now - GRACE,
        run_start__gt=now - LOOKED_BACK,
    ).order_by("run_start")
    for number, position in waiting.values_list("booking__number", "position"):
        try:
            release_no_show(job("no_shows"), number, StageRef(stage=position))
        except PilotError as refusal:
            log.debug("%s stage %s: %s", number, position, refusal.message)
        else:
            released.append(number)
    return released

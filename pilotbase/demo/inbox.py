"""What lies in the demonstration's inboxes: what the last days would have told, told now.

A history is no news, so nobody was told while it was made. Those who tell are asked again, each
at its own hour, and what is older than a day was read.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import F

from bookings import machine_notices as of_machines
from bookings import notices as of_bookings
from bookings.choices import BookingStatus
from bookings.events import BookingMade, RunFinished
from bookings.models import Booking, Run
from equipment.events import ServiceChanged
from equipment.models import Equipment
from pilotbase.core import clock
from pilotbase.notifications.models import Notice
from samples import notices as of_samples
from samples.choices import ReportStatus
from samples.events import ReportIssued
from samples.models import Report

BACK: Final = timedelta(days=5)
READ_AFTER: Final = timedelta(days=1)
Telling = tuple[datetime, Callable[[], None]]


@transaction.atomic
def fill_in(now: datetime) -> int:
    """Returns how many notices there are."""
    for at, tell in sorted(_tellings(now), key=lambda telling: telling[0]):
        with clock.at(at):
            tell()
    old = Notice.objects.unread().filter(at__lt=now - READ_AFTER, about="")
    old.update(read_at=F("at"))
    return Notice.objects.count()


def _tellings(now: datetime) -> Iterator[Telling]:
    since = now - BACK
    for booking in Booking.objects.filter(status=BookingStatus.REQUESTED, expires_at__gt=now):
        made = BookingMade(booking.pk)
        yield booking.asked_at, partial(of_bookings.ask_for_a_decision, made)
    for run in Run.objects.filter(ended_at__gt=since, ended_at__lte=now):
        ended = RunFinished(run.pk)
        yield run.ended_at or now, partial(of_machines.tell_of_the_run, ended)
    for report in Report.objects.filter(status=ReportStatus.ISSUED, issued_at__gt=since):
        issued = ReportIssued(report.pk)
        yield report.issued_at or now, partial(of_samples.tell_the_client, issued)
    for machine in Equipment.objects.filter(out_of_service_since__gt=since):
        out = ServiceChanged(machine.pk)
        at = machine.out_of_service_since or now
        yield at, partial(of_machines.tell_those_who_booked_it, out)

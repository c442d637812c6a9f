"""End the offers that nobody took and the waits that are over. A job's verb: twice is once."""

from django.db.models import F

from bookings.actions.join_wait_list import machines_for
from bookings.actions.leave_wait_list import give_up
from bookings.choices import WaitStatus
from bookings.models import WaitEntry
from bookings.waiting import offer
from pilotbase.accounts.actor import job
from pilotbase.core import clock
from pilotbase.core.verbs import verb


def pass_offers_on() -> int:
    """How many ended or were offered something, each in a transaction of its own."""
    now = clock.now()
    lapsed = WaitEntry.objects.filter(status=WaitStatus.OFFERED, offer__lapses_at__lte=now)
    over = WaitEntry.objects.waiting().filter(until__lte=now + F("length"))
    ended = [
        *((pk, WaitStatus.LAPSED) for pk in lapsed.order_by("pk").values_list("pk", flat=True)),
        *((pk, WaitStatus.OVER) for pk in over.values_list("pk", flat=True)),
    ]
    done = sum(_end(pk, status) for pk, status in ended)
    return done + sum(_offer(pk) for pk in WaitEntry.objects.waiting().values_list("pk", flat=True))


@verb
def _end(pk: int, status: WaitStatus) -> bool:
    entry = WaitEntry.objects.with_all().get(pk=pk)
    if status == WaitStatus.LAPSED and entry.is_offered(clock.now()):
        return False
    if entry.status not in (WaitStatus.WAITING, WaitStatus.OFFERED):
        return False
    give_up(job("wait_list"), entry, status)
    return True


@verb
def _offer(pk: int) -> int:
    """To all in line for the same machines, in their order."""
    entry = WaitEntry.objects.with_all().get(pk=pk)
    return offer(machines_for(entry)) if entry.status == WaitStatus.WAITING else 0

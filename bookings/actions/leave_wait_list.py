"""Leave the line, or turn down what is offered: the next one has it."""

from bookings import ledger
from bookings.choices import WaitStatus
from bookings.events import SlotGivenUp
from bookings.models import WaitEntry
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core.access import find
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb


@verb
def leave_wait_list(actor: Actor, entry_id: int) -> WaitEntry:
    """Raises Missing, NotAllowed, WrongStatus."""
    entry = find(WaitEntry.objects.visible_to(actor).with_all(), pk=entry_id)
    actor.require(Permission.BOOK)
    give_up(actor, entry, WaitStatus.LEFT)
    return entry


def give_up(actor: Actor, entry: WaitEntry, status: WaitStatus) -> None:
    """The entry ends, and what it held is free. A step of the verb that says why."""
    machine = entry.offer.machine_id if entry.offer else None
    ledger.lock_alone([machine] if machine else [])
    before = entry.status
    entry.claim()
    entry.become(status)
    entry.save(update_fields=["status"])
    record(
        actor,
        f"waitentry.{status}",
        entry,
        before={"status": before},
        after={"status": entry.status},
    )
    if machine and entry.offer:
        ledger.release([entry.offer])
        emit(SlotGivenUp(machine))

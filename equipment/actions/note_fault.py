"""Note something of a fault for the plant's own people."""

from equipment.models import FaultNote, FaultReport
from equipment.schemas.faults import FaultNoteSaid
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.verbs import verb


@verb
def note_fault(actor: Actor, fault_id: int, command: FaultNoteSaid) -> FaultNote:
    """No tenant reads it, not even who reported the fault. Raises Missing, NotAllowed."""
    report = find(FaultReport.objects.visible_to(actor), pk=fault_id)
    actor.require(Permission.SERVE_MACHINE)
    note = FaultNote.objects.create(
        report=report, at=clock.now(), by=actor.person(), text=command.text
    )
    record(actor, "faultreport.noted", report)
    return note

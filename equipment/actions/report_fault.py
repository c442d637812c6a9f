"""Say what is wrong with a machine."""

from equipment.actions.take_out_of_service import take_out_of_service
from equipment.choices import FaultStatus
from equipment.events import FaultReported
from equipment.models import Equipment, FaultReport
from equipment.schemas.faults import FaultSaid
from equipment.schemas.machine import TakingOut
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb


@verb
def report_fault(actor: Actor, tag: str, command: FaultSaid) -> FaultReport:
    """By anyone who may use machines. What she says is for her organisation and the plant's staff.

    Raises Missing, SignedOut, NotAllowed (also to take it out of service), OutOfService.
    """
    machine = find(Equipment.objects.visible_to(actor), tag=tag)
    actor.require(Permission.USE_MACHINE, at=machine.facility_id)
    now = clock.now()
    row = FaultReport.objects.create(
        equipment=machine,
        facility_id=machine.facility_id,
        organisation=actor.organisation,
        severity=command.severity,
        text=command.text,
        status=FaultStatus.OPEN,
        reported_at=now,
        reported_by=actor.person(),
        changed_at=now,
    )
    record(actor, "faultreport.made", row, after={"machine": tag, "severity": row.severity})
    if command.take_out:
        take_out_for(actor, row)
    emit(FaultReported(row.pk))
    return row


def take_out_for(actor: Actor, row: FaultReport) -> None:
    """The machine's reason names the report and tells nothing of it: others read it too."""
    take_out_of_service(actor, row.equipment.tag, TakingOut(reason=f"F-{row.pk}"))

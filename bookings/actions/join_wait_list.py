"""Get in line for time that is taken now."""

from bookings.models import WaitEntry
from bookings.schemas.waiting import WaitRequest
from bookings.waiting import offer
from equipment.models import Equipment, EquipmentClass
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import Project
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import refer
from pilotbase.core.verbs import verb


@verb
def join_wait_list(actor: Actor, request: WaitRequest) -> WaitEntry:
    """Last in line; offered at once what is free already.

    Raises NotAllowed, and Invalid for a name that is not there.
    """
    actor.require(Permission.BOOK)
    visible = Project.objects.visible_to(actor).select_related("organisation", "facility")
    project = refer(visible, "project", code=request.project)
    machine, of = _wanted(project, request)
    entry = WaitEntry.objects.create(
        facility=project.facility,
        organisation=project.organisation,
        project=project,
        asked_by=actor.person(),
        made_at=clock.now(),
        equipment=machine,
        equipment_class=of,
        since=request.window.start,
        until=request.window.end,
        length=request.length,
        purpose=request.purpose,
    )
    record(actor, "waitentry.made", entry, after=request.model_dump(mode="json"))
    offer(machines_for(entry))
    return WaitEntry.objects.with_all().get(pk=entry.pk)


def machines_for(entry: WaitEntry) -> list[int]:
    """The ids of those that would do."""
    if entry.equipment_id is not None:
        return [entry.equipment_id]
    today = entry.facility.local(clock.now()).date()
    rows = Equipment.objects.bookable_on(today).filter(equipment_class=entry.equipment_class_id)
    return sorted(rows.values_list("pk", flat=True))


def _wanted(project: Project, request: WaitRequest) -> tuple[Equipment | None, EquipmentClass]:
    if request.equipment is not None:
        machines = Equipment.objects.filter(facility=project.facility_id)
        related = machines.select_related("equipment_class")
        machine = refer(related, "equipment", tag=request.equipment)
        return machine, machine.equipment_class
    classes = EquipmentClass.objects.filter(facility=project.facility_id)
    return None, refer(classes, "equipment_class", code=request.equipment_class)

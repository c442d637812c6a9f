"""Give a machine back to those who use it."""

from django.utils.translation import gettext as _

from equipment.choices import STATE_SETS, Kind, MachineState, Source
from equipment.errors import InService
from equipment.events import ServiceChanged
from equipment.models import Equipment
from equipment.statelog import enter
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.events import emit
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb


@verb
def return_to_service(actor: Actor, tag: str) -> Equipment:
    """It stands idle, and is to be cleaned where machines of its kind are.

    Raises Missing, SignedOut, NotAllowed, and InService when it never was out.
    """
    machine = find(Equipment.objects.all(), tag=tag)
    actor.require(Permission.TAKE_OUT_OF_SERVICE, at=machine.facility_id)
    machine = lock(Equipment.objects.select_related("equipment_class"), [machine.pk])[machine.pk]
    if machine.out_of_service_since is None:
        raise InService(_("%(tag)s is in service.") % {"tag": machine.tag})
    before = {
        "since": machine.out_of_service_since.isoformat(),
        "reason": machine.out_of_service_reason,
    }
    machine.out_of_service_since = machine.out_of_service_until = None
    machine.out_of_service_reason = ""
    machine.version += 1
    machine.save()
    enter(machine.pk, _idle(machine), clock.now(), actor=actor, source=Source.PERSON)
    record(actor, "equipment.returned", machine, before=before)
    emit(ServiceChanged(machine.pk))
    return machine


def _idle(machine: Equipment) -> MachineState:
    states = STATE_SETS[Kind(machine.equipment_class.kind)]
    dirty = MachineState.IDLE_DIRTY
    return dirty if dirty in states else MachineState.IDLE

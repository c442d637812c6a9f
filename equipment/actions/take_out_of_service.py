"""Take a machine out of service: it may not be used, and everyone sees so."""

from django.utils.translation import gettext as _

from equipment.choices import STATE_SETS, Kind, MachineState, Source
from equipment.errors import OutOfService, StateUnknown
from equipment.events import ServiceChanged
from equipment.models import Equipment
from equipment.schemas.machine import TakingOut
from equipment.statelog import enter
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.errors import Invalid
from pilotbase.core.events import emit
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb

OUT = (MachineState.MAINTENANCE, MachineState.CALIBRATION, MachineState.CLOSED)


@verb
def take_out_of_service(actor: Actor, tag: str, command: TakingOut) -> Equipment:
    """From now on, until it is returned; ``until`` is when that is expected.

    Raises Missing, SignedOut, NotAllowed, StateUnknown, Invalid, and OutOfService when it is.
    """
    machine = find(Equipment.objects.all(), tag=tag)
    actor.require(Permission.TAKE_OUT_OF_SERVICE, at=machine.facility_id)
    machine = lock(Equipment.objects.select_related("equipment_class"), [machine.pk])[machine.pk]
    now = clock.now()
    _check(machine, command)
    machine.out_of_service_since = now
    machine.out_of_service_until = command.until
    machine.out_of_service_reason = command.reason
    machine.version += 1
    machine.save()
    enter(machine.pk, command.state, now, actor=actor, source=Source.PERSON, note=command.reason)
    facts = {"state": command.state, "until": command.until and command.until.isoformat()}
    record(actor, "equipment.taken_out", machine, after=facts, reason=command.reason)
    emit(ServiceChanged(machine.pk))
    return machine


def _check(machine: Equipment, command: TakingOut) -> None:
    if machine.out_of_service_since is not None:
        raise OutOfService(_("%(tag)s is out of service already.") % {"tag": machine.tag})
    if command.state not in OUT or command.state not in STATE_SETS[_kind(machine)]:
        raise StateUnknown(
            _("Out of service is a machine in maintenance, in calibration, or closed."),
            field="state",
        )
    if command.until is not None and command.until <= clock.now():
        raise Invalid(_("It is back in service after now."), field="until")


def _kind(machine: Equipment) -> Kind:
    return Kind(machine.equipment_class.kind)

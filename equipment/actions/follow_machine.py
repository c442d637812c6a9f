"""Be told when a fault of a machine is reported or moves on; or no longer."""

from equipment.models import Equipment, MachineSubscription
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.verbs import verb


@verb
def follow_machine(actor: Actor, tag: str) -> Equipment:
    """Twice is as once. Raises Missing, SignedOut, NotAllowed."""
    machine = _machine(actor, tag)
    _row, made = MachineSubscription.objects.get_or_create(
        equipment=machine, user=actor.person(), defaults={"since": clock.now()}
    )
    if made:
        record(actor, "equipment.followed", machine)
    return machine


@verb
def unfollow_machine(actor: Actor, tag: str) -> Equipment:
    """Raises Missing, SignedOut, NotAllowed."""
    machine = _machine(actor, tag)
    rows = MachineSubscription.objects.filter(equipment=machine, user=actor.person())
    if rows.delete()[0]:
        record(actor, "equipment.unfollowed", machine)
    return machine


def _machine(actor: Actor, tag: str) -> Equipment:
    machine = find(Equipment.objects.visible_to(actor), tag=tag)
    actor.require(Permission.USE_MACHINE, at=machine.facility_id)
    return machine

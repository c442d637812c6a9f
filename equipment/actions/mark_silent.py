"""Find the machines whose gateway has fallen silent, or speaks again, and have it shown."""

from equipment.events import SilenceChanged
from equipment.faces import is_silent, last_heard
from equipment.models import Equipment
from equipment.statelog import hold
from pilotbase.core import clock
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb


def mark_silent() -> int:
    """For the beat, every few seconds. Returns how many machines changed.

    Each machine is marked in a transaction of its own: nobody waits for the others' reports.
    """
    now = clock.now()
    machines = Equipment.objects.exclude(gateways=None).prefetch_related("tags", "gateways")
    changed = [
        machine.pk
        for machine in machines.select_related("current")
        if is_silent(machine, now) != _is_marked(machine)
    ]
    return sum(_mark(pk) for pk in changed)


def _is_marked(machine: Equipment) -> bool:
    current = getattr(machine, "current", None)
    return current is not None and current.silent_since is not None


@verb
def _mark(equipment_id: int) -> bool:
    current = hold(equipment_id)
    machine = Equipment.objects.prefetch_related("tags", "gateways").get(pk=equipment_id)
    now = clock.now()
    silent = is_silent(machine, now)
    if silent == (current.silent_since is not None):
        return False
    current.silent_since = (last_heard(machine) or now) if silent else None
    current.version += 1
    current.public_version += 1
    current.save(update_fields=["silent_since", "version", "public_version"])
    emit(SilenceChanged(equipment_id))
    return True

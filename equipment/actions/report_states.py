"""Record what a machine, or the person beside it, says it is doing."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from equipment.batches import Batch
from equipment.choices import STATE_SETS, Kind, MachineState, Source
from equipment.gateways import heard, speaking
from equipment.models import Equipment, StateEntry
from equipment.schemas.machine import ReportedState, StateReport, Verdict
from equipment.statelog import enter, hold
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.verbs import verb

Found = tuple[int, ReportedState]


@verb
def report_states(actor: Actor, tag: str, command: StateReport) -> Verdict:
    """Enter the batch into the state log; what was reported before is accepted and not repeated.

    Raises Missing, SignedOut, and NotAllowed for a role or a gateway that may not.
    """
    machine = find(Equipment.objects.select_related("equipment_class"), tag=tag)
    actor.require(Permission.REPORT_STATE, at=machine.facility_id)
    gateway = speaking(actor, machine)
    hold(machine.pk)
    batch = Batch(command.states, clock.now())
    wanted = list(_of_its_kind(batch, machine))
    fresh = [item for _index, item in _unknown_yet(machine, wanted)]
    for item in sorted(fresh, key=lambda one: one.at):
        enter(
            machine.pk,
            MachineState(item.state),
            item.at,
            actor=actor,
            source=Source.GATEWAY if gateway else Source.PERSON,
            quality=item.quality,
            gateway=gateway,
            simulated=bool(gateway and gateway.simulated),
            note=item.note,
        )
    heard(gateway)
    if fresh:
        told = [[item.at.isoformat(), item.state] for item in fresh]
        record(actor, "equipment.states_reported", machine, after={"states": told})
    return Verdict(accepted=len(wanted), rejected=batch.in_order())


def _of_its_kind(batch: Batch, machine: Equipment) -> Iterable[Found]:
    kind = Kind(machine.equipment_class.kind)
    for index, item in batch.read(ReportedState):
        if item.state in STATE_SETS[kind]:
            yield index, item
        else:
            batch.reject(
                index,
                "state_unknown",
                _("A %(kind)s has no state %(state)s.")
                % {"kind": kind.label.lower(), "state": item.state[:40]},
            )


def _unknown_yet(machine: Equipment, wanted: Iterable[Found]) -> Iterable[Found]:
    """Not those that the log has already: a gateway may send a batch again."""
    wanted = list(wanted)
    known = set(
        StateEntry.objects.filter(
            equipment=machine, at__in={item.at for _, item in wanted}, superseded_by=None
        ).values_list("at", "state")
    )
    for index, item in wanted:
        if (item.at, item.state) not in known:
            known.add((item.at, item.state))
            yield index, item

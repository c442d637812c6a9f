"""Move a fault report on: seen, being repaired, resolved, or no fault."""

from django.utils.translation import gettext as _

from equipment.actions.report_fault import take_out_for
from equipment.choices import FAULT_TRANSITIONS, FaultStatus
from equipment.errors import NoSuchStep
from equipment.events import FaultChanged
from equipment.models import FaultReport
from equipment.schemas.faults import FaultMove
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.events import emit
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb
from pilotbase.core.versions import raise_version


@verb
def move_fault(actor: Actor, fault_id: int, version: int | None, command: FaultMove) -> FaultReport:
    """Saying the same status again with another answer only changes the answer.

    Raises Missing, NotAllowed (also to take it out of service), Unconditional, Stale, NoSuchStep,
    OutOfService.
    """
    seen = find(FaultReport.objects.visible_to(actor), pk=fault_id)
    actor.require(Permission.SERVE_MACHINE)
    row = lock(FaultReport.objects.select_related("equipment"), [seen.pk])[seen.pk]
    raise_version(row, version)
    before = FaultStatus(row.status)
    _check(before, command.status, answers=bool(command.answer))
    row.status, row.answer = command.status, command.answer or row.answer
    row.changed_at = clock.now()
    row.closed_at = None if row.is_open else row.changed_at
    row.save(update_fields=["status", "answer", "changed_at", "closed_at"])
    record(
        actor,
        "faultreport.moved",
        row,
        before={"status": before.value},
        after={"status": command.status.value},
        reason=command.answer,
    )
    if command.take_out:
        take_out_for(actor, row)
    emit(FaultChanged(row.pk))
    return row


def _check(before: FaultStatus, after: FaultStatus, *, answers: bool) -> None:
    if after == before and answers:
        return
    if after not in FAULT_TRANSITIONS[before]:
        raise NoSuchStep(
            _("From “%(before)s” it does not go to “%(after)s”.")
            % {"before": before.label, "after": after.label},
            field="status",
        )

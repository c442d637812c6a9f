"""Write up a run sheet: what happened in a run since it was last written down, at once."""

from datetime import datetime

from django.utils.translation import gettext as _

from bookings.actions.log_phase import check
from bookings.attending import require_run
from bookings.events import PhaseLogged
from bookings.models import Run, RunEvent
from bookings.schemas.runs import RunSheet
from equipment import statelog
from equipment.choices import MachineState, Source
from pilotbase.accounts.actor import Actor
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.errors import Invalid
from pilotbase.core.events import emit
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb


@verb
def log_phases(actor: Actor, number: str, sheet: RunSheet) -> list[RunEvent]:
    """All lines or none. Raises as ``log_phase``, and Invalid for lines out of order."""
    run = find(Run.objects.visible_to(actor).with_booking(), number=number)
    require_run(actor, run.stage.booking, run.equipment)
    going = Run.objects.select_related("equipment__equipment_class")
    run = lock(going, [run.pk])[run.pk]
    now = clock.now()
    _check(run, sheet, now)
    logged = RunEvent.objects.bulk_create(
        RunEvent(
            run=run,
            kind=line.kind,
            at=line.at or now,
            recorded_at=now,
            recorded_by=actor.user,
            state=line.state or "",
            text=line.text,
        )
        for line in sheet.lines
    )
    _enter(actor, run, logged)
    after = {"lines": [[line.at.isoformat(), line.state or line.text] for line in logged]}
    record(actor, "run.logged", run, after=after)
    emit(PhaseLogged(run.pk))
    return logged


def _check(run: Run, sheet: RunSheet, now: datetime) -> None:
    last = run.started_at
    for n, line in enumerate(sheet.lines):
        at = line.at or now
        check(run, line, at, now)
        if at < last:
            raise Invalid(_("The lines are not in the order of their times."), field=f"lines.{n}")
        last = at


def _enter(actor: Actor, run: Run, logged: list[RunEvent]) -> None:
    phases = [(MachineState(line.state), line.at) for line in logged if line.state]
    if not phases:
        return
    statelog.enter_all(run.equipment_id, phases, actor=actor, source=Source.PERSON, note=run.number)
    zeros = [at for state, at in phases if state == MachineState.INOCULATION]
    run.zero_at = zeros[-1] if zeros else run.zero_at
    run.version += 1
    run.save(update_fields=["zero_at", "version"])

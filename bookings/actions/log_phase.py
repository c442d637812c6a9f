"""Log what happens in a run: the phase that begins, an addition, a note."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from bookings.attending import require_run
from bookings.choices import RunEventKind
from bookings.errors import WrongStatus
from bookings.events import PhaseLogged
from bookings.models import Run, RunEvent
from bookings.schemas.runs import Phase
from equipment import statelog
from equipment.choices import RUN_PHASES, Kind, MachineState, Source
from equipment.errors import StateUnknown
from pilotbase.accounts.actor import Actor
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.errors import Invalid
from pilotbase.core.events import emit
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb

AHEAD = timedelta(minutes=1)  # clocks differ a little


@verb
def log_phase(actor: Actor, number: str, phase: Phase) -> RunEvent:
    """Write it into the run's story, and a phase into the machine's log besides.

    Inoculation is process time zero. Raises Missing, NotAllowed, WrongStatus when the run has
    ended, StateUnknown for a phase that this kind of machine has not, Invalid for the time.
    """
    run = find(Run.objects.visible_to(actor).with_booking(), number=number)
    require_run(actor, run.stage.booking, run.equipment)
    going = Run.objects.select_related("equipment__equipment_class")
    run = lock(going, [run.pk])[run.pk]
    now = clock.now()
    at = phase.at or now
    check(run, phase, at, now)
    logged = RunEvent.objects.create(
        run=run,
        kind=phase.kind,
        at=at,
        recorded_at=now,
        recorded_by=actor.user,
        state=phase.state or "",
        text=phase.text,
    )
    if phase.state is not None:
        _enter(actor, run, phase.state, at)
    after = phase.model_dump(mode="json", exclude_defaults=True) | {"at": at.isoformat()}
    record(actor, "run.logged", run, after=after)
    emit(PhaseLogged(run.pk))
    return logged


def check(run: Run, phase: Phase, at: datetime, now: datetime) -> None:
    """Whether this can be logged of a run that is locked. Raises as ``log_phase``."""
    if run.ended_at is not None:
        raise WrongStatus(_("Run %(run)s has ended. Nothing can be logged.") % {"run": run.number})
    if not run.started_at <= at <= now + AHEAD:
        raise Invalid(_("That is not between the run's start and now."), field="at")
    kind = Kind(run.equipment.equipment_class.kind)
    if phase.kind == RunEventKind.PHASE and phase.state not in RUN_PHASES[kind]:
        raise StateUnknown(
            _("%(tag)s has no such phase in a run.") % {"tag": run.equipment.tag}, field="state"
        )


def _enter(actor: Actor, run: Run, state: MachineState, at: datetime) -> None:
    statelog.enter(run.equipment_id, state, at, actor=actor, source=Source.PERSON, note=run.number)
    if state == MachineState.INOCULATION:
        run.zero_at = at
    run.version += 1
    run.save(update_fields=["zero_at", "version"])

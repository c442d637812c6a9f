"""Check in: a run begins on the machine of a booked stage."""

from collections.abc import Container
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from bookings import ledger
from bookings.attending import require_run
from bookings.choices import BookingStatus, StageStatus
from bookings.errors import WrongStatus
from bookings.events import RunStarted
from bookings.models import Booking, Occupation, Run, Stage
from bookings.schemas.runs import StageRef
from equipment import statelog, watching
from equipment.choices import MEANINGS, Kind, MachineState, PublicState, Source
from equipment.errors import OutOfService
from equipment.models import Equipment
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find, refer, sole
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb
from pilotbase.core.versions import changed_meanwhile
from pilotbase.records.numbers import next_number
from pilotbase.web import text

EARLY: Final = timedelta(hours=1)  # how long before its time a stage may begin

# What a machine of the kind does from the start; a vessel's first phase is logged when it begins.
FIRST_PHASE: Final = {
    Kind.SKID: MachineState.SETUP,
    Kind.DRYER: MachineState.LOADING,
    Kind.INSTRUMENT: MachineState.SETUP,
}


@verb
def start_run(actor: Actor, number: str, ref: StageRef) -> Run:
    """Begin the stage's run now: its tenant may watch, its readings are kept.

    Raises Missing, NotAllowed, WrongStatus (also too early or too late, or when the project is
    approved no more), OutOfService, TimeTaken.
    """
    rows = Booking.objects.visible_to(actor).select_related("facility", "project")
    booking = find(rows, number=number)
    stage = _stage(actor, booking, ref)
    held, _supplies = ledger.lock_all([stage.equipment_id])
    booking.claim(None)
    _read_again(stage, held)
    machine, now = held[stage.equipment_id], clock.now()
    check(booking, stage, now)
    _check_project(booking, now)
    _check_nothing_goes_on(machine)
    _check_machine(machine, stage, now)
    run = _write(actor, booking, stage, now)
    _tell_the_machine(actor, run, machine, booking)
    record(actor, "run.started", run, after={"booking": number, "stage": stage.position})
    emit(RunStarted(run.pk))
    return run


def _stage(actor: Actor, booking: Booking, ref: StageRef) -> Stage:
    """Whoever could start nothing at all hears that first, whichever stage she names."""
    rows = booking.stages.select_related("equipment__equipment_class")
    stage = rows.filter(position=ref.stage).first()
    if stage is None:
        actor.require(Permission.RUN_MACHINE)
        return refer(booking.stages.all(), "stage", position=ref.stage)
    require_run(actor, booking, stage.equipment)
    return stage


def _read_again(stage: Stage, held: Container[int]) -> None:
    """As it is under the lock. Raises Stale when it has gone to another machine meanwhile."""
    stage.refresh_from_db(fields=["status", "run_start", "run_end", "equipment"])
    if stage.equipment_id not in held:
        raise changed_meanwhile()


def check(booking: Booking, stage: Stage, now: datetime) -> None:
    """Whether the booking lets this stage start then. Raises as ``start_run``."""
    said = {"number": booking.number, "stage": stage.position}
    standing = booking.status in (BookingStatus.CONFIRMED, BookingStatus.IN_USE)
    if not standing or stage.status != StageStatus.PLANNED:
        said["status"] = (stage if standing else booking).get_status_display()
        raise WrongStatus(_("Stage %(stage)s of %(number)s is %(status)s: it cannot start.") % said)
    earliest = stage.occupied.start - EARLY
    if now < earliest:
        said["from"] = text.instant(earliest, booking.facility.zone, now)
        raise WrongStatus(
            _("It is too early: this stage can start from %(from)s on.") % said, code="too_early"
        )
    if now >= stage.run_end:
        raise WrongStatus(_("The time of this stage is over. Book it again."), code="too_late")


def _check_project(booking: Booking, now: datetime) -> None:
    """Its approval may have ended, or been taken back, since the booking was made."""
    project, day = booking.project, booking.facility.local(now).date()
    if not project.approved_on(day):
        raise WrongStatus(
            _("Project %(project)s is not approved on %(day)s: nothing of it can start.")
            % {"project": project.code, "day": day.isoformat()},
            code="project_not_approved",
        )


def _check_nothing_goes_on(machine: Equipment) -> None:
    other = sole(Run.objects.going().filter(equipment=machine))
    if other is not None:
        said = {"tag": machine.tag, "run": other.number}
        raise WrongStatus(
            _("Run %(run)s still goes on %(tag)s. End it first.") % said, code="in_use"
        )


def _check_machine(machine: Equipment, stage: Stage, now: datetime) -> None:
    """Whether the machine can be had then, by the ledger. Raises as ``start_run``."""
    check_service(machine, now)
    taken = Occupation.objects.standing(now).filter(machine=machine, start__lte=now, end__gt=now)
    check_taken(machine, sole(taken.exclude(stage=stage)))


def check_service(machine: Equipment, at: datetime) -> None:
    if machine.out_of_service_during(at, at + timedelta(minutes=1)):
        said = {"tag": machine.tag}
        raise OutOfService(_("%(tag)s is out of service: nothing can start on it.") % said)


def check_taken(machine: Equipment, clash: Occupation | None) -> None:
    if clash is not None:
        raise ledger.taken_until(machine, clash.end)


def _write(actor: Actor, booking: Booking, stage: Stage, now: datetime) -> Run:
    if booking.status != BookingStatus.IN_USE:
        booking.become(BookingStatus.IN_USE)
    booking.save(update_fields=["status"])
    stage.status = StageStatus.RUNNING
    stage.save(update_fields=["status"])
    year = str(booking.facility.local(now).year)
    return Run.objects.create(
        number=f"R-{year}-{next_number('run', year):05}",
        stage=stage,
        equipment_id=stage.equipment_id,
        facility_id=booking.facility_id,
        organisation_id=booking.organisation_id,
        project_id=booking.project_id,
        started_at=now,
        started_by=actor.user,
        zero_at=now,
    )


def _tell_the_machine(actor: Actor, run: Run, machine: Equipment, booking: Booking) -> None:
    """Who may watch, what is kept, and that it is taken where it said it was idle."""
    watching.grant(
        machine.pk,
        run.organisation_id,
        run.started_at,
        run.number,
        booking.purpose or booking.project.code,
        planned_end=run.stage.run_end,
    )
    watching.hold_readings(machine.pk, run.organisation_id, run.started_at, run.number)
    first = FIRST_PHASE.get(Kind(machine.equipment_class.kind))
    if first and _is_idle(machine, run.started_at):
        statelog.enter(
            machine.pk, first, run.started_at, actor=actor, source=Source.PERSON, note=run.number
        )


def _is_idle(machine: Equipment, at: datetime) -> bool:
    public = MEANINGS[statelog.state_at(machine.pk, at)].public
    return public in (PublicState.FREE, PublicState.OFFLINE)

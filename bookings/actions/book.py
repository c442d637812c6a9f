"""Book machines for a project: the one way a booking comes into being, whole or not at all."""

from bookings import ledger
from bookings.cases import Asked, asked_for
from bookings.choices import BookingStatus, OccupationKind
from bookings.events import BookingMade
from bookings.models import Booking, Stage
from bookings.policy.case import Case, Wanted
from bookings.schemas import BookingRequest
from bookings.verdict import Held, pass_or_refuse
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb
from pilotbase.records.numbers import next_number


@verb
def book(actor: Actor, request: BookingRequest) -> Booking:
    """Take every stage's machine, and what it draws, for the project's organisation.

    Confirmed where all classes approve by themselves, else requested: the manager decides.
    Raises NotAllowed, Invalid for an unknown name, Refused with all problems.
    """
    actor.require(Permission.BOOK)
    asked = asked_for(actor, request)
    held = Held(*ledger.lock_all(asked.machines, asked.utilities))
    case = pass_or_refuse(actor, "book", asked, held, request.override)
    booking = _write(actor, request, asked, held, case)
    after = request.model_dump(mode="json")
    record(actor, "booking.made", booking, after=after, reason=request.override)
    emit(BookingMade(booking.pk))
    return booking


def _write(actor: Actor, request: BookingRequest, asked: Asked, held: Held, case: Case) -> Booking:
    classes = [machine.equipment_class for machine in held.machines.values()]
    waits = [of.request_expires for of in classes if not of.approves_itself]
    project, made_at = asked.project, case.now
    stages = [_stage(asked, held, wanted) for wanted in case.stages]
    year = project.facility.local(made_at).year
    booking = Booking.objects.create(
        number=f"B-{year}-{next_number('booking', str(year)):06}",
        facility=project.facility,
        organisation=project.organisation,
        project=project,
        booked_by=actor.person(),
        made_at=made_at,
        purpose=request.purpose,
        status=BookingStatus.REQUESTED if waits else BookingStatus.CONFIRMED,
        price=sum(stage.price for stage in stages),
        price_class=project.organisation.price_class,
        expires_at=made_at + min(waits) if waits else None,
    )
    for stage in stages:
        stage.booking = booking
    booking.all_stages = Stage.objects.bulk_create(stages)
    ledger.take(_takings(booking, held, case))
    return booking


def _stage(asked: Asked, held: Held, wanted: Wanted) -> Stage:
    machine = held.machines[wanted.machine.pk]
    line = asked.line(machine, wanted.occupied)
    return Stage(
        position=wanted.number,
        equipment=machine,
        run_start=wanted.run.start,
        run_end=wanted.run.end,
        preparation=machine.equipment_class.preparation,
        turnaround=machine.equipment_class.turnaround,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        price=line.amount,
    )


def _takings(booking: Booking, held: Held, case: Case) -> list[ledger.Taking]:
    """A request takes the time of those classes whose requests hold theirs; the rest competes."""
    requested = booking.status == BookingStatus.REQUESTED
    return [
        ledger.Taking(
            machine=held.machines[wanted.machine.pk],
            span=wanted.occupied,
            kind=OccupationKind.REQUEST if requested else OccupationKind.RUN,
            stage=stage,
            organisation=booking.organisation,
            draws=wanted.draws,
            lapses_at=booking.expires_at,
        )
        for stage, wanted in zip(booking.all_stages, case.stages, strict=True)
        if not requested or held.machines[wanted.machine.pk].equipment_class.request_holds
    ]

"""Book machines for a project: the one way a booking comes into being, whole or not at all."""

from decimal import Decimal

from bookings import ledger
from bookings.approving import chain_for
from bookings.attending import share
from bookings.cases import Asked, asked_for
from bookings.choices import BookingStatus
from bookings.events import BookingMade
from bookings.models import Booking, Stage
from bookings.overriding import keep_override
from bookings.placing import lay_out, takings
from bookings.policy.case import Case
from bookings.schemas.booking import BookingRequest
from bookings.verdict import Held, offers_what_is_free, pass_or_refuse
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb
from pilotbase.records.numbers import next_number


@offers_what_is_free
@verb
def book(actor: Actor, request: BookingRequest) -> Booking:
    """Take every stage's machine, and what it draws, for the project's organisation.

    Confirmed where nobody must approve it, else requested: it is with the first who must.
    Raises NotAllowed, Invalid for an unknown name, Refused with all problems.
    """
    actor.require(Permission.BOOK)
    asked = asked_for(actor, request)
    held = Held(*ledger.lock_all(asked.machines, asked.utilities))
    case = pass_or_refuse(actor, "book", asked, held, request.override)
    booking = write(actor, request, asked, held, case)
    after = request.model_dump(mode="json")
    record(actor, "booking.made", booking, after=after, reason=request.override)
    booking.all_overrides = keep_override(actor, "book", booking, case, request.override)
    tags = frozenset(stage.equipment for stage in request.stages)
    emit(BookingMade(booking.pk, tags, waits=booking.status == BookingStatus.REQUESTED))
    return booking


def write(actor: Actor, request: BookingRequest, asked: Asked, held: Held, case: Case) -> Booking:
    """The booking that policy has let pass, with its times, under the caller's locks."""
    stages = [
        lay_out(
            Stage(
                position=wanted.number,
                equipment=held.machines[wanted.machine.pk],
                configuration=said.configuration,
            ),
            wanted,
            asked,
            held,
        )
        for wanted, said in zip(case.stages, request.stages, strict=True)
    ]
    project, chain = asked.project, chain_for(actor, asked, held)
    year = project.facility.local(case.now).year
    booking = Booking(
        number=f"B-{year}-{next_number('booking', str(year)):06}",
        facility=project.facility,
        organisation=project.organisation,
        project=project,
        booked_by=actor.person(),
        made_at=case.now,
        asked_at=case.now,
        purpose=request.purpose,
        status=BookingStatus.REQUESTED if chain else BookingStatus.CONFIRMED,
        price=sum((stage.price for stage in stages), Decimal(0)),
        price_class=project.organisation.price_class,
        expires_at=case.now + chain.time if chain else None,
    )
    if chain:
        chain.begin(booking)
    booking.save(force_insert=True)
    booking.all_decisions, booking.all_collaborators = [], []
    if asked.beside:
        share(booking, asked.beside)
    for stage in stages:
        stage.booking = booking
    booking.all_stages = Stage.objects.bulk_create(stages)
    ledger.take(takings(booking, zip(booking.all_stages, case.stages, strict=True), held))
    return booking

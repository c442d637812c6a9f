"""Move a booking to another project of its organisation: every rule is asked for that one."""

from dataclasses import replace

from django.utils.translation import gettext as _

from bookings import ledger
from bookings.actions.hand_over import judged_for, must_be_as_judged, stages_to_judge
from bookings.actions.reschedule import AS_ASKED, settle_status
from bookings.approving import chain_for
from bookings.choices import Approver, StageStatus
from bookings.errors import WrongStatus
from bookings.events import BookingHandedOver
from bookings.models import Booking
from bookings.overriding import keep_override
from bookings.schemas.booking import Transfer
from bookings.verdict import Held, pass_or_refuse
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import Project
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core.access import find, refer
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb


@verb
def transfer(actor: Actor, number: str, version: int | None, request: Transfer) -> Booking:
    """Its times and price stay. Not once a run has begun: that was the other project's. Where the
    biosafety officer must approve what the other project does, it is a request again.

    Raises Missing, NotAllowed, Invalid for a project that is not the organisation's, Stale,
    WrongStatus, Refused.
    """
    booking = find(Booking.objects.visible_to(actor).with_project(), number=number)
    actor.require(Permission.CHANGE_BOOKING)
    own = Project.objects.filter(organisation=booking.organisation_id, facility=booking.facility_id)
    related = own.select_related("organisation", "facility")
    project = refer(related, "project", code=request.project)
    stages = stages_to_judge(booking)
    asked = replace(judged_for(booking, stages, booking.booked_by_id), project=project)
    held = Held(*ledger.lock_all(asked.machines, asked.utilities))
    booking.claim(version)
    must_be_as_judged(booking, stages)
    if any(stage.status in (StageStatus.RUNNING, StageStatus.DONE) for stage in booking.all_stages):
        raise WrongStatus(_("A run of it has begun: it stays with its project."))
    case = pass_or_refuse(actor, "transfer", asked, held, request.override)
    before, chain = booking.project, chain_for(actor, asked, held)
    booking.project = project
    if chain and project.containment > before.containment and Approver.BIOSAFETY in chain.approvers:
        settle_status(booking, held, chain)
    booking.save(update_fields=["project", *AS_ASKED])
    record(
        actor,
        "booking.transferred",
        booking,
        before={"project": before.code},
        after={"project": project.code},
        reason=request.override,
    )
    keep_override(actor, "transfer", booking, case, request.override)
    emit(BookingHandedOver(booking.pk))
    return booking

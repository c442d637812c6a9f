"""Give stages of a booking other times or machines: judged like a new one, by the same rules."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from bookings import ledger
from bookings.approving import Chain, chain_for
from bookings.cases import Asked, Slot, asked_again
from bookings.choices import MOVABLE, BookingStatus, StageStatus
from bookings.errors import WrongStatus
from bookings.events import BookingMoved
from bookings.models import Booking, Stage
from bookings.overriding import keep_override
from bookings.placing import ask_again, replace
from bookings.policy.case import Case
from bookings.schemas.booking import Rescheduling, StageMove
from bookings.verdict import Held, offers_what_is_free, pass_or_refuse
from equipment import watching
from equipment.models import Equipment
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find, refer
from pilotbase.core.errors import Invalid
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb
from pilotbase.core.versions import required


@offers_what_is_free
@verb
def reschedule(actor: Actor, number: str, version: int | None, request: Rescheduling) -> Booking:
    """Move the stages of the booking whose ``version`` the actor has seen, all or none.

    Of a stage that runs only the end can move. Where a class wants each time approved, the
    booking is a request again, unless the actor may decide that herself or it was displaced.
    Raises Missing, NotAllowed, Invalid, Unconditional, Stale, WrongStatus, Refused.
    """
    booking = find(Booking.objects.visible_to(actor).with_project(), number=number)
    actor.require(Permission.CHANGE_BOOKING)
    asked = asked_to_move(booking, request)
    held = Held(*ledger.lock_all(asked.machines | booking.machines(), asked.utilities))
    booking.claim(required(version))
    stages = movable(booking, request, held)
    case = pass_or_refuse(actor, "reschedule", asked, held, request.override)
    before, was = times(stages), tags(stages)
    for stage, move in zip(stages, request.stages, strict=True):
        stage.configuration = (
            stage.configuration if move.configuration is None else move.configuration
        )
    chain = asks_again(actor, booking, asked, case, held)
    replace(booking, dict(zip(stages, case.stages, strict=True)), asked, held)
    settle_status(booking, held, chain)
    booking.asked_at = asked.asked_at
    booking.save(update_fields=AS_ASKED)
    _tell_who_watches(stages)
    after, why = times(stages), request.override
    record(actor, "booking.moved", booking, before=before, after=after, reason=why)
    keep_override(actor, "reschedule", booking, case, why)
    emit(BookingMoved(booking.pk, was | tags(booking.all_stages)))
    return booking


def asked_to_move(booking: Booking, request: Rescheduling) -> Asked:
    """As of the day it was asked for, when it was displaced: it keeps its place."""
    there = {stage.position: stage for stage in booking.stages.select_related("equipment")}
    slots: list[Slot] = []
    for n, move in enumerate(request.stages):
        twice = any(slot.number == move.stage for slot in slots)
        if move.stage not in there or twice:
            sentence = _("Booking %(number)s has one stage of each number, and no stage %(stage)s.")
            if twice:
                sentence = _("Stage %(stage)s of booking %(number)s is named twice.")
            words = {"number": booking.number, "stage": move.stage}
            raise Invalid(sentence % words, field=f"stages.{n}.stage", code="missing")
        stage, field = there[move.stage], f"stages.{n}"
        begun = stage.status == StageStatus.RUNNING
        machine = _machine(stage, move, field)
        margins = stage.kept_margins if machine == stage.equipment_id else None
        slots.append(Slot(move.stage, field, machine, move.run, begun, stage.run, margins))
    moving = [there[slot.number] for slot in slots]
    displaced = any(stage.status == StageStatus.DISPLACED for stage in there.values())
    return asked_again(
        booking, tuple(slots), moving, booking.asked_at if displaced else clock.now()
    )


def _machine(stage: Stage, move: StageMove, field: str) -> int:
    """The id of the machine it goes to. Raises Invalid for one of another class."""
    if move.equipment is None:
        return stage.equipment_id
    here = Equipment.objects.filter(facility=stage.equipment.facility_id)
    to = refer(here, f"{field}.equipment", tag=move.equipment)
    if to.equipment_class_id != stage.equipment.equipment_class_id:
        raise Invalid(
            _("%(to)s is of another class than %(tag)s: make a new booking for it.")
            % {"to": to.tag, "tag": stage.equipment.tag},
            field=f"{field}.equipment",
            code="other_class",
        )
    return to.pk


def movable(booking: Booking, request: Rescheduling, held: Held) -> list[Stage]:
    """The stages to move, as they are under the lock."""
    booking.must_stand()
    booking.must_be_on(held.machines)
    there = {stage.position: stage for stage in booking.all_stages}
    stages = [there[move.stage] for move in request.stages]
    for stage, move in zip(stages, request.stages, strict=True):
        elsewhere = move.equipment not in (None, stage.equipment.tag)
        other_start = elsewhere or move.run.start != stage.run_start
        if stage.status not in MOVABLE or (stage.status == StageStatus.RUNNING and other_start):
            raise WrongStatus(
                _("Stage %(stage)s is %(status)s: only what has not begun can move.")
                % {"stage": stage.position, "status": stage.get_status_display()}
            )
    return stages


def asks_again(
    actor: Actor, booking: Booking, asked: Asked, case: Case, held: Held
) -> Chain | None:
    """Who decides on it anew. Time that a run gives back asks nobody, nor does what was
    displaced: it was decided once."""
    there = {stage.position: stage for stage in booking.all_stages}
    given_back = all(
        there[wanted.number].status == StageStatus.RUNNING
        and wanted.run.end <= there[wanted.number].run_end
        for wanted in case.stages
        if wanted.number in there
    )
    if given_back or booking.displaced_stages() or actor.may(Permission.DECIDE_BOOKING):
        return None
    return chain_for(actor, asked, held)


def settle_status(booking: Booking, held: Held, chain: Chain | None) -> None:
    """A request once more where someone must approve; confirmed, when all of it has a time."""
    if booking.status == BookingStatus.DISPLACED and not booking.displaced_stages():
        booking.become(BookingStatus.CONFIRMED)
    if chain is not None:
        if booking.status != BookingStatus.REQUESTED:
            booking.become(BookingStatus.REQUESTED)
        chain.begin(booking)
        ask_again(booking, held, clock.now() + chain.time)


AS_ASKED: Final = (
    *("price", "status", "expires_at", "asked_at"),
    *("approvers", "waits_for"),
)


def _tell_who_watches(stages: Iterable[Stage]) -> None:
    for stage in stages:
        if stage.status == StageStatus.RUNNING:
            watching.plan_end(stage.equipment_id, stage.run_end)


def times(stages: Iterable[Stage]) -> dict[str, object]:
    """By stage its run, its machine, and how that is to be set up."""
    return {
        str(stage.position): {
            **stage.run.model_dump(mode="json"),
            "equipment": stage.equipment.tag,
            **({"configuration": stage.configuration} if stage.configuration else {}),
        }
        for stage in stages
    }


def tags(stages: Iterable[Stage]) -> frozenset[str]:
    return frozenset(stage.equipment.tag for stage in stages)

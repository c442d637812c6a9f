"""Find which machine can be had for a need, and when: every machine is told why it fits or not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bookings.actions.quote import read_only
from bookings.approving import asks_on
from bookings.cases import Asked, asked_for
from bookings.choices import BookingStatus
from bookings.policy.case import Case
from bookings.policy.finding import Answer, Offer, Wish, first_time, merits, misfits, ranked
from bookings.queries import local
from bookings.schemas.booking import BookingRequest, StageRequest
from bookings.schemas.slots import Need, SlotOut, SlotsOut
from bookings.verdict import Held
from equipment.capabilities import Vocabulary
from equipment.models import Equipment
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import Project
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.core.access import refer
from pilotbase.core.schemas import Money
from pilotbase.core.timespan import Span


def find_slots(actor: Actor, need: Need) -> SlotsOut:
    """Best first. Reads only, holds nothing. Raises NotAllowed, Invalid for an unknown project."""
    actor.require(Permission.BOOK)
    visible = Project.objects.visible_to(actor).select_related("facility")
    project = refer(visible, "project", code=need.project)
    words = Vocabulary(project.facility_id)
    wish = _wish(need, words)
    offered = Equipment.objects.bookable_on(clock.today()).filter(facility=project.facility_id)
    machines = {machine.tag: machine for machine in offered.catalogue().select_related("facility")}
    answers, right = [], {}
    for tag, machine in machines.items():
        offer = _offer(machine, words)
        wrong = tuple(misfits(wish, offer))
        if wrong:
            answers.append(Answer(offer, None, wrong))
        else:
            right[tag] = offer
    if right:
        answers += _searched(actor, need, right)
    slots = [_slot_out(one, machines[one.offer.tag], wish) for one in ranked(answers)]
    return SlotsOut(fitting=sum(slot.fits for slot in slots), slots=slots)


def _searched(actor: Actor, need: Need, offers: Mapping[str, Offer]) -> list[Answer]:
    """The first time on each: all are read at once, and judged each for itself."""
    start = need.after or _next_hour(clock.now())
    length = timedelta(minutes=round(float(need.hours) * 60))
    run = Span.model_construct(start=start, end=start + length)
    stages = tuple(StageRequest.model_construct(equipment=tag, run=run) for tag in offers)
    request = BookingRequest.model_construct(project=need.project, stages=stages)
    asked = asked_for(actor, request)
    held = read_only(asked)
    case = asked.case(held.machines, held.supplies, far=True)
    return [
        _answer(
            actor,
            asked,
            held,
            replace(case, stages=(replace(stage, number=1, field="stages.0"),)),
            offer,
            need.before,
        )
        for stage, offer in zip(case.stages, offers.values(), strict=True)
    ]


def _answer(  # one machine's
    actor: Actor, asked: Asked, held: Held, case: Case, offer: Offer, before: datetime | None
) -> Answer:
    wanted, problems = first_time(case, before)
    price = None
    if wanted is not None and wanted.has_price:
        price = asked.line(held.machines[wanted.machine.pk], wanted.occupied).amount
    asks = bool(asks_on(actor, asked, held.machines[case.stages[0].machine.pk]))
    return Answer(offer, wanted, problems, price, asks)


def _next_hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _wish(need: Need, words: Vocabulary) -> Wish:
    """What it must do is compared, and told, by the reader's names for it."""
    return Wish(
        equipment_class=need.equipment_class,
        least=need.least_volume,
        most=need.most_volume,
        capabilities=tuple(words.name(word) for word in need.capabilities),
        containment=need.containment,
    )


def _offer(machine: Equipment, words: Vocabulary) -> Offer:
    of = machine.equipment_class
    return Offer(
        tag=machine.tag,
        equipment_class=of.code,
        class_name=of.name,
        volume=of.working_volume,
        capabilities=tuple(one.name for one in words.of(machine)),
        containment=machine.max_containment,
    )


def _slot_out(answer: Answer, machine: Equipment, wish: Wish) -> SlotOut:
    wanted, of = answer.wanted, machine.equipment_class
    become = BookingStatus.REQUESTED if answer.asks else BookingStatus.CONFIRMED
    zone = machine.facility.zone
    return SlotOut(
        equipment=machine.tag,
        name=machine.name,
        equipment_class=of.code,
        area=machine.area.name,
        fits=answer.fits,
        run=wanted and local(wanted.run, zone),
        occupied=wanted and local(wanted.occupied, zone),
        status=become if answer.fits else None,
        price=None if answer.price is None else Money(amount=answer.price),
        merits=list(merits(wish, answer.offer)) if wanted else [],
        problems=list(answer.problems),
    )

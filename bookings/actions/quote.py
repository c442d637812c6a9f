"""Say what a booking would cost and whether it may be made: judged like one, and nothing held."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import tzinfo
from decimal import Decimal

from bookings.approving import chain_for
from bookings.cancelling import Step, steps_of
from bookings.cases import Asked, asked_for
from bookings.choices import Approver, BookingStatus
from bookings.policy.case import Case, Wanted
from bookings.pricing import Line
from bookings.queries import local
from bookings.schemas.booking import BookingRequest, CancelTermOut, PriceLine, QuotedStage, QuoteOut
from bookings.verdict import Held, next_free, weigh
from equipment.calibration import with_validity
from equipment.models import Equipment, Utility
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.core.schemas import Money, Reason
from pilotbase.core.timespan import Span


@dataclass(frozen=True)
class Quote:
    """``lines`` holds None for a stage whose price nobody has set. ``status`` is what a booking
    would become, None when problems stand in its way; ``next_free`` is where they would not."""

    status: BookingStatus | None
    case: Case
    lines: tuple[Line | None, ...]
    problems: tuple[Reason, ...]
    next_free: Span | None
    cancelling: tuple[Step, ...] = ()
    approvers: tuple[Approver, ...] = ()  # who must approve it first, in order

    @property
    def price(self) -> Decimal:
        return sum((line.amount for line in self.lines if line), Decimal("0.00"))


def quote(actor: Actor, request: BookingRequest) -> Quote:
    """Raises NotAllowed, Invalid for an unknown name. Reads only, and locks nothing."""
    actor.require(Permission.BOOK)
    asked = asked_for(actor, request)
    held = read_only(asked)
    chain = chain_for(actor, asked, held)
    become = BookingStatus.REQUESTED if chain else BookingStatus.CONFIRMED
    found = judged(asked, held, weigh(actor, asked, held, request.override), become)
    return replace(found, approvers=chain.approvers if chain else ())


def read_only(asked: Asked, beside: Iterable[int] = ()) -> Held:
    """What the ledger would hold, without its locks; ``beside``: ids of further machines."""
    machines = with_validity(Equipment.objects.select_related("equipment_class", "area"))
    wanted = asked.machines.union(beside)
    return Held(machines.in_bulk(wanted), Utility.objects.in_bulk(asked.utilities))


def judged(
    asked: Asked, held: Held, weighed: tuple[Case, list[Reason]], become: BookingStatus
) -> Quote:
    """The quote of what was weighed: its prices, and where it would fit if it does not."""
    case, problems = weighed
    lines = tuple(
        asked.line(held.machines[wanted.machine.pk], wanted.occupied) if wanted.has_price else None
        for wanted in case.stages
    )
    return Quote(
        status=None if problems else become,
        case=case,
        lines=lines,
        problems=tuple(problems),
        next_free=next_free(asked, held) if problems else None,
        cancelling=tuple(steps_of(asked.project.facility_id, case, held.machines)),
    )


def quote_out(quoted: Quote) -> QuoteOut:
    """The quote as programs read it."""
    stages, zone = quoted.case.stages, quoted.case.zone
    return QuoteOut(
        status=quoted.status,
        stages=[_stage(stage, zone) for stage in stages],
        lines=[
            _line(stage, line)
            for stage, line in zip(stages, quoted.lines, strict=True)
            if line is not None
        ],
        price=Money(amount=quoted.price),
        cancelling=[
            CancelTermOut(stage=step.stage, until=step.until.astimezone(zone), percent=step.percent)
            for step in quoted.cancelling
        ],
        problems=list(quoted.problems),
        next_free=quoted.next_free and local(quoted.next_free, zone),
        approvers=list(quoted.approvers),
    )


def _stage(stage: Wanted, zone: tzinfo) -> QuotedStage:
    return QuotedStage(
        stage=stage.number,
        equipment=stage.machine.tag,
        run=local(stage.run, zone),
        occupied=local(stage.occupied, zone),
    )


def _line(stage: Wanted, line: Line) -> PriceLine:
    return PriceLine(
        stage=stage.number,
        equipment=stage.machine.tag,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=Money(amount=line.unit_price),
        amount=Money(amount=line.amount),
    )

"""Writes what policy has let pass: stages with their prices, and their times in the ledger."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from bookings import ledger
from bookings.cases import Asked
from bookings.choices import BookingStatus, OccupationKind, StageStatus
from bookings.models import Booking, Occupation, Stage
from bookings.policy.case import Case, Wanted
from bookings.verdict import Held


def lay_out(stage: Stage, wanted: Wanted, asked: Asked, held: Held) -> Stage:
    """Give a stage, unsaved, its times and its price."""
    machine = held.machines[wanted.machine.pk]
    line = asked.line(machine, wanted.occupied)
    stage.run_start, stage.run_end = wanted.run.start, wanted.run.end
    stage.preparation = wanted.run.start - wanted.occupied.start
    stage.turnaround = wanted.occupied.end - wanted.run.end
    stage.shortened = wanted.shortened
    stage.quantity, stage.unit = line.quantity, line.unit
    stage.unit_price, stage.price = line.unit_price, line.amount
    return stage


def takings(
    booking: Booking, placed: Iterable[tuple[Stage, Wanted]], held: Held
) -> list[ledger.Taking]:
    """What to take for these stages: a request only the time of classes whose requests hold."""
    requested = booking.status == BookingStatus.REQUESTED
    return [
        ledger.Taking(
            machine=held.machines[wanted.machine.pk],
            span=wanted.occupied,
            kind=OccupationKind.REQUEST if requested else OccupationKind.RUN,
            stage=stage,
            organisation=booking.organisation,
            draws=wanted.draws,
            lapses_at=booking.expires_at if requested else None,
        )
        for stage, wanted in placed
        if not requested or held.machines[wanted.machine.pk].equipment_class.request_holds
    ]


def replace(booking: Booking, placed: Mapping[Stage, Wanted], asked: Asked, held: Held) -> None:
    """Move stages that are there, with the times they hold, and price the booking anew.

    One that was displaced takes its new time.
    """
    displaced = [stage for stage in placed if stage.status == StageStatus.DISPLACED]
    for stage, wanted in placed.items():
        stage.equipment = held.machines[wanted.machine.pk]
        lay_out(stage, wanted, asked, held)
    for stage in displaced:
        stage.status = StageStatus.PLANNED
    fields = ["run_start", "run_end", "preparation", "turnaround", "equipment", "configuration"]
    Stage.objects.bulk_update(
        placed, [*fields, "shortened", "status", "quantity", "unit", "unit_price", "price"]
    )
    taken = Occupation.objects.filter(stage__in=list(placed), active=True)
    by_stage = {stage.pk: wanted for stage, wanted in placed.items()}
    ledger.shift(
        [
            ledger.Move(row, there.occupied, there.draws, held.machines[there.machine.pk])
            for row in taken
            if (there := by_stage.get(row.stage_id or 0))
        ]
    )
    ledger.take(takings(booking, [(stage, placed[stage]) for stage in displaced], held))
    booking.price = sum((stage.price for stage in booking.all_stages), Decimal(0))


def end(booking: Booking, status: BookingStatus, reason: str = "") -> None:
    """Give the booking this last status, and its time back. Raises WrongStatus."""
    booking.become(status)
    booking.ended_reason = reason
    to_come = booking.stages_to_come()
    ledger.release_stages(to_come)
    for stage in to_come:
        stage.status = StageStatus.RELEASED
    Stage.objects.bulk_update(to_come, ["status"])
    booking.save(update_fields=["status", "ended_reason", "decided_by", "decided_at"])


def confirm(booking: Booking, case: Case, held: Held) -> None:
    """Book what was requested: keep what it holds, take what it does not."""
    placed = dict(zip(booking.planned_stages(), case.stages, strict=True))
    holding = ledger.confirm(placed)
    booking.expires_at = None
    missing = [(stage, w) for stage, w in placed.items() if stage.pk not in holding]
    ledger.take(takings(booking, missing, held))
    booking.save(update_fields=["status", "expires_at", "decided_by", "decided_at"])


def ask_again(booking: Booking, held: Held, until: datetime) -> None:
    """A request once more: it holds what its classes let requests hold, until then."""
    booking.expires_at = until
    planned = booking.planned_stages()
    ledger.hold_for_request(planned, until)
    moved = [stage for stage in planned if stage.equipment_id in held.machines]
    classes = {pk: machine.equipment_class for pk, machine in held.machines.items()}
    ledger.release_stages(stage for stage in moved if not classes[stage.equipment_id].request_holds)

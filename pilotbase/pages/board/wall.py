"""What stands on the wall besides the machines: what they share, what is still to come today."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.db.models import Sum

from bookings.choices import STANDING, StageStatus
from bookings.models import Stage, UtilityDraw
from equipment.choices import PublicState
from equipment.models import Area, Utility
from pilotbase.accounts.actor import Actor
from pilotbase.core import clock
from pilotbase.pages.board.facts import Board, Card

ALARMS = 2
COMING = 3


@dataclass(frozen=True)
class Meter:
    """How much of a utility is drawn now, by what is booked."""

    utility: Utility
    drawn: Decimal

    @property
    def share(self) -> int:
        return min(100, round(100 * self.drawn / self.utility.capacity))


@dataclass(frozen=True)
class Rest:
    """An area whose machines have no place of their own on the wall."""

    area: Area
    used: int
    all: int


def wall_of(board: Board, actor: Actor) -> dict[str, object]:
    now = clock.now()
    cells = [card for row in board.rows for card in row.large] + _small_vessels(board)
    return {
        "now": now,
        "board": board,
        "cells": sorted(cells, key=_size),
        "rest": _rest(board, {card.tag for card in cells}),
        "alarms": board.alarms[:ALARMS],
        "used": sum(card.shown.public == PublicState.OCCUPIED for card in board.cards),
        "free": sum(card.free for card in board.cards),
        "simulated": any(card.simulated for card in cells),
        "meters": _meters(actor, now),
        "coming": _coming(actor, now),
    }


def _small_vessels(board: Board) -> list[Card]:
    return [c for row in board.rows for c in row.small if c.is_vessel]


def _size(card: Card) -> tuple[Decimal, str]:
    return card.shown.machine.equipment_class.total_volume or Decimal(0), card.tag


def _rest(board: Board, placed: set[str]) -> list[Rest]:
    others = [card for card in board.cards if card.tag not in placed]
    areas = {card.shown.machine.area_id: card.shown.machine.area for card in others}
    everything = Counter(card.shown.machine.area_id for card in others)
    used = Counter(
        card.shown.machine.area_id for card in others if card.shown.public == PublicState.OCCUPIED
    )
    return [Rest(area, used[pk], everything[pk]) for pk, area in areas.items()]


def _meters(actor: Actor, now: datetime) -> list[Meter]:
    """Of each utility that has a capacity."""
    draws = UtilityDraw.objects.filter(occupation__active=True, start__lte=now, end__gt=now).values(
        "utility"
    )
    drawn = dict(draws.annotate(sum=Sum("amount")).values_list("utility", "sum"))
    utilities = Utility.objects.filter(facility=actor.facility, capacity__gt=0).order_by("pk")
    return [Meter(utility, drawn.get(utility.pk, Decimal(0))) for utility in utilities]


def _coming(actor: Actor, now: datetime) -> list[Stage]:
    """The runs that begin before the day is over."""
    if actor.facility is None:
        return []
    tomorrow = actor.facility.local(now).date() + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time(), actor.facility.zone)
    return list(
        Stage.objects.filter(
            status=StageStatus.PLANNED,
            booking__status__in=STANDING,
            booking__facility=actor.facility,
            run_start__gt=now,
            run_start__lt=midnight,
        )
        .select_related("equipment")
        .order_by("run_start")[:COMING]
    )

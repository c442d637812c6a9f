"""The ledger raced behind the doors' back: without a look, for what all share, and crosswise."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from bookings import ledger
from bookings.choices import OccupationKind
from bookings.models import Occupation
from equipment.choices import Kind
from equipment.models import Equipment, Utility
from pilotbase.core.timespan import Span
from pilotbase.core.verbs import verb
from tests.bookings.asking import at
from tests.bookings.racers import FEWER, RACERS, fair, start_of
from tests.factories import Plant, a_class, a_machine
from tests.people import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def machines(cast: Cast, plant: Plant) -> dict[str, Equipment]:
    of = a_class(cast, "FREE", Kind.SKID)
    tags = ["FREE-1", "LEFT", "RIGHT", *(f"OWN-{n}" for n in range(RACERS))]
    return {tag: a_machine(plant.area, of, tag) for tag in tags}


def hours(n: int, racer: int, count: int = 20) -> Span:
    start = at(start_of(n, racer))
    return Span(start=start, end=start + timedelta(hours=count))


@verb
def _occupy_unlocked(span: Span) -> None:
    machine = Equipment.objects.get(tag="FREE-1")
    ledger.take([ledger.Taking(machine, span, OccupationKind.RUN)])


def nobody_looks(_: None, n: int, racer: int) -> None:
    """Neither lock nor look: the database alone refuses."""
    _occupy_unlocked(hours(n, racer))


def test_the_database_alone_refuses(machines: dict[str, Equipment]) -> None:
    fair(nobody_looks, None, {"ok": 1, "time_taken": RACERS - 1}, FEWER)


@verb
def _draw_together(racer: int, span: Span) -> None:
    machine, steam = Equipment.objects.get(tag=f"OWN-{racer}"), Utility.objects.get(code="short")
    held, _shared = ledger.lock_all([machine.pk], [steam.pk])
    draws = [ledger.Draw(steam.pk, span.start, span.end, Decimal(300))]
    ledger.occupy(ledger.Taking(held[machine.pk], span, OccupationKind.RUN, draws=draws))


def all_draw(_: None, n: int, racer: int) -> None:
    """Each on a machine of its own: what all share is enough for three."""
    _draw_together(racer, hours(n, racer))


def test_what_all_share_is_given_while_it_lasts(cast: Cast, machines: dict[str, Equipment]) -> None:
    Utility.objects.create(
        facility=cast.facility, code="short", name_zh="S", name_en="S", unit="x", capacity=1000
    )
    fair(all_draw, None, {"ok": 3, "utility_short": RACERS - 3}, FEWER)


@verb
def _swap(n: int, racer: int, there: str, back: str) -> None:
    """Locks two machines in whichever order it thought of them."""
    rows = Occupation.objects.filter(machine__tag=there, start=_place(n, racer).start)
    row, target = rows.get(), Equipment.objects.get(tag=back)
    held, _shared = ledger.lock_all([row.machine_id, target.pk])
    ledger.move([ledger.Move(row, row.span, to=held[target.pk])])


def swap(_: None, n: int, racer: int) -> None:
    _swap(n, racer, *(("LEFT", "RIGHT") if racer % 2 else ("RIGHT", "LEFT")))


def _place(n: int, racer: int) -> Span:
    return hours(n, 2 * racer, 1)


def test_machines_that_are_changed_crosswise(machines: dict[str, Equipment]) -> None:
    with transaction.atomic():
        for n in range(FEWER):
            for racer in range(RACERS):
                machine = machines["LEFT" if racer % 2 else "RIGHT"]
                kind = OccupationKind.INTERNAL
                ledger.take([ledger.Taking(machine, _place(n, racer), kind)])
    fair(swap, None, {"ok": RACERS}, FEWER)

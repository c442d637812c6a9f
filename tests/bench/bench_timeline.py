"""How long the timeline and the utilization page take. Run it with ``make bench``.

Sixty machines, a quarter with 10,920 occupations, 23,000 of them in the ledger: server time of a
request through every middleware, in a process set up as a server's, against the bare statement
that reads the same rows.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import median
from time import process_time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.choices import BookingStatus, OccupationKind, StageStatus
from bookings.models import Booking, Occupation, Stage
from equipment.choices import Kind, MachineState, Source
from equipment.models import Area, Equipment, StateEntry, StateInterval
from pilotbase import asgi
from pilotbase.accounts.choices import PriceClass
from pilotbase.accounts.models import Project
from pilotbase.core import clock
from tests.factories import a_class, a_machine
from tests.people import Cast, a_project

assert asgi.application is not None  # its way of collecting what nobody holds is a server's
MACHINES, SLOT, ROUNDS = 60, timedelta(hours=12), 9
NOW = datetime(2026, 11, 25, 6, tzinfo=UTC)
FIRST = datetime(2026, 11, 22, 16, tzinfo=UTC)  # Monday, midnight at the plant
HISTORY = 200  # slots of each machine before
DAYS = 91  # a quarter
AHEAD = 2 * DAYS  # slots: 10,920 in all


def fill(cast: Cast) -> None:
    area = Area.objects.create(facility=cast.facility, code="F1", name_zh="一区", name_en="One")
    of = a_class(cast, "BR300", Kind.BIOREACTOR)
    machines = [a_machine(area, of, f"BR-{n}") for n in range(MACHINES)]
    projects = [a_project(cast, cast.startup), a_project(cast, cast.rival, "P-0009")]
    for number, machine in enumerate(machines):
        _book(cast, machine, projects, number)
        _log(machine)


def _book(cast: Cast, machine: Equipment, projects: list[Project], number: int) -> None:
    slots = range(-HISTORY, AHEAD)
    bookings = Booking.objects.bulk_create(
        Booking(
            number=f"B-{number}-{n}",
            facility=cast.facility,
            organisation=projects[n % 8 != 0].organisation,
            project=projects[n % 8 != 0],
            booked_by=cast.lin,
            made_at=NOW,
            asked_at=NOW,
            purpose="fed-batch",
            status=BookingStatus.CONFIRMED,
            price=0,
            price_class=PriceClass.EXTERNAL,
        )
        for n in slots
    )
    hour = timedelta(hours=1)
    stages = Stage.objects.bulk_create(
        Stage(
            booking=booking,
            position=1,
            equipment=machine,
            run_start=FIRST + n * SLOT + 2 * hour,
            run_end=FIRST + (n + 1) * SLOT - 2 * hour,
            preparation=hour,
            turnaround=hour,
            status=StageStatus.PLANNED,
        )
        for n, booking in zip(slots, bookings, strict=True)
    )
    Occupation.objects.bulk_create(
        Occupation(
            machine=machine,
            stage=stage,
            organisation=booking.organisation,
            kind=OccupationKind.RUN,
            start=stage.run_start - hour,
            end=stage.run_end + hour,
        )
        for stage, booking in zip(stages, bookings, strict=True)
    )


def _log(machine: Equipment) -> None:
    """A year of states: six for each of 300 runs."""
    states = ["SIP", "GROWTH", "FEED", "KILL", "CIP", "IDLE_CLEAN"]
    step = timedelta(days=365) / 1_800
    start = NOW - timedelta(days=365)
    entries = StateEntry.objects.bulk_create(
        StateEntry(
            equipment=machine,
            at=start + n * step,
            recorded_at=NOW,
            state=MachineState(states[n % 6]),
            source=Source.GATEWAY,
        )
        for n in range(1_800)
    )
    StateInterval.objects.bulk_create(
        StateInterval(
            equipment=machine,
            state=entry.state,
            start=entry.at,
            end=None if n == 1_799 else entry.at + step,
            entry=entry,
        )
        for n, entry in enumerate(entries)
    )


BARE = """SELECT o.machine_id, o."start", o."end", o.kind, b.number, b.purpose, s.run_start
    FROM bookings_occupation o JOIN bookings_stage s ON s.id = o.stage_id
    JOIN bookings_booking b ON b.id = s.booking_id
    WHERE o.active AND o."start" < %s AND o."end" > %s"""


def bare() -> None:
    end = FIRST + timedelta(days=DAYS)
    span = [connection.ops.adapt_datetimefield_value(at) for at in (end, FIRST)]
    with connection.cursor() as cursor:
        cursor.execute(BARE, span)
        assert len(cursor.fetchall()) == MACHINES * AHEAD


def took(act: Callable[[], object]) -> float:
    """Milliseconds of this process, the median of several, after one to warm up."""
    act()
    times = []
    for _ in range(ROUNDS):
        start = process_time()
        act()
        times.append(1000 * (process_time() - start))
    return median(times)


@pytest.mark.django_db(transaction=True)  # what is read is committed, as in a plant
def test_timeline_and_utilization(cast: Cast) -> None:
    fill(cast)
    weeks, quarter = "?start=2026-11-23&days=42", f"?start=2026-11-23&days={DAYS}"
    until = (FIRST + timedelta(days=DAYS)).isoformat().replace("+", "%2B")
    since = FIRST.isoformat().replace("+", "%2B")
    pages = {
        "timeline page, 6 weeks, tenant": ("lin", f"/timeline{weeks}"),
        "timeline page, 6 weeks, staff": ("operator", f"/timeline{weeks}"),
        "timeline page, tenant": ("lin", f"/timeline{quarter}"),
        "timeline page, staff": ("operator", f"/timeline{quarter}"),
        "timeline page, free for 72 h": ("lin", f"/timeline{quarter}&free=72"),
        "one machine's row": ("lin", f"/timeline/lanes/BR-1{quarter}"),
        "timeline as JSON, tenant": ("lin", f"/api/v1/timeline?from={since}&to={until}"),
        "timeline as JSON, staff": ("operator", f"/api/v1/timeline?from={since}&to={until}"),
        "utilization page, a quarter": ("manager", "/utilization?quarter=2026Q3"),
        "utilization page, a year": ("manager", "/utilization?from=2025-11-26&to=2026-11-25"),
    }
    with clock.at(NOW):
        floor = took(bare)
        print(f"\n{connection.vendor}: 60 machines, 13 weeks, 10,920 of 23,000 occupations")
        print(f"  {'the bare statement':30} {floor:7.1f} ms")
        for what, (name, address) in pages.items():
            client = cast.client(name)
            client.get(address)
            with CaptureQueriesContext(connection) as asked_for:
                assert client.get(address).status_code == 200
                asked = len(asked_for)
            spent = took(partial(client.get, address))
            print(f"  {what:30} {spent:7.1f} ms  {spent / floor:5.1f} ×  {asked} queries")

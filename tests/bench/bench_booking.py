"""How long a booking takes by HTTP, and moving one, with 100,000 there already. ``make bench``.

uvicorn, one process, on PostgreSQL; a client on the same machine that keeps its connection. The
booking, the move of it and the bare endpoints of ``floor`` take turns, so that what else the
machine does falls on all alike. Printed: medians, their ratios, and the numbers of queries.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from copy import copy
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from http.client import HTTPConnection
from statistics import median, quantiles
from time import perf_counter, sleep
from typing import Any, TypeVar

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from bookings.actions.save_rules import save_rules
from bookings.choices import BookingStatus as B
from bookings.choices import (
    OccupationKind,
    QuotaCounts,
    QuotaOf,
    QuotaWindow,
    RuleScope,
    StageStatus,
    Trait,
)
from bookings.models import Booking, Occupation, Stage, UtilityDraw
from bookings.schemas.rules import Changeover, Quota, RulesData
from equipment.choices import PlanKind, QualificationLevel
from equipment.models import Equipment, EquipmentClass, EquipmentQualification, MaintenancePlan
from pilotbase.accounts.models import Membership, Project
from pilotbase.accounts.permissions import Scope
from pilotbase.accounts.tokens import make_token
from pilotbase.core import clock
from pilotbase.records.models import NumberSequence
from tests.factories import Plant, a_machine
from tests.people import Cast

MACHINES, THERE, ROUNDS, WARM = 60, 100_000, 200, 20
CLASSES, TENANTS = 12, 8  # about as in the demonstration's plant
Row = TypeVar("Row", bound=Model)
EACH = timedelta(hours=24)  # a run of 8 h, with 8 h before and after


def fill(cast: Cast, plant: Plant, project: Project) -> None:
    """A history of some four and a half years, and two months ahead."""
    plant.vessels.horizon_days = 10_000
    plant.vessels.save()
    plant.steam.capacity = 100_000
    plant.steam.save()
    classes = [plant.vessels, *(_another(plant, n) for n in range(1, CLASSES))]
    machines = [a_machine(plant.area, classes[n % CLASSES], f"M-{n}") for n in range(MACHINES)]
    projects = [project, *(_tenant(cast, n) for n in range(1, TENANTS))]
    per_machine = THERE // MACHINES
    now = clock.now()
    first = now.replace(hour=0, minute=0, second=0, microsecond=0)
    first -= EACH * (per_machine - 60)
    for m, machine in enumerate(machines):
        rows = range(per_machine)
        starts = [first + EACH * n for n in rows]
        whose = [projects[(m + n) % TENANTS] for n in rows]
        bookings = Booking.objects.bulk_create(
            Booking(
                number=f"H-{m}-{n}",
                facility=cast.facility,
                organisation=of.organisation,
                project=of,
                booked_by=cast.lin,
                made_at=first,
                asked_at=first,
                status=B.COMPLETED if start < now else B.CONFIRMED,
                price=3800,
                price_class="external",
            )
            for n, start, of in zip(rows, starts, whose, strict=True)
        )
        stages = Stage.objects.bulk_create(
            Stage(
                booking=booking,
                position=1,
                equipment=machine,
                run_start=start + EACH / 3,
                run_end=start + EACH * 2 / 3,
                status=StageStatus.DONE if start < now else StageStatus.PLANNED,
            )
            for booking, start in zip(bookings, starts, strict=True)
        )
        taken = Occupation.objects.bulk_create(
            Occupation(
                machine=machine,
                stage=stage,
                organisation=stage.booking.organisation,
                kind=OccupationKind.RUN,
                start=start,
                end=start + EACH,
            )
            for stage, start in zip(stages, starts, strict=True)
        )
        UtilityDraw.objects.bulk_create(
            UtilityDraw(
                occupation=row,
                utility=plant.steam,
                amount=57,
                start=row.start,
                end=row.start + timedelta(hours=1),
            )
            for row in taken
        )
    NumberSequence.objects.create(kind="floor", scope="", last=0)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _another(plant: Plant, n: int) -> EquipmentClass:
    """A class like the first, with its demand and its price."""
    of = a_copy(plant.vessels, code=f"C-{n}")
    for row in (*plant.vessels.demands.all(), *plant.vessels.rates.all()):
        a_copy(row, equipment_class=of)
    return of


def _tenant(cast: Cast, n: int) -> Project:
    """Another organisation with a project of its own."""
    organisation = a_copy(cast.startup, code=f"tenant-{n}")
    return a_copy(Project.objects.get(code="P-0004"), code=f"P-{n}", organisation=organisation)


def a_copy(row: Row, **more: Any) -> Row:
    made = copy(row)
    made.pk = None
    made._state.adding = True
    for name, value in more.items():
        setattr(made, name, value)
    made.save(force_insert=True)
    return made


def span(n: int) -> tuple[str, str]:
    start = clock.now().replace(hour=8, minute=0, second=0, microsecond=0)
    start += timedelta(days=70 + n // MACHINES)
    return start.isoformat(), (start + timedelta(hours=8)).isoformat()


class Caller:
    """A program with a kept connection and a token. Of several, each asks for times of its own."""

    def __init__(self, port: int, token: str, first: int = 0, step: int = 1) -> None:
        self.connection = HTTPConnection("127.0.0.1", port)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.count, self.step = first, step
        self.made: dict[str, Any] = {}

    def place(self) -> tuple[str, str, str]:
        """A machine and a time that nobody has asked for yet."""
        self.count += self.step
        return f"M-{self.count % MACHINES}", *span(self.count)

    def call(self, method: str, path: str, body: object, **headers: str) -> float:
        text = json.dumps(body)
        began = perf_counter()
        self.connection.request(method, path, text, {**self.headers, **headers})
        answer = self.connection.getresponse()
        said = answer.read()
        took = perf_counter() - began
        assert answer.status in (200, 201), said
        self.made = json.loads(said)
        return took

    def book(self) -> float:
        tag, start, end = self.place()
        stages = [{"equipment": tag, "run": {"start": start, "end": end}}]
        return self.call("POST", "/api/v1/bookings", {"project": "P-0004", "stages": stages})

    def move(self) -> float:
        """The booking that was just made ends an hour earlier."""
        run = self.made["stages"][0]["run"]
        end = (datetime.fromisoformat(run["end"]) - timedelta(hours=1)).isoformat()
        body = {"stages": [{"stage": 1, "run": {"start": run["start"], "end": end}}]}
        address = f"/api/v1/bookings/{self.made['number']}"
        return self.call("PATCH", address, body, **{"If-Match": f'"{self.made["version"]}"'})

    def floor(self) -> float:
        tag, start, end = self.place()
        body = {"project": "P-0004", "equipment": tag, "start": start, "end": end}
        return self.call("POST", "/api/floor/same", body)

    def four(self) -> float:
        tag, start, end = self.place()
        body = {"project": "P-0004", "equipment": tag, "start": start, "end": end}
        return self.call("POST", "/api/floor/four", body)


@contextmanager
def a_server() -> Iterator[int]:
    """A server that opened its own door: one that is handed over (``--fd``) answers 40 ms late,
    since asyncio then does not know that it is TCP and leaves small packets to Nagle."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        number = door.getsockname()[1]
    env = {**os.environ, "PILOTBASE_TEST_DATABASE": str(connection.settings_dict["NAME"])}
    command = [sys.executable, "-m", "uvicorn", "tests.bench.serve_floor:application"]
    options = [f"--port={number}", "--lifespan=off", "--log-level=warning"]
    server = subprocess.Popen([*command, *options], env=env)  # noqa: S603
    try:
        wait_for(number)
        yield number
    finally:
        server.kill()
        server.wait()


@pytest.fixture
def port() -> Iterator[int]:
    with a_server() as number:
        yield number


def wait_for(number: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", number)).close()
        except ConnectionRefusedError:
            sleep(0.1)
        else:
            return
    pytest.fail("the server did not start")


def in_turns(calls: dict[str, Callable[[], float]]) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in calls}
    for n in range(ROUNDS + WARM):
        for name, call in calls.items():
            took = call()
            if n >= WARM:
                times[name].append(took * 1000)
    return times


@pytest.mark.django_db(transaction=True)
def test_a_booking_against_the_floor(cast: Cast, plant: Plant, project: Project, port: int) -> None:
    assert connection.vendor == "postgresql", "run it with -p tests.on_postgres"
    fill(cast, plant, project)
    membership = Membership.objects.get(user=cast.lin)
    caller = Caller(port, make_token(membership, "bench", tuple(Scope))[1])
    with closing(caller.connection):
        calls = {"book": caller.book, "move": caller.move}
        times = in_turns({**calls, "floor": caller.floor, "four": caller.four})
    print(f"\n{Booking.objects.count()} bookings, {os.cpu_count()} cores, ms by HTTP:")
    show(times)
    compare(times, ("book", "floor"), ("move", "floor"), ("book", "four"))
    print("  queries of a booking: {}, of moving it: {}".format(*queries(cast)))


@pytest.mark.django_db(transaction=True)
def test_under_every_kind_of_rule(cast: Cast, plant: Plant, project: Project, port: int) -> None:
    """The same where a rule of each kind reads what it counts."""
    assert connection.vendor == "postgresql", "run it with -p tests.on_postgres"
    fill(cast, plant, project)
    rule_everything(cast, plant)
    caller = Caller(port, make_token(Membership.objects.get(user=cast.lin), "b", tuple(Scope))[1])
    with closing(caller.connection):
        calls = {"book": caller.book, "move": caller.move, "floor": caller.floor}
        times = in_turns(calls)
    print(f"\nwith every kind of rule, {Booking.objects.count()} bookings, ms by HTTP:")
    show(times)
    compare(times, ("book", "floor"), ("move", "floor"))
    print("  queries of a booking: {}, of moving it: {}".format(*queries(cast)))


def show(times: dict[str, list[float]]) -> None:
    for name, took in times.items():
        p95 = quantiles(took, n=20)[18]
        print(f"  {name:6} median {median(took):5.1f}  best {min(took):5.1f}  p95 {p95:5.1f}")


def compare(times: dict[str, list[float]], *pairs: tuple[str, str]) -> None:
    for name, against in pairs:
        ratio, best = (f(times[name]) / f(times[against]) for f in (median, min))
        print(f"  {name} / {against}: {ratio:.2f} (best / best {best:.2f})")


def rule_everything(cast: Cast, plant: Plant) -> None:
    """Every kind of rule there is, none of which stands in the way of what is asked for here."""
    manager = cast.actor("manager")
    hours, count = QuotaCounts.HOURS, QuotaCounts.BOOKINGS
    quotas = (
        Quota(of=QuotaOf.ORGANISATION, counts=hours, each=QuotaWindow.WEEK, most=100_000),
        Quota(of=QuotaOf.PROJECT, counts=count, each=QuotaWindow.QUARTER, most=100_000),
        Quota(of=QuotaOf.ORGANISATION, counts=count, each=QuotaWindow.AHEAD, most=100_000),
    )
    changeovers = (
        Changeover(trait=Trait.ORGANISM, cleaning=1),
        Changeover(trait=Trait.GMO, forbidden=True),
    )
    at_large = RulesData(
        reason="all",
        quotas=quotas,
        changeovers=changeovers,
        hold=1,
        hold_cleaning=Decimal("0.5"),
        new_least=1,
        change_least=1,
        unpaid_days=30,
        unpaid_most=1000,
        peak_from=time(8),
        peak_until=time(18),
        peak_days=30,
        peak_share=100,
    )
    save_rules(manager, RuleScope.FACILITY, cast.facility.code, at_large, 0)
    crowd = RulesData(reason="all", at_once=MACHINES * 2)
    save_rules(manager, RuleScope.AREA, plant.area.code, crowd, 0)
    classes = EquipmentClass.objects.filter(equipment__tag__startswith="M-").distinct()
    EquipmentClass.objects.filter(pk__in=classes).update(needs_qualification=True)
    for of in classes:
        EquipmentQualification.objects.create(
            user=cast.lin,
            equipment_class=of,
            organisation=cast.startup,
            level=QualificationLevel.ALONE,
            valid_from=date(2020, 1, 1),
            valid_until=date(2099, 1, 1),
            assessed_by=cast.operator,
            assessed_at=clock.now(),
        )
    for machine in Equipment.objects.filter(tag__startswith="M-"):
        MaintenancePlan.objects.create(
            equipment=machine,
            code=f"CAL-{machine.pk}",
            kind=PlanKind.CALIBRATION,
            every_days=365,
            due_on=date(2099, 1, 1),
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def queries(cast: Cast) -> tuple[int, int]:
    start, end = span(50_000)
    run = {"start": start, "end": end}
    body = {"project": "P-0004", "stages": [{"equipment": "M-1", "run": run}]}
    client = cast.bearer("lin")
    with CaptureQueriesContext(connection) as booking:
        made = client.post("/api/v1/bookings", body, content_type="application/json")
    assert made.status_code == 201, made.content
    run["start"] = (datetime.fromisoformat(start) + timedelta(hours=1)).isoformat()
    address, seen = f"/api/v1/bookings/{made.json()['number']}", {"If-Match": '"1"'}
    to = {"stages": [{"stage": 1, "run": run}]}
    with CaptureQueriesContext(connection) as moving:
        moved = client.patch(address, to, content_type="application/json", headers=seen)
    assert moved.status_code == 200, moved.content
    return len(booking), len(moving)

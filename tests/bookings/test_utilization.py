"""How the plant was used: figures that add up, lead to their rows, and are one's own."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.choices import OccupationKind
from bookings.models import Occupation, Refusal, Run
from bookings.schemas.utilization import exactly
from bookings.utilization.drill import MEASURES, behind, group_of
from bookings.utilization.grouping import BY, Use, table, total
from bookings.utilization.measures import Measures
from bookings.utilization.queries import use
from bookings.utilization.squares import heat_map
from equipment import statelog
from equipment.choices import MachineState, Source
from equipment.models import Equipment
from pilotbase.accounts.actor import NOBODY, job
from pilotbase.accounts.choices import OrganisationKind
from pilotbase.accounts.models import CalendarDay, Project
from pilotbase.core import clock
from pilotbase.core.errors import Missing, NotAllowed, SignedOut
from tests.bookings.standing import a_booking
from tests.factories import Plant, a_machine
from tests.people import Cast, a_project

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 7, 1, tzinfo=ZONE)
END = datetime(2026, 10, 1, tzinfo=ZONE)
NOW = datetime(2026, 11, 25, 14, 32, tzinfo=ZONE)
API = "/api/v1/utilization"
S = MachineState


def at(day: float, hour: float = 0) -> datetime:
    return START + timedelta(days=day, hours=hour)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with clock.at(NOW):
        yield


def log(machine: Equipment, *entries: tuple[datetime, MachineState]) -> None:
    for when, state in entries:
        statelog.enter(machine.pk, state, when, actor=job("made"), source=Source.GATEWAY)


def a_run(project: Project, machine: Equipment, day: float) -> None:
    """8 h of preparation, 24 h of run, 8 h of post-processing, from ``day`` on; booked as such."""
    start = at(day, 8)
    booking = a_booking(project, machine, start, start + hours(24))
    log(
        machine,
        (start - hours(8), S.SIP),
        (start, S.GROWTH),
        (start + hours(24), S.KILL),
        (start + hours(28), S.CIP),
        (start + hours(32), S.IDLE_CLEAN),
    )
    Run.objects.create(
        number=f"R-2026-{Run.objects.count() + 1:05}",
        stage=booking.stages.get(),
        equipment=machine,
        facility=project.facility,
        organisation=project.organisation,
        project=project,
        started_at=start - hours(8),
        zero_at=start,
        ended_at=start + hours(24),
        outcome="accepted",
    )


@pytest.fixture
def theirs(cast: Cast) -> Project:
    return a_project(cast, cast.rival, "P-0009")


@pytest.fixture
def quarter(cast: Cast, plant: Plant, project: Project, theirs: Project) -> Plant:
    """Two runs of Lin's and one of Eve's in July, a fault in August, HPLC closed in September."""
    for machine in (plant.br300, plant.br300_2, plant.dsc, plant.hplc):
        log(machine, (at(-30), S.IDLE))
    a_run(project, plant.br300, 2)
    a_run(project, plant.br300, 10)
    a_run(theirs, plant.br300_2, 2)
    log(plant.br300, (at(40), S.FAULT), (at(41), S.MAINTENANCE), (at(42), S.IDLE_CLEAN))
    log(plant.hplc, (at(62), S.CLOSED), (at(92), S.IDLE))
    return plant


def everything(found: Use) -> Measures:
    return total(found, table(found, "class")).measures


def read(client: Client, by: str = "class", **more: str) -> Any:
    asked = {"from": START.isoformat(), "to": END.isoformat(), "by": by, **more}
    return client.get(API, asked)


def test_a_quarter_by_class(cast: Cast, quarter: Plant) -> None:
    answer = read(cast.bearer("manager")).json()
    rows = {row["key"]: row for row in answer["rows"]}
    vessels = rows["BR300"]["measures"]
    assert rows["BR300"]["machines"] == 2
    assert vessels["total"] == "PT4416H"
    assert (vessels["pre"], vessels["run"], vessels["post"]) == ("PT24H", "PT72H", "PT24H")
    assert (vessels["effective"], vessels["booked"]) == ("PT120H", "PT120H")
    assert (vessels["fault"], vessels["maintenance"]) == ("PT24H", "PT24H")
    assert Decimal(vessels["effective_rate"]) == round(Decimal(120) / 4416, 4)
    assert Decimal(vessels["utilization"]) == round(Decimal(84) / 4416, 4)
    assert vessels["external"] == "PT120H"
    assert rows["LAB"]["measures"]["available"] == "PT1488H"
    assert answer["total"]["measures"]["total"] == "PT8832H"


@pytest.mark.parametrize("by", BY)
def test_rows_add_up_whichever_way(cast: Cast, quarter: Plant, by: str) -> None:
    found = use(cast.actor("manager"), START, END)
    rows = table(found, by)
    assert total(found, rows) == total(found, table(found, "equipment"))
    if by == "month":
        assert [row.key for row in rows] == ["2026-07", "2026-08", "2026-09"]
    if by == "equipment":
        assert len(rows) == 4


@pytest.mark.slow
@pytest.mark.parametrize("by", BY)
def test_every_figure_has_its_rows(cast: Cast, quarter: Plant, by: str) -> None:
    found = use(cast.actor("manager"), START, END)
    for row in table(found, by):
        group = group_of(found, by, row.key)
        for measure in MEASURES:
            stints = behind(found, group, measure)
            length = sum((stint.length for stint in stints), hours(0))
            assert length == getattr(row.measures, measure), (row.key, measure)


def test_by_organisation(cast: Cast, quarter: Plant) -> None:
    rows = read(cast.client("manager"), "organisation").json()["rows"]
    told = {row["key"]: row["measures"] for row in rows}
    assert told["yanxi"]["effective"] == "PT80H"
    assert told["rival"]["effective"] == "PT40H"
    assert told[""]["effective"] == "PT0S"
    assert told[""]["fault"] == "PT24H"
    assert told["yanxi"]["effective_rate"] == "1.0000"


@pytest.mark.parametrize("by", BY)
def test_a_tenant_sees_her_own_part(cast: Cast, quarter: Plant, by: str) -> None:
    answer = read(cast.bearer("eve"), by)
    assert answer.json()["total"]["measures"]["effective"] == "PT40H"
    for secret in ("yanxi", "BR300-1", "DSC", "Yanxi"):
        assert secret not in answer.content.decode().replace("BR300-2", "")


def test_who_may_not(cast: Cast, quarter: Plant) -> None:
    for name in ("operator", "technician", "admin"):
        assert read(cast.client(name)).status_code == 403
        assert cast.client(name).get("/utilization").status_code == 403
        assert cast.client(name).get("/utilization.csv").status_code == 403
        assert cast.client(name).get("/utilization/rows").status_code == 403
    assert read(Client()).status_code == 401
    assert Client().get("/utilization").status_code == 302
    with pytest.raises(NotAllowed):
        use(cast.actor("operator"), START, END)
    with pytest.raises(SignedOut):
        use(NOBODY, START, END)


@pytest.mark.parametrize(
    "asked",
    [{"by": "colour"}, {"to": START.isoformat()}, {"from": "2026-07-01"}, {"area": "F2"}],
)
def test_what_cannot_be_asked(cast: Cast, quarter: Plant, asked: dict[str, str]) -> None:
    assert read(cast.client("manager"), **asked).status_code == 422


def test_until_now_and_no_further(cast: Cast, plant: Plant) -> None:
    log(plant.br300, (NOW - hours(10), S.GROWTH))
    found = use(cast.actor("manager"), NOW - hours(4), NOW + hours(100))
    assert everything(found).run == hours(4)
    ahead = use(cast.actor("manager"), NOW + hours(4), NOW + hours(100))
    assert everything(ahead) == Measures()


def test_the_platforms_own_use_is_not_external(cast: Cast, plant: Plant, project: Project) -> None:
    cast.startup.kind = OrganisationKind.INTERNAL
    cast.startup.save()
    log(plant.br300, (at(-1), S.IDLE))
    a_run(project, plant.br300, 2)
    found = everything(use(cast.actor("manager"), START, END))
    assert (found.effective, found.external) == (hours(40), hours(0))


def test_a_run_that_overran_is_its_organisations(
    cast: Cast, plant: Plant, project: Project, theirs: Project
) -> None:
    log(plant.br300, (at(-1), S.IDLE))
    a_run(project, plant.br300, 2)
    Run.objects.update(ended_at=at(2, 44))
    a_booking(theirs, plant.br300, at(4, 0), at(5), preparation=hours(0))
    found = use(cast.actor("manager"), START, END)
    rows = {row.key: row.measures for row in table(found, "organisation")}
    assert rows["yanxi"].total == hours(44)
    assert rows["rival"].total == hours(24 + 8)


def test_what_stands_before_the_window_is_known(cast: Cast, plant: Plant) -> None:
    log(plant.br300, (at(-9), S.GROWTH), (at(-8), S.OFFLINE))
    log(plant.br300_2, (at(-9), S.IDLE), (at(-2), S.CIP), (at(2), S.SIP), (at(3), S.IDLE))
    found = use(cast.actor("manager"), START, START + hours(24))
    rows = {row.key: row.measures for row in table(found, "equipment")}
    assert rows["BR300-1"].run == hours(24)
    assert (rows["BR300-2"].pre, rows["BR300-2"].post) == (hours(24), hours(0))


def test_outside_opening_hours_idle_time_is_not_available(cast: Cast, plant: Plant) -> None:
    plant.area.opens_at, plant.area.closes_at = time(8), time(20)
    plant.area.open_on_closed_days = False
    plant.area.save()
    CalendarDay.objects.create(
        facility=cast.facility, day=at(1).date(), works=False, name_zh="假", name_en="Holiday"
    )
    log(plant.br300, (at(-9), S.IDLE), (at(0, 6), S.RUNNING), (at(0, 9), S.IDLE))
    found = use(cast.actor("manager"), START, START + hours(48))
    measures = {row.key: row.measures for row in table(found, "equipment")}["BR300-1"]
    assert (measures.run, measures.idle, measures.closed) == (hours(3), hours(11), hours(34))


def test_maintenance_is_not_booked(cast: Cast, quarter: Plant) -> None:
    Occupation.objects.create(
        machine=quarter.dsc, kind=OccupationKind.MAINTENANCE, start=at(1), end=at(2)
    )
    found = use(cast.actor("manager"), START, END)
    rows = {row.key: row.measures for row in table(found, "equipment")}
    assert rows["DSC-1"].booked == hours(0)


def test_lengths_are_told_exactly() -> None:
    assert exactly(timedelta(0)) == "PT0S"
    assert exactly(timedelta(days=2, minutes=5)) == "PT48H5M"
    assert exactly(timedelta(seconds=1, microseconds=500)) == "PT1.0005S"
    assert exactly(timedelta(microseconds=1)) == "PT0.000001S"


# ── the pages ──
def page(client: Client, address: str) -> str:
    answer = client.get(address, headers={"accept-language": "en"})
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_the_page_says_what_it_found(cast: Cast, quarter: Plant, project: Project) -> None:
    for _number in range(2):
        Refusal.objects.create(
            facility=cast.facility,
            organisation=cast.startup,
            at=at(20),
            verb="book",
            equipment=quarter.dsc,
            equipment_class=quarter.dsc.equipment_class,
            start=at(30),
            end=at(31),
            codes=["time_taken"],
        )
    html = page(cast.client("manager"), "/utilization")
    assert "BR300 was used most: 3\u00a0% of its time" in html
    assert "what is short is DSC, 2 requests were refused" in html
    assert "2026Q3" in html
    assert "by=class&amp;key=BR300&amp;measure=effective" in html or "key=BR300" in html
    rows = "/utilization/refused?key=DSC&quarter=2026Q3"
    assert "DSC: 2 requests were refused" in page(cast.client("manager"), rows)
    assert "Nothing was refused" in page(cast.client("manager"), rows.replace("Q3", "Q2"))
    assert cast.client("manager").get("/utilization/refused?key=X").status_code == 404
    assert cast.client("eve").get(rows).status_code == 403
    mine = page(cast.client("eve"), "/utilization?quarter=2026Q3")
    assert "your own part" in mine
    assert "refused" not in mine


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/utilization?from=2026-07-01&to=2026-07-31", 200),
        ("/utilization?quarter=2019Q1", 200),
        ("/utilization?from=2026-07-31&to=2026-07-01", 422),
        ("/utilization?from=2025-01-01&to=2026-07-01", 422),
        ("/utilization?from=x&to=y", 422),
        ("/utilization?quarter=2026Q5", 422),
        ("/utilization?quarter=x", 422),
        ("/utilization.csv?by=colour", 422),
        ("/utilization/rows?measure=colour", 422),
        ("/utilization/rows?by=class&key=nothing", 404),
        ("/utilization/rows?by=all&measure=fault", 200),
    ],
)
def test_addresses(cast: Cast, quarter: Plant, address: str, status: int) -> None:
    assert cast.client("manager").get(address).status_code == status


def test_rows_behind_a_figure(cast: Cast, quarter: Plant) -> None:
    days = "from=2026-07-01&to=2026-09-30"
    html = page(cast.client("manager"), f"/utilization/rows?by=class&key=BR300&measure=run&{days}")
    assert "3 rows add up to it" in html
    assert "Rival" in html
    booked = f"/utilization/rows?by=equipment&key=BR300-1&measure=booked&{days}"
    assert "2 rows add up to it" in page(cast.client("manager"), booked)
    none = f"/utilization/rows?by=class&key=DSC&measure=run&{days}"
    assert "There was no such time" in page(cast.client("manager"), none)
    text = cast.client("manager").get(f"{booked}&format=csv").content.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text)))) == 3
    assert "Yanxi" not in page(cast.client("eve"), f"/utilization/rows?by=all&measure=total&{days}")


@pytest.mark.parametrize("by", BY)
def test_csv(cast: Cast, quarter: Plant, by: str) -> None:
    answer = cast.client("manager").get(f"/utilization.csv?by={by}&quarter=2026Q3")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer["Content-Disposition"]
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len({len(line) for line in lines}) == 1
    calendar = [Decimal(line[3]) for line in lines[1:]]
    assert sum(calendar[:-1]) == calendar[-1] == 8832


def test_the_hours_of_the_week_are_squares_with_their_rows(cast: Cast, quarter: Plant) -> None:
    html = page(cast.client("manager"), "/utilization?quarter=2026Q3")
    assert html.count("data-said=") == 7 * 24
    assert "the quietest" in html
    days = {"from": "2026-07-01", "to": "2026-09-30"}
    found = use(cast.actor("manager"), START, END)
    drawn = heat_map(found, days)
    squares = [square for row in drawn.rows for square in row.squares] if drawn else []
    for square, row in zip(squares, table(found, "hour"), strict=True):
        assert square.share == row.measures.effective_rate
    url = next(square.url for square in squares if square.full > 50)
    assert "add up to it" in page(cast.client("manager"), url)
    assert "data-heat" not in page(cast.client("eve"), "/utilization?quarter=2026Q3")


def test_no_time_no_squares(cast: Cast, quarter: Plant) -> None:
    found = use(cast.actor("manager"), NOW + hours(1), NOW + hours(2))
    assert heat_map(found, {}) is None


def test_where_all_is_closed_a_square_is_empty(cast: Cast, plant: Plant) -> None:
    plant.area.opens_at, plant.area.closes_at = time(8), time(20)
    plant.area.save()
    log(plant.br300, (at(-9), S.IDLE), (at(0, 8), S.RUNNING), (at(0, 9), S.IDLE))
    drawn = heat_map(use(cast.actor("manager"), START, START + hours(24)), {})
    assert drawn is not None
    wednesday = drawn.rows[2].squares
    assert wednesday[7].share is None
    assert wednesday[8].share
    assert "closed" in page(cast.client("manager"), "/utilization?from=2026-07-01&to=2026-07-01")


def test_a_group_there_is_not(cast: Cast, quarter: Plant) -> None:
    with pytest.raises(Missing):
        group_of(use(cast.actor("eve"), START, END), "equipment", "BR300-1")


@pytest.mark.parametrize("address", ["/utilization?quarter=2026Q3", API])
def test_queries_stay_constant(cast: Cast, quarter: Plant, project: Project, address: str) -> None:
    client = cast.client("manager")
    asked = {"from": START.isoformat(), "to": END.isoformat()} if address == API else {}
    client.get(address, asked)  # what the process learns once
    with CaptureQueriesContext(connection) as one:
        client.get(address, asked)
    for number in range(20):
        machine = a_machine(quarter.area, quarter.vessels, f"BR301-{number}")
        log(machine, (at(-1), S.IDLE))
        a_run(project, machine, number)
    with CaptureQueriesContext(connection) as twenty:
        client.get(address, asked)
    assert len(twenty) == len(one) <= 14

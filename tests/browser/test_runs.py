"""Timeline, run and utilization in a real browser: seen, read aloud, clicked."""

import math
import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from bookings.actions.log_phase import log_phase
from bookings.actions.start_run import start_run
from bookings.models import Run, RunEvent
from bookings.schemas.runs import Phase, StageRef
from equipment.choices import MachineState
from equipment.models import CurrentState, Tag
from equipment.telemetry.store import NewReading, append
from pilotbase.accounts.models import Project
from pilotbase.core import clock
from samples.actions.draw import draw
from samples.choices import SampleKind, Storage
from samples.models import Sample
from samples.schemas.sample import Drawing, DrawnFrom, Volume
from tests.bookings.standing import a_booking
from tests.browser.axe import serious_faults
from tests.browser.conftest import Visit
from tests.factories import Plant
from tests.people import Cast, a_project
from tests.samples.lab import approved, the_methods

S = MachineState
POLL = 10_000  # milliseconds from one question of the page to the next
LOOKS = [(1440, "zh-hans"), (390, "en")]


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@pytest.fixture
def zero() -> datetime:
    """When the vessel was inoculated: 30 hours ago, on the hour."""
    return clock.now().replace(minute=0, second=0, microsecond=0) - hours(30)


@pytest.fixture
def run(cast: Cast, plant: Plant, project: Project, zero: datetime) -> Run:
    """Going on BR300-1 with its curves and a sample whose result was reviewed."""
    booking = a_booking(project, plant.br300, zero, zero + hours(72))
    a_booking(a_project(cast, cast.rival, "P-0009"), plant.br300_2, zero, zero + hours(48))
    operator = cast.actor("operator")
    with clock.at(zero - hours(6)):
        started = start_run(operator, booking.number, StageRef(stage=1))
        log_phase(operator, started.number, Phase(state=S.SIP))
    for after, state in [(0, S.INOCULATION), (1, S.GROWTH), (10, S.FEED), (26, S.INDUCE)]:
        with clock.at(zero + hours(after)):
            log_phase(operator, started.number, Phase(state=state))
    for tag in Tag.objects.filter(equipment=plant.br300):
        append(
            NewReading(tag.pk, zero + timedelta(minutes=n), 30 + 5 * math.sin(n / 200))
            for n in range(1800)
            if not 750 < n < 850
        )
    the_methods(cast)
    with clock.at(zero + hours(12)):
        sample = _sample(cast, booking.number)
        Sample.objects.filter(pk=sample.pk).update(status="received", received_at=clock.now())
        approved(cast, sample)
    return started


def _sample(cast: Cast, booking: str) -> Sample:
    drawing = Drawing(
        kind=SampleKind.BROTH,
        drawn_from=DrawnFrom(booking=booking, stage=1, port="harvest"),
        volume=Volume(value="20", unit="mL"),
        container="50 mL tube",
        storage=Storage.FRIDGE,
    )
    return draw(cast.actor("operator"), drawing)


@pytest.mark.parametrize(("width", "language"), LOOKS)
def test_the_run_is_drawn(visit: Visit, cast: Cast, run: Run, width: int, language: str) -> None:
    page = visit(f"/runs/{run.number}", cast.lin, width=width, language=language)
    expect(page.locator(".pb-chart canvas").first).to_be_visible()
    expect(page.locator(".pb-chart__row")).to_have_count(4)  # three tags, and the samples
    expect(page.locator(".pb-chart__strip .s-feed")).to_be_visible()
    assert serious_faults(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width


def test_an_operator_logs_and_ends(visit: Visit, cast: Cast, run: Run) -> None:
    page = visit(f"/runs/{run.number}", cast.operator, language="en")
    page.get_by_role("button", name="Log a phase").click()
    dialog = page.locator("#log-phase")
    dialog.get_by_label("What").select_option("addition")
    dialog.get_by_label("Text").fill("IPTG 0.5 mM")
    dialog.get_by_role("button", name="Log it").click()
    expect(page.get_by_role("cell", name="IPTG 0.5 mM")).to_be_visible()
    assert RunEvent.objects.filter(text="IPTG 0.5 mM").exists()
    page.get_by_role("button", name="End the run").first.click()
    page.locator("#finish-run").get_by_role("button", name="End the run").click()
    expect(page.locator("h1")).to_contain_text("Accepted")


@pytest.mark.parametrize(("width", "language"), LOOKS)
def test_the_timeline_is_drawn(
    visit: Visit, cast: Cast, run: Run, width: int, language: str
) -> None:
    page = visit("/timeline?days=28", cast.lin, width=width, language=language)
    expect(page.locator(".pb-tl .pb-blk--mine")).to_have_count(1)
    expect(page.locator(".pb-tl .pb-blk--taken")).to_have_count(1)
    assert serious_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_free_time_begins_a_booking(visit: Visit, cast: Cast, run: Run) -> None:
    page = visit("/timeline", cast.lin)
    lane = page.locator("[data-machine='DSC-1']")
    box = lane.bounding_box()
    assert box is not None
    lane.click(position={"x": box["width"] * 0.9, "y": 10})
    page.wait_for_url("**/bookings/new?*")
    assert "DSC-1" in page.url


def test_the_timeline_is_filtered_in_place(visit: Visit, cast: Cast, run: Run) -> None:
    page = visit("/timeline", cast.operator)
    page.locator("select[name='class']").select_option("DSC")
    expect(page.locator(".pb-tl__row")).to_have_count(1)
    page.locator("a[rel='next']").click()
    expect(page.locator(".pb-tl__row")).to_have_count(1)


@pytest.mark.parametrize(("width", "language"), LOOKS)
def test_utilization_leads_to_its_rows(
    visit: Visit, cast: Cast, run: Run, zero: datetime, width: int, language: str
) -> None:
    days = f"from={zero - hours(48):%Y-%m-%d}&to={clock.now():%Y-%m-%d}"
    page = visit(f"/utilization?{days}", cast.manager, width=width, language=language)
    expect(page.locator(".pb-stackbar")).to_have_count(3)
    assert serious_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".pb-ub .pb-drill").first.click()
    expect(page.locator("tbody tr").first).to_contain_text("BR300-1")
    assert serious_faults(page) == []


def test_the_runs_are_listed(visit: Visit, cast: Cast, run: Run) -> None:
    page = visit("/runs", cast.operator, language="en")
    expect(page.locator("h1")).to_have_text("1 run is going")
    assert serious_faults(page) == []
    page.get_by_role("link", name=run.number).click()
    expect(page.locator("h1")).to_contain_text(run.number)


@pytest.mark.parametrize("place", ["run", "machine"])
def test_the_curves_of_an_open_page_go_on(
    visit: Visit, cast: Cast, plant: Plant, run: Run, place: str
) -> None:
    """What is measured appears without a reload; where nothing was, no line is drawn."""
    tag, now = Tag.objects.get(equipment=plant.br300, code="TIC"), clock.now()
    values = {"TIC": [31.0, now.isoformat(), "good", True]}
    CurrentState.objects.filter(pk=plant.br300.pk).update(values=values)
    append(NewReading(tag.pk, now - timedelta(seconds=n), 31.0) for n in range(60, 600, 5))
    path = f"/runs/{run.number}" if place == "run" else "/machines/BR300-1"
    page = visit("/board", cast.lin, language="en")
    page.clock.install()
    page.goto(path)
    chart = page.locator(".pb-chart")
    expect(chart.locator("canvas").first).to_be_visible()
    row = chart.locator(".pb-chart__row").first
    expect(row).to_contain_text("now 31.00")
    expect(row).not_to_contain_text("simulated")
    append([NewReading(tag.pk, clock.now(), 34.56, simulated=True)])
    with page.expect_response(lambda answer: "since=" in answer.url) as asked:
        page.clock.fast_forward(POLL)
    answer = asked.value.json()
    (panel,) = [one for one in answer["panels"] if one["key"] == "TIC"]
    assert panel["values"][-2:] == [None, 34.56]  # a minute of silence
    expect(row).to_contain_text("now 34.56")
    expect(row).to_contain_text("simulated")
    append([NewReading(tag.pk, clock.now(), 35.67, simulated=True)])
    held = chart.locator("canvas").first.element_handle()
    mean_or_own = re.compile(r"now 35\.(12|67)")  # it shares a point with the first, or has its own
    page.clock.fast_forward(POLL)
    expect(row).to_contain_text(mean_or_own)
    assert held is not None
    assert held.evaluate("canvas => canvas.isConnected")  # appended, not drawn anew
    assert serious_faults(page) == []

"""Walks the README's tour through the demonstration, in both languages.

``make tour`` keeps the pictures, of a whole year; else a month is enough, and they are thrown away.
"""

import io
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlencode

import pytest
from django.db.models import Count
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page

from bookings.models import Occupation, Run
from equipment.drivers.live import run_simulator
from equipment.models import CurrentState
from pilotbase.accounts.models import User
from pilotbase.core import clock
from pilotbase.demo import filling, layout
from pilotbase.demo.calendar import day_of
from samples.models import Report, Sample
from tests.browser.conftest import Visit

KEPT: Final = os.environ.get("PILOTBASE_TOUR", "")
LARGEST: Final = 200_000  # bytes
MEASURING: Final = 20  # machines that must have said what they measure, for a board worth seeing
LANGUAGES: Final = {"en": "en", "zh": "zh-hans"}


class Stop(NamedTuple):
    """Who opens which page, does what there, and then sees at least so many of these."""

    name: str
    who: str
    path: Callable[[], str]
    sees: str
    do: Callable[[Page], object] = lambda page: None
    at_least: int = 1
    height: int = 900


def wanted_and_taken() -> str:
    """Tomorrow morning on a fermenter that someone has then: too soon, and taken."""
    morning = timezone.localtime(clock.now()).replace(hour=8, minute=0, second=0, microsecond=0)
    start = morning + timedelta(days=1)
    taken = Occupation.objects.standing(clock.now()).filter(
        machine__equipment_class__code="BR300", start__lte=start, end__gt=start
    )
    tag = taken.order_by("machine__tag").values_list("machine__tag", flat=True)[0]
    return "/bookings/new?" + urlencode({"machine": tag, "start": start.isoformat()})


def run_with_results() -> str:
    """The startup's that goes on, with its curves, and the most samples."""
    hers = Run.objects.going().filter(organisation__code="yanxi")
    return f"/runs/{hers.annotate(drawn=Count('samples')).order_by('-drawn')[0].number}"


def sample_with_a_story() -> str:
    samples = Sample.objects.filter(organisation__code="yanxi").order_by("-links", "-pk")
    return f"/samples/{samples[0].number}"


def issued_report() -> str:
    reports = Report.objects.filter(organisation__code="yanxi", status="issued")
    return f"/reports/{reports.order_by('-issued_at')[0].number}"


def take_the_way_out(page: Page) -> None:
    page.locator("#answer-do button[name=fix]").click()
    page.locator("#answer-do button[value=book]").wait_for()


STOPS: Final = (
    Stop("board", "operator", lambda: "/board", "[data-key]", at_least=40),
    Stop("timeline", "scientist", lambda: "/timeline", ".pb-blk", at_least=10),
    Stop("refused", "scientist", wanted_and_taken, ".pb-problem", at_least=2),
    Stop("accepted", "scientist", wanted_and_taken, ".pb-total", take_the_way_out),
    Stop("run", "scientist", run_with_results, ".pb-chart svg", at_least=2, height=1340),
    Stop("sample", "scientist", sample_with_a_story, ".pb-story > *", at_least=3),
    Stop("report", "scientist", issued_report, ".pb-main table, .pb-main dl"),
    Stop("utilization", "manager", lambda: "/utilization", ".pb-stackbar, .pb-ub", at_least=3),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    chosen = Path(KEPT) if KEPT else tmp_path
    chosen.mkdir(parents=True, exist_ok=True)
    return chosen


@pytest.fixture
def _demonstration(transactional_db: None) -> None:
    """Filled as ``make demo`` does, but for its haste: the server reads from the database too."""
    now = clock.now()
    filling.set_up(now, "pilot-demo")
    length = {} if KEPT else {"back": 30, "ahead": 10}
    filling.a_history(layout.lay_out(day_of(now), **length), now).live(lambda _month: None)


@pytest.mark.usefixtures("_demonstration")
def test_the_tour(visit: Visit, folder: Path) -> None:
    with simulated():
        for short, language in LANGUAGES.items():
            pages: dict[str, Page] = {}
            for stop in STOPS:
                page = pages.get(stop.who) or visit("/", by_mail(stop.who), language=language)
                pages[stop.who] = page
                page.set_viewport_size({"width": 1440, "height": stop.height})
                page.goto(stop.path())
                stop.do(page)
                page.locator(stop.sees).nth(stop.at_least - 1).wait_for(state="attached")
                picture = folder / f"tour-{stop.name}-{short}.png"
                shot = page.screenshot()
                picture.write_bytes(small(shot) if KEPT else shot)
    assert len(list(folder.glob("tour-*.png"))) == len(STOPS) * len(LANGUAGES)


def by_mail(name: str) -> User:
    return User.objects.get(email=f"{name}@demo.test")


@contextmanager
def simulated() -> Iterator[None]:
    """The plant lives: a board without values shows nothing."""
    stop = threading.Event()
    thread = threading.Thread(target=run_simulator, args=(stop,), daemon=True)
    thread.start()
    try:
        while CurrentState.objects.exclude(values={}).count() < MEASURING:
            thread.join(0.2)
            assert thread.is_alive()
        yield
    finally:
        stop.set()
        thread.join()


def small(png: bytes) -> bytes:
    """The picture with as many colours as fit into its size."""
    whole = Image.open(io.BytesIO(png)).convert("RGB")
    out = io.BytesIO()
    for colours in (256, 128, 64, 32):
        out = io.BytesIO()
        whole.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST:
            break
    return out.getvalue()

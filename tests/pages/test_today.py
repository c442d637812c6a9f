"""What waits for each, and what a code or words find."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from bookings.choices import BookingStatus
from bookings.jobs import release_no_shows
from bookings.models import Booking, Charge, Stage
from pilotbase.accounts.choices import ProjectStatus
from pilotbase.accounts.models import Project
from pilotbase.core import clock
from pilotbase.pages.today import things
from pilotbase.records.models import Uptime
from samples.choices import SampleKind, SampleStatus, Storage
from samples.models import Sample
from tests.bookings.standing import a_booking
from tests.factories import Plant
from tests.people import STAFF, TENANTS, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def requested(cast: Cast, plant: Plant, project: Project) -> Booking:
    start = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=3)
    booking = Booking.objects.create(
        number="B-2026-000001",
        facility=cast.facility,
        organisation=cast.startup,
        project=project,
        booked_by=cast.lin,
        made_at=clock.now(),
        asked_at=clock.now(),
        purpose="fed-batch 3",
        status=BookingStatus.REQUESTED,
        approvers=["platform"],
        waits_for="platform",
        expires_at=clock.now() + timedelta(days=3),
        price=0,
        price_class="external",
    )
    Stage.objects.create(
        booking=booking,
        position=1,
        equipment=plant.br300,
        run_start=start,
        run_end=start + timedelta(days=3),
    )
    return booking


@pytest.fixture
def offered(cast: Cast, project: Project) -> Sample:
    return Sample.objects.create(
        number="S-2026-00001",
        facility=cast.facility,
        organisation=cast.startup,
        project=project,
        kind=SampleKind.BROTH,
        storage=Storage.FRIDGE,
        status=SampleStatus.IN_HANDOVER,
        custodian=cast.operator,
        offered_to=cast.technician,
        registered_at=clock.now(),
        description="broth at 24 h",
    )


def titles(cast: Cast, name: str) -> list[str]:
    return [thing.title for thing in things.waiting(cast.actor(name))]


def test_each_is_told_what_waits_for_her(cast: Cast, requested: Booking, offered: Sample) -> None:
    assert titles(cast, "manager") == ["Decide booking B-2026-000001"]
    assert titles(cast, "technician") == ["Receive S-2026-00001 from Operator"]
    for name in ("lin", "eve", "colleague", "admin", "finance", "operator"):
        assert titles(cast, name) == [], name


def test_a_project_under_review_waits_for_biosafety(cast: Cast, project: Project) -> None:
    Project.objects.update(status=ProjectStatus.UNDER_REVIEW)
    assert titles(cast, "biosafety") == ["Review project P-0004"]
    page = cast.client("biosafety").get("/projects/P-0004")
    assert page.status_code == 200
    said = {"status": "approved", "approved_from": "2026-01-01", "version": "1", "reason": "ok"}
    assert cast.client("biosafety").post("/projects/P-0004", said).status_code == 302
    project.refresh_from_db()
    assert project.status == ProjectStatus.APPROVED
    stale = cast.client("biosafety").post("/projects/P-0004", said)
    assert stale.status_code == 422
    assert cast.client("lin").post("/projects/P-0004", said).status_code == 403
    assert cast.client("eve").get("/projects/P-0004").status_code == 404


@pytest.fixture
def missed(plant: Plant, project: Project) -> Booking:
    """Confirmed, and its whole time went by while the plant was off."""
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    start = now - timedelta(days=3)
    Uptime.objects.create(start=start - timedelta(days=1), end=start - timedelta(hours=1))
    return a_booking(project, plant.br300, start, start + timedelta(days=2))


def test_what_went_by_while_the_plant_was_off_waits_for_a_decision(
    cast: Cast, missed: Booking
) -> None:
    said = f"Say what became of {missed.number} on BR300-1"
    assert release_no_shows() == []
    for name in ("operator", "manager"):
        (thing,) = things.waiting(cast.actor(name))
        assert (thing.title, thing.needs_you) == (said, True)
        assert thing.url == f"/bookings/{missed.number}"
        assert said in cast.client(name).get("/").content.decode()
    for name in ("lin", "eve", "technician", "admin"):
        assert titles(cast, name) == [], name
    path = f"/bookings/{missed.number}/cancel"
    cancelled = cast.client("manager").post(path, {"reason": "plant was off"})
    assert cancelled.status_code == 302
    assert titles(cast, "operator") == []
    assert not Charge.objects.exists()


def test_a_stage_that_can_still_begin_is_started_late(
    cast: Cast, plant: Plant, project: Project
) -> None:
    start = clock.now() - timedelta(hours=5)
    booking = a_booking(project, plant.br300, start, start + timedelta(days=1))
    assert release_no_shows() == []
    (thing,) = [t for t in things.coming(cast.actor("operator")) if t.needs_you]
    assert thing.title == "Start on BR300-1"
    assert titles(cast, "operator") == []
    started = cast.client("operator").post(f"/bookings/{booking.number}/start", {"stage": "1"})
    assert started.status_code == 302


@pytest.mark.parametrize("name", [*TENANTS, *STAFF])
def test_everyone_has_a_page_of_today(
    cast: Cast, requested: Booking, offered: Sample, name: str
) -> None:
    page = cast.client(name).get("/")
    assert page.status_code == 200
    shown = page.content.decode()
    assert ("fed-batch 3" in shown) is (name in ("lin", "chen", "manager"))


def test_visitors_see_the_board(cast: Cast) -> None:
    assert Client().get("/")["Location"] == "/board"


@pytest.mark.parametrize(
    ("words", "to"),
    [
        ("s-2026-00001", "/samples/S-2026-00001"),
        ("BR300-1", "/machines/BR300-1"),
        ("B-2026-000001", "/bookings/B-2026-000001"),
        ("P-0004", "/projects/P-0004"),
    ],
)
def test_a_code_goes_to_what_it_names(
    cast: Cast, requested: Booking, offered: Sample, words: str, to: str
) -> None:
    assert cast.client("lin").get("/search", {"q": words})["Location"] == to
    if "BR300" not in words:
        page = cast.client("eve").get("/search", {"q": words})
        assert page.status_code == 200
        assert page.context["found"] == []


def test_words_find_marks_and_purposes(cast: Cast, requested: Booking, offered: Sample) -> None:
    found = cast.client("lin").get("/search", {"q": "fed batch"}).context["found"]
    assert found == []
    found = cast.client("lin").get("/search", {"q": "fed-batch 3"}).context["found"]
    assert [hit.name for hit in found] == ["B-2026-000001"]
    assert cast.client("eve").get("/search", {"q": "at 24 h"}).context["found"] == []
    for odd in ("", "%", "'; --", "x" * 500):
        assert cast.client("lin").get("/search", {"q": odd}).status_code == 200
    assert cast.client("lin").get("/search", {"q": "\x00"}).status_code == 422

"""An appeal is decided once: what is lifted counts no more."""

from typing import Any

import pytest

from bookings.actions.appeal import appeal
from bookings.choices import ViolationStatus
from bookings.models import Violation
from bookings.schemas.conduct import Appeal
from pilotbase.accounts.models import Project
from pilotbase.core import clock
from tests.bookings.asking import asked, at, post
from tests.bookings.conducting import does_not_come, terms
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def appealed(cast: Cast, plant: Plant, project: Project) -> Violation:
    terms(cast, block_at=2)
    violation = does_not_come(cast)
    assert violation is not None
    return appeal(cast.actor("lin"), violation.pk, Appeal(text="the door was locked"))


def by_api(cast: Cast, violation: Violation, lifted: bool, who: str = "manager") -> Any:
    path = f"/api/v1/violations/{violation.pk}/decide"
    return post(cast.client(who), {"lifted": lifted, "reason": "it was"}, path)


def by_page(cast: Cast, violation: Violation, lifted: bool, who: str = "manager") -> Any:
    said = {"do": "lift" if lifted else "stand", "reason": "it was"}
    return cast.client(who).post(f"/violations/{violation.pk}/decide", said)


@pytest.mark.parametrize("door", [by_api, by_page])
@pytest.mark.parametrize(
    ("lifted", "status", "books"),
    [(True, ViolationStatus.LIFTED, 201), (False, ViolationStatus.UPHELD, 409)],
)
def test_the_manager_decides(
    cast: Cast, appealed: Violation, door: Any, lifted: bool, status: str, books: int
) -> None:
    with clock.at(at(3)):
        lin = cast.client("lin")
        assert post(lin, asked(("DSC-1", 500, 4))).status_code == 409  # it counts meanwhile
        assert "Lift it" in cast.client("manager").get("/violations").content.decode()
        assert door(cast, appealed, lifted).status_code in (200, 302)
        appealed.refresh_from_db()
        assert (appealed.status, appealed.decision) == (status, "it was")
        assert appealed.decided_by == cast.manager
        assert post(lin, asked(("DSC-1", 500, 4))).status_code == books
        assert door(cast, appealed, lifted).status_code == 409
        listed = lin.get("/api/v1/violations").json()["items"]
        assert [(one["status"], one["points"]) for one in listed] == [(status, 2)]


@pytest.mark.parametrize(("who", "status"), [("eve", 404), ("lin", 403), ("operator", 403)])
def test_who_may_not(cast: Cast, appealed: Violation, who: str, status: int) -> None:
    assert by_api(cast, appealed, True, who).status_code == status
    assert by_page(cast, appealed, True, who).status_code == status


def test_with_a_reason(cast: Cast, appealed: Violation) -> None:
    path = f"/violations/{appealed.pk}/decide"
    assert cast.client("manager").post(path, {"do": "lift"}).status_code == 422

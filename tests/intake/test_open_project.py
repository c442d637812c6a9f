"""The enquiry becomes a project within its limits: what was reviewed, and no longer than that."""

from datetime import date
from typing import Any

import pytest

from pilotbase.accounts.choices import Containment, ProjectStatus
from pilotbase.accounts.models import Project
from pilotbase.core import clock
from pilotbase.core.errors import NotAllowed
from pilotbase.intake.actions.open_project import open_project
from pilotbase.intake.choices import EnquiryStatus
from pilotbase.intake.errors import NotItsStep
from pilotbase.intake.schemas.enquiry import Opening
from tests.factories import Plant
from tests.intake.asking import OPENING, declared, opened, reviewed, step
from tests.keeping import verbs_on
from tests.people import Cast
from tests.samples.doors import DOORS, OK

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("door", DOORS)
def test_it_is_approved_as_it_was_reviewed(cast: Cast, plant: Plant, door: str) -> None:
    enquiry = reviewed(cast)
    assert step(cast, "manager", door, enquiry, "project", OPENING).status_code in OK
    enquiry.refresh_from_db()
    project = Project.objects.get()
    assert (enquiry.status, enquiry.project) == (EnquiryStatus.APPROVED, project)
    assert (project.code, project.organisation) == ("P-0077", cast.startup)
    assert (project.strain, project.containment) == ("YX-9", Containment.BL1_LS)
    assert (project.status, project.approved_from) == (ProjectStatus.APPROVED, clock.today())
    assert project.approved_until == date(2029, 12, 31)
    bounds = project.bounds
    assert (bounds.classes, bounds.hours, bounds.bookings) == (("BR300",), 400, 3)
    assert verbs_on(project) == ["project.made", "project.decided"]
    page = cast.client("lin").get(f"/enquiries/{enquiry.number}").content.decode()
    assert "/projects/P-0077" in page
    assert cast.bearer("lin").get("/api/v1/projects").json()["items"][0]["code"] == "P-0077"


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "more",
    [
        {"approved_until": "2030-01-02"},
        {"approved_until": "2020-01-01"},
        {"limits": {"classes": ["NONE"]}},
        {"limits": {"hours": 0}},
        {"code": "no code"},
    ],
)
def test_what_was_not_reviewed_is_refused(
    cast: Cast, plant: Plant, door: str, more: dict[str, Any]
) -> None:
    enquiry = reviewed(cast)
    answer = step(cast, "manager", door, enquiry, "project", {**OPENING, **more})
    assert answer.status_code == 422
    assert not Project.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_a_code_that_is_taken_is_refused(
    cast: Cast, plant: Plant, project: Project, door: str
) -> None:
    enquiry = reviewed(cast)
    answer = step(cast, "manager", door, enquiry, "project", {**OPENING, "code": project.code})
    assert answer.status_code == (409 if door == "api" else 422)


@pytest.mark.parametrize("name", ["lin", "chen", "biosafety"])
def test_others_may_not(cast: Cast, plant: Plant, name: str) -> None:
    enquiry = reviewed(cast)
    opening = Opening.model_validate(OPENING)
    with pytest.raises(NotAllowed):
        open_project(cast.actor(name), enquiry.number, enquiry.version, opening)


def test_the_review_comes_first_and_once(cast: Cast, plant: Plant) -> None:
    opening = Opening.model_validate(OPENING)
    for enquiry in (declared(cast), opened(cast)):
        with pytest.raises(NotItsStep):
            open_project(cast.actor("manager"), enquiry.number, enquiry.version, opening)

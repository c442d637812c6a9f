"""A project is approved with its limits, sent back, or closed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bookings.choices import StageStatus
from pilotbase.accounts.actions.decide_project import decide_project
from pilotbase.accounts.choices import ProjectStatus
from pilotbase.accounts.models import Project
from pilotbase.accounts.schemas import ProjectDecision
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.core.errors import Conflict, Missing, NotAllowed, Stale, Unconditional
from tests.bookings.standing import a_booking
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


def said(**more: Any) -> ProjectDecision:
    return ProjectDecision.model_validate({"status": "approved", **more})


@pytest.mark.parametrize("name", ["biosafety", "manager"])
def test_who_approves_decides(cast: Cast, project: Project, name: str) -> None:
    decision = said(approved_until="2027-06-30", reason="until the review")
    decided = decide_project(cast.actor(name), project.code, project.version, decision)
    assert (decided.status, decided.approved_until) == (ProjectStatus.APPROVED, date(2027, 6, 30))
    entry = AuditEntry.objects.get(verb="project.decided")
    assert (entry.actor, entry.reason) == (cast.people[name], "until the review")
    told = [(entry.before or {})["approved_until"], (entry.after or {})["approved_until"]]
    assert told == [None, "2027-06-30"]
    with pytest.raises(Stale):
        decide_project(cast.actor(name), project.code, project.version, said())


def test_nobody_decides_what_she_has_not_seen(cast: Cast, project: Project) -> None:
    with pytest.raises(Unconditional):
        decide_project(cast.actor("biosafety"), project.code, None, said())


@pytest.mark.parametrize("name", ["lin", "chen", "operator"])
def test_others_may_not(cast: Cast, project: Project, name: str) -> None:
    with pytest.raises(NotAllowed):
        decide_project(cast.actor(name), project.code, project.version, said())


def test_to_a_competitor_it_does_not_exist(cast: Cast, project: Project) -> None:
    refusals = []
    for code in (project.code, "NONE"):
        with pytest.raises(Missing) as refused:
            decide_project(cast.actor("eve"), code, 1, said())
        refusals.append(refused.value.message.replace(code, ""))
    assert len(set(refusals)) == 1


def test_limits_stay_until_they_are_set_again(cast: Cast, project: Project) -> None:
    biosafety = cast.actor("biosafety")
    limits = {"classes": ["BR300"], "hours": 400}
    decide_project(biosafety, project.code, 1, said(limits=limits))
    kept = decide_project(biosafety, project.code, 2, said(approved_until="2027-06-30"))
    assert (kept.bounds.classes, kept.bounds.hours, kept.bounds.bookings) == (("BR300",), 400, None)
    free = decide_project(biosafety, project.code, 3, said(limits={}))
    assert (free.limits, free.bounds.classes) == ({}, ())
    told = AuditEntry.objects.filter(verb="project.decided").order_by("pk").last()
    assert told is not None
    assert (told.before or {})["limits"] == {"classes": ["BR300"], "hours": 400}


NOON = datetime(2027, 1, 8, 4, tzinfo=UTC)


def test_it_does_not_end_before_what_is_booked(cast: Cast, plant: Plant, project: Project) -> None:
    biosafety = cast.actor("biosafety")
    booking = a_booking(project, plant.br300, NOON, NOON + timedelta(days=1))
    last = date(2027, 1, 9)  # the run ends at noon of that day
    with clock.at(NOON - timedelta(days=7)):
        for sooner in (said(status="closed"), said(approved_until=last)):
            with pytest.raises(Conflict) as refused:
                decide_project(biosafety, project.code, project.version, sooner)
            assert (refused.value.code, refused.value.field) == ("still_booked", "approved_until")
            assert booking.number in refused.value.message
        ends = said(approved_until=last + timedelta(days=1))
        project = decide_project(biosafety, project.code, project.version, ends)
        back = said(status="under_review", reason="a new strain")
        project = decide_project(biosafety, project.code, project.version, back)
        booking.stages.update(status=StageStatus.DONE)
        closed = decide_project(biosafety, project.code, project.version, said(status="closed"))
    assert closed.status == ProjectStatus.CLOSED


def test_the_page_says_which_bookings_need_it(cast: Cast, plant: Plant, project: Project) -> None:
    start = clock.now() + timedelta(days=9)
    number = a_booking(project, plant.br300, start, start + timedelta(days=1)).number
    words = {"status": "closed", "version": project.version}
    page = cast.client("biosafety").post(f"/projects/{project.code}", words)
    assert page.status_code == 422
    assert number in page.content.decode()

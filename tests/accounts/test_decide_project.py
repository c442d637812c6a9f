"""A project is approved with its limits, sent back, or closed."""

from datetime import date
from typing import Any

import pytest

from pilotbase.accounts.actions.decide_project import decide_project
from pilotbase.accounts.choices import ProjectStatus
from pilotbase.accounts.models import Project
from pilotbase.accounts.schemas import ProjectDecision
from pilotbase.audit.models import AuditEntry
from pilotbase.core.errors import Missing, NotAllowed, Stale, Unconditional
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

"""A project is opened for an organisation; what is changed is reviewed again."""

from typing import Any

import pytest

from pilotbase.accounts.actions.save_project import save_project
from pilotbase.accounts.choices import ProjectStatus
from pilotbase.accounts.models import Project
from pilotbase.accounts.schemas import ProjectData
from pilotbase.core.errors import Invalid, Missing, NotAllowed
from tests.keeping import keeps_versions
from tests.people import Cast, a_project

pytestmark = pytest.mark.django_db


def said(code: str = "P-0077", organisation: str = "yanxi", **more: Any) -> ProjectData:
    words = {"title": "Enzyme", "service_type": "process", "product_field": "enzymes"}
    return ProjectData.model_validate({"code": code, "organisation": organisation, **words, **more})


@pytest.mark.parametrize("name", ["chen", "manager"])
def test_who_keeps_projects_keeps_it(cast: Cast, name: str) -> None:
    changed = said(title="Lipase")
    kept = keeps_versions(cast.actor(name), save_project, said(), changed, said("NONE"))
    assert (kept.title, kept.organisation) == ("Lipase", cast.startup)


def test_what_is_changed_is_reviewed_again(cast: Cast, project: Project) -> None:
    changed = save_project(cast.actor("chen"), said(project.code), project.version)
    assert changed.status == ProjectStatus.UNDER_REVIEW


@pytest.mark.parametrize(("name", "organisation"), [("chen", "rival"), ("manager", "none")])
def test_it_is_for_an_organisation_she_may_name(cast: Cast, name: str, organisation: str) -> None:
    with pytest.raises(Invalid) as refused:
        save_project(cast.actor(name), said(organisation=organisation))
    assert refused.value.field == "organisation"


def test_anothers_project_does_not_exist(cast: Cast) -> None:
    hers = a_project(cast, cast.rival)
    with pytest.raises(Missing):
        save_project(cast.actor("chen"), said(hers.code), hers.version)


@pytest.mark.parametrize("name", ["eve", "lin", "operator", "biosafety"])
def test_others_may_not(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        save_project(cast.actor(name), said())
    assert not Project.objects.exists()

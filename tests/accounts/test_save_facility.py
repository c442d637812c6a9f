"""The facility's names, hours and working week."""

from datetime import time
from typing import Any

import pytest
from django.db import IntegrityError
from pydantic import ValidationError

from pilotbase.accounts.actions.save_facility import save_facility
from pilotbase.accounts.actor import job
from pilotbase.accounts.models import STEP_DAYS, Facility
from pilotbase.accounts.schemas import LONGEST_STEP, FacilityData
from pilotbase.audit.models import AuditEntry
from pilotbase.core.constraints import violated
from pilotbase.core.errors import Missing, NotAllowed, Stale
from tests.keeping import verbs_on
from tests.people import Cast

pytestmark = pytest.mark.django_db


def said(code: str = "HZ", **more: Any) -> FacilityData:
    words = {"code": code, "name_zh": "中试基地", "name_en": "Pilot Plant"}
    return FacilityData.model_validate({**words, **more})


def test_a_manager_changes_it(cast: Cast) -> None:
    manager, seen = cast.actor("manager"), cast.facility.version
    kept = save_facility(manager, said(staffed_from=time(7)), seen)
    assert (kept.pk, kept.staffed_from, kept.version) == (cast.facility.pk, time(7), seen + 1)
    assert verbs_on(kept) == ["facility.changed"]
    with pytest.raises(Stale):
        save_facility(manager, said(), seen)


def test_a_command_keeps_any_plant(cast: Cast) -> None:
    other = Facility.objects.create(code="NB", name_zh="宁波", name_en="Ningbo")
    kept = save_facility(job("setup", "command"), said("NB"), other.version)
    assert (kept.pk, kept.name_en) == (other.pk, "Pilot Plant")


def test_another_plant_is_not_hers(cast: Cast) -> None:
    other = Facility.objects.create(code="NB", name_zh="宁波", name_en="Ningbo")
    with pytest.raises(Missing):
        save_facility(cast.actor("manager"), said("NB"), other.version)


ODD = [
    {"time_zone": "Mars/Olympus"},
    {"working_weekdays": "18"},
    *({name: days} for name in STEP_DAYS for days in (0, LONGEST_STEP + 1, "soon")),
]


@pytest.mark.parametrize("more", ODD)
def test_what_cannot_be_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        said(**more)


@pytest.mark.parametrize("name", STEP_DAYS)
@pytest.mark.parametrize("days", [0, LONGEST_STEP + 1])
def test_the_database_keeps_the_bounds_of_an_enquirys_steps(
    cast: Cast, name: str, days: int
) -> None:
    setattr(cast.facility, name, days)
    with pytest.raises(IntegrityError) as refused:
        cast.facility.save()
    assert violated(refused.value) == "facility_step_days_make_sense"


def test_the_days_of_an_enquirys_steps_are_set_on_its_page(cast: Cast) -> None:
    client, page = cast.client("manager"), f"/plant/facility/{cast.facility.pk}"
    given = said().model_dump(mode="json") | {"answer_days": 2, "version": cast.facility.version}
    odd = client.post(page, {**given, "review_days": 251})
    assert odd.status_code == 422
    assert "at most 250" in odd.content.decode()
    assert client.post(page, {**given, "review_days": 20}).status_code == 302
    cast.facility.refresh_from_db()
    assert (cast.facility.answer_days, cast.facility.review_days) == (2, 20)
    told = AuditEntry.objects.filter(verb="facility.changed")
    assert list(told.values_list("before__review_days", "after__review_days")) == [(10, 20)]


@pytest.mark.parametrize("name", ["eve", "lin", "operator", "admin"])
def test_others_may_not(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        save_facility(cast.actor(name), said(), cast.facility.version)

"""The facility's names, hours and working week."""

from datetime import time
from typing import Any

import pytest
from pydantic import ValidationError

from pilotbase.accounts.actions.save_facility import save_facility
from pilotbase.accounts.actor import job
from pilotbase.accounts.models import Facility
from pilotbase.accounts.schemas import FacilityData
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


@pytest.mark.parametrize("more", [{"time_zone": "Mars/Olympus"}, {"working_weekdays": "18"}])
def test_what_cannot_be_is_refused(more: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        said(**more)


@pytest.mark.parametrize("name", ["eve", "lin", "operator", "admin"])
def test_others_may_not(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        save_facility(cast.actor(name), said(), cast.facility.version)

"""Maintenance is proposed from what is due, where nothing is booked."""

from datetime import date, timedelta
from typing import Any

import pytest

from equipment.models import MaintenancePlan
from pilotbase.accounts.models import Project
from tests.bookings.asking import NOW, booked, post, run
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
PATH = "/api/v1/equipment/BR300-1/maintenance"
TODAY = NOW.date()  # a Monday, 2026-12-21


@pytest.fixture
def plan(plant: Plant) -> MaintenancePlan:
    return a_plan(plant, "PH-CAL", TODAY + timedelta(days=25))  # Friday 2027-01-15


def a_plan(plant: Plant, code: str, due: date, **more: Any) -> MaintenancePlan:
    words = {"name_zh": "校准", "name_en": "Calibration", "kind": "calibration", "every_days": 365}
    facts: dict[str, Any] = {"equipment": plant.br300, "due_on": due, **words, **more}
    return MaintenancePlan.objects.create(code=code, **facts)


def proposed(cast: Cast) -> list[dict[str, Any]]:
    answer = cast.bearer("manager").get(PATH)
    assert answer.status_code == 200, answer.content
    return list(answer.json())


def test_as_late_as_it_may_be(cast: Cast, plan: MaintenancePlan) -> None:
    assert proposed(cast) == [
        {
            "plan": "PH-CAL",
            "kind": "calibration",
            "due_on": "2027-01-15",
            "note": "PH-CAL Calibration",
            "span": run(96, 4),
            "late": False,
            "blocked": None,
        }
    ]


def test_where_nothing_is_booked(
    cast: Cast, plant: Plant, project: Project, plan: MaintenancePlan
) -> None:
    booked(cast, ("BR300-1", 60, 30))  # holds it from Wednesday noon to Friday 10:00
    assert proposed(cast)[0]["span"] == run(48, 4)


def test_on_working_days_alone(cast: Cast, plant: Plant) -> None:
    a_plan(plant, "SUN", date(2027, 1, 17))
    assert proposed(cast)[0]["span"] == run(96, 4)


def test_what_is_overdue_comes_first_and_late(
    cast: Cast, plant: Plant, plan: MaintenancePlan
) -> None:
    a_plan(plant, "OLD", TODAY - timedelta(days=3))
    first, second = proposed(cast)
    assert (first["plan"], first["late"]) == ("OLD", True)
    assert first["span"]["start"] == "2026-12-22T08:00:00+08:00"
    assert (second["plan"], second["late"]) == ("PH-CAL", False)


def test_no_time_at_all_is_said(cast: Cast, plant: Plant, plan: MaintenancePlan) -> None:
    start = NOW.replace(second=0) + timedelta(hours=1)
    whole = {"start": start.isoformat(), "end": (start + timedelta(days=95)).isoformat()}
    answer = post(cast.bearer("manager"), {"span": whole}, PATH.replace("maintenance", "blocks"))
    assert answer.status_code == 201, answer.content
    [one] = proposed(cast)
    assert (one["span"], one["late"]) == (None, True)
    page = cast.client("manager").get("/machines/BR300-1/maintenance").content.decode()
    assert "nothing is free" in page


@pytest.mark.parametrize("gone", ["later", "retired", "elsewhere"])
def test_what_asks_for_nothing(cast: Cast, plant: Plant, plan: MaintenancePlan, gone: str) -> None:
    plan.due_on = plan.due_on + timedelta(days=60) if gone == "later" else plan.due_on
    plan.retired_from = TODAY if gone == "retired" else None
    plan.equipment = plant.dsc if gone == "elsewhere" else plant.br300
    plan.save()
    assert proposed(cast) == []
    page = cast.client("manager").get("/machines/BR300-1/maintenance").content.decode()
    assert "What its plans ask for" not in page


def test_one_takes_it_on_the_page(cast: Cast, plan: MaintenancePlan) -> None:
    manager, path = cast.client("manager"), "/machines/BR300-1/maintenance"
    assert "?plan=PH-CAL" in manager.get(path).content.decode()
    page = manager.get(f"{path}?plan=PH-CAL").content.decode()
    assert 'value="2027-01-15T08:00"' in page
    assert "PH-CAL Calibration" in page
    sent = {"start": "2027-01-15T08:00", "hours": "4", "note": "PH-CAL Calibration"}
    assert manager.post(path, sent).status_code == 302
    [one] = proposed(cast)
    assert (one["span"], one["blocked"]) == (None, run(96, 4))
    page = manager.get(path).content.decode()
    assert "planned for" in page
    assert "?plan=PH-CAL" not in page


@pytest.mark.parametrize("who", ["lin", "operator", "quality"])
def test_who_may_not(cast: Cast, plan: MaintenancePlan, who: str) -> None:
    assert cast.bearer(who).get(PATH).status_code == 403

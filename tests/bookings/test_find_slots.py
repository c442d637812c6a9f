"""Find a slot: every machine answers to a need, with its first time or why it is none."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.models import Occupation, RateLine, Refusal
from equipment.models import Capability, EquipmentClass
from pilotbase.accounts.models import Project
from pilotbase.core import clock
from tests.bookings.asking import API, NOW, at, booked, post, run
from tests.factories import Plant, a_machine
from tests.people import Cast, a_project

pytestmark = pytest.mark.django_db
SLOTS = f"{API}/slots"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture(autouse=True)
def _sizes(plant: Plant) -> None:
    EquipmentClass.objects.filter(code="BR300").update(working_volume=Decimal(210))
    plant.br300_2.capabilities = ["methanol", "off-gas"]
    plant.br300_2.save()


def found(cast: Cast, name: str = "lin", **need: Any) -> Any:
    asked = {"project": "P-0004", "hours": "72", "after": at(0).isoformat(), **need}
    return post(cast.client(name), asked, SLOTS)


def test_what_is_free_first_stands_first(cast: Cast, plant: Plant, project: Project) -> None:
    booked(cast)  # BR300-1 until 88 h after
    answer = found(cast, equipment_class="BR300").json()
    assert answer["fitting"] == 2
    first, second, *others = answer["slots"]
    assert (first["equipment"], first["run"], first["occupied"]) == (
        *("BR300-2", run(0, 72)),
        run(-8, 88),
    )
    assert (first["status"], first["price"]["amount"]) == ("confirmed", "15200.00")
    assert "works with 210\u00a0L" in first["merits"]
    assert (second["equipment"], second["run"]) == ("BR300-1", run(88, 72))
    assert [slot["equipment"] for slot in others] == ["DSC-1", "HPLC-1"]
    assert others[0]["problems"][0]["detail"] == "DSC-1 is of another class: DSC."
    assert Occupation.objects.count() == 1
    assert not Refusal.objects.exists()


def test_the_wrong_machines_say_why(cast: Cast, plant: Plant, project: Project) -> None:
    need: dict[str, Any] = {
        "least_volume": "100",
        "most_volume": "200",
        "capabilities": ["Methanol", "ATEX"],
    }
    answer = found(cast, **need).json()
    assert answer["fitting"] == 0
    said = {s["equipment"]: [p["detail"] for p in s["problems"]] for s in answer["slots"]}
    assert said["BR300-2"] == [
        "BR300-2 is too large: it works with 210\u00a0L.",
        "BR300-2 cannot do: ATEX.",
    ]
    assert said["DSC-1"][0] == "DSC-1 has no working volume."
    assert found(cast, least_volume="300").json()["slots"][0]["problems"][0]["code"] == "volume"
    assert found(cast, capabilities=["METHANOL"]).json()["slots"][0]["equipment"] == "BR300-2"
    strict = found(cast, containment=3).json()
    assert "is fit for BL1-LS at most" in strict["slots"][0]["problems"][0]["detail"]
    assert "fit for BL1-LS" in found(cast, containment=0).json()["slots"][0]["merits"]


def test_what_it_must_do_is_said_in_either_language(
    cast: Cast, plant: Plant, project: Project
) -> None:
    names = {"name_zh": "甲醇", "name_en": "Methanol feed"}
    Capability.objects.create(facility=cast.facility, code="methanol", **names)
    for word in ("methanol", "methanol FEED", "甲醇"):
        first, *others = found(cast, capabilities=[word]).json()["slots"]
        assert (first["equipment"], first["fits"]) == ("BR300-2", True)
        assert "can do: Methanol feed" in first["merits"]
        assert "BR300-1 cannot do: Methanol feed." in [
            problem["detail"] for slot in others for problem in slot["problems"]
        ]
    page = cast.client("lin").get("/bookings/slots", headers={"accept-language": "en"})
    assert "Methanol feed" in page.content.decode()


def test_before_a_day(cast: Cast, plant: Plant, project: Project) -> None:
    booked(cast)
    answer = found(cast, equipment_class="BR300", before=at(100).isoformat()).json()
    assert answer["fitting"] == 1
    late = answer["slots"][1]
    assert (late["equipment"], late["fits"], late["status"]) == ("BR300-1", False, None)
    assert [problem["code"] for problem in late["problems"]] == ["too_late"]
    assert late["run"] == run(88, 72)


def test_what_no_time_cures_is_told(cast: Cast, plant: Plant, project: Project) -> None:
    EquipmentClass.objects.filter(code="BR300").update(approves_itself=False)
    assert found(cast, equipment_class="BR300").json()["slots"][0]["status"] == "requested"
    plant.hplc.out_of_service_since = NOW
    plant.hplc.save()
    short = found(cast, hours="1").json()
    codes = {s["equipment"]: [p["code"] for p in s["problems"]] for s in short["slots"]}
    assert codes["BR300-1"] == ["too_short"]
    assert codes["HPLC-1"] == ["out_of_service", "no_time"]
    assert codes["DSC-1"] == []


def test_what_has_no_price_is_told(cast: Cast, plant: Plant, project: Project) -> None:
    RateLine.objects.filter(equipment_class=plant.dsc.equipment_class).delete()
    slots = {slot["equipment"]: slot for slot in found(cast).json()["slots"]}
    assert [problem["code"] for problem in slots["DSC-1"]["problems"]] == ["no_price"]
    assert slots["DSC-1"]["price"] is None


def test_a_volume_within_bounds(cast: Cast, plant: Plant, project: Project) -> None:
    answer = found(cast, least_volume="200", most_volume="210").json()
    fitting = [slot["equipment"] for slot in answer["slots"] if slot["fits"]]
    assert fitting == ["BR300-1", "BR300-2"]
    assert found(cast, least_volume="210").json()["fitting"] == 2
    assert found(cast, most_volume="209").json()["fitting"] == 0


def test_it_starts_on_a_step_of_the_class(cast: Cast, plant: Plant, project: Project) -> None:
    after = at(0.2).isoformat()
    assert found(cast, equipment_class="BR300", after=after).json()["slots"][0]["run"] == run(0.5)
    EquipmentClass.objects.filter(code="DSC").update(granularity=timedelta(0))
    minute = found(cast, equipment_class="DSC", after=after).json()["slots"][0]
    assert minute["run"] == run(0.2)  # any minute
    plant.vessels.lead_days = 5
    plant.vessels.save()
    soon = post(
        cast.client("lin"), {"project": "P-0004", "hours": "72", "equipment_class": "BR300"}, SLOTS
    ).json()["slots"][0]
    assert soon["run"]["start"] == "2026-12-28T00:00:00+08:00"  # five working days later


@pytest.mark.parametrize(
    "wrong",
    [
        {"hours": "0"},
        {"least_volume": "9", "most_volume": "3"},
        {"before": at(-1).isoformat()},
        {"after": "2027-01-11T08:00"},
        {"project": "P-9999"},
        {"colour": "red"},
    ],
)
def test_what_cannot_be_asked(
    cast: Cast, plant: Plant, project: Project, wrong: dict[str, str]
) -> None:
    assert found(cast, **wrong).status_code == 422


def test_anothers_project_does_not_exist(cast: Cast, plant: Plant, project: Project) -> None:
    a_project(cast, cast.rival, "P-0009")
    assert found(cast, "eve").status_code == 422
    assert found(cast, "operator").status_code == 403


def test_the_page_answers_and_leads_to_the_form(cast: Cast, plant: Plant, project: Project) -> None:
    client = cast.client("lin")
    empty = client.get("/bookings/slots", headers={"accept-language": "en"}).content.decode()
    assert "Find a slot" in empty
    assert "methanol" in empty
    asked = {"project": "P-0004", "hours": "72", "capabilities": "methanol"}
    asked["after"] = "2027-01-11T08:00"
    page = client.get("/bookings/slots", asked, headers={"accept-language": "en"})
    html = page.content.decode()
    assert "1 machine fits" in html
    assert "can do: methanol" in html
    link = "project=P-0004&amp;machine=BR300-2&amp;start=2027-01-11T08%3A00%3A00%2B08%3A00"
    assert f"{link}&amp;hours=72" in html
    followed = client.get(f"/bookings/new?{link}&hours=48".replace("&amp;", "&"))
    assert 'value="48"' in followed.content.decode()
    part = client.get("/bookings/slots", asked, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    wrong = client.get("/bookings/slots", {**asked, "hours": "-1"}).content.decode()
    assert 'id="slots"></div>' in wrong.replace("\n", "")


def test_queries_stay_constant(cast: Cast, plant: Plant, project: Project) -> None:
    found(cast)
    with CaptureQueriesContext(connection) as one:
        found(cast)
    for number in range(20):
        a_machine(plant.area, plant.vessels, f"BR301-{number}")
    with CaptureQueriesContext(connection) as twenty:
        assert len(found(cast).json()["slots"]) == 24
    assert len(one) == len(twenty)

"""What the catalogue and a machine's page say of booking is what happens to one who books."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.actions.save_rules import save_rules
from bookings.choices import Approver, BookingStatus, RuleScope
from bookings.models import Booking
from bookings.schemas.rules import RulesData
from pilotbase.accounts.actor import NOBODY
from pilotbase.accounts.models import Project
from pilotbase.intake.catalogue import catalogue
from tests.bookings.asking import booked
from tests.factories import Plant, a_machine
from tests.people import Cast

pytestmark = pytest.mark.django_db
PLACES = {
    RuleScope.FACILITY: "HZ",
    RuleScope.AREA: "F2",
    RuleScope.CLASS: "BR300",
    RuleScope.MACHINE: "BR300-1",
}
AT_ONCE = "Confirmed at once when no rule stands in the way."


def say(cast: Cast, scope: RuleScope, **said: Any) -> None:
    rules = RulesData.model_validate({**said, "reason": "a trial"})
    save_rules(cast.actor("manager"), scope, PLACES[scope], rules, 0)


def told(tag: str = "BR300-1") -> Any:
    shelf = Client(headers={"Accept-Language": "en"}).get("/api/v1/catalogue/BR300").json()
    (machine,) = [one for one in shelf["machines"] if one["tag"] == tag]
    return shelf["rules"], machine["approvals"]


def page_of(tag: str, language: str = "en") -> str:
    client = Client(headers={"Accept-Language": language})
    return client.get(f"/machines/{tag}").content.decode()


def step(by: str, level: int = 0) -> dict[str, Any]:
    return {"by": by, "from_containment": level}


def test_a_class_that_confirms_by_itself(cast: Cast, plant: Plant, project: Project) -> None:
    assert AT_ONCE in told()[0]
    assert told()[1] == []
    assert AT_ONCE in page_of("BR300-1")
    assert booked(cast).status == BookingStatus.CONFIRMED


@pytest.mark.parametrize("scope", PLACES)
def test_whoever_must_agree_by_a_document_is_named(
    cast: Cast, plant: Plant, project: Project, scope: RuleScope
) -> None:
    say(cast, scope, organisation_approves=True, biosafety_from=0)
    rules, approvals = told()
    assert approvals == [step("organisation"), step("biosafety")]
    chain = "Organisation manager (unless it is she who asks) → Biosafety officer."
    (rule,) = [one for one in rules if chain in one]
    assert rule.startswith("BR300-1: ") == (scope == RuleScope.MACHINE)
    assert chain in page_of("BR300-1")
    assert (AT_ONCE in page_of("BR300-2")) == (scope == RuleScope.MACHINE)
    asked = booked(cast)
    assert asked.status == BookingStatus.REQUESTED
    assert asked.approvers == [one["by"] for one in approvals]


def test_the_narrower_document_speaks_over_the_wider(
    cast: Cast, plant: Plant, project: Project
) -> None:
    plant.vessels.approves_itself = False
    plant.vessels.save()
    say(cast, RuleScope.FACILITY, organisation_approves=True, biosafety_from=0)
    say(cast, RuleScope.MACHINE, organisation_approves=False, biosafety_from=4)
    assert told()[1] == [step("platform")]
    assert [one["by"] for one in told("BR300-2")[1]] == list(Approver)
    assert booked(cast).approvers == ["platform"]


@pytest.mark.parametrize(("level", "status"), [(0, "confirmed"), (2, "requested")])
def test_below_a_level_it_is_confirmed_at_once(
    cast: Cast, plant: Plant, project: Project, level: int, status: str
) -> None:
    plant.br300.max_containment = 2
    plant.br300.save()
    project.containment = level
    project.save()
    say(cast, RuleScope.CLASS, biosafety_from=2)
    assert told()[1] == [step("biosafety", 2)]
    words = "Work below BL2-LS is confirmed at once. Must be approved: Biosafety officer (from BL2"
    assert any(words in rule for rule in told()[0])
    assert words in page_of("BR300-1")
    booked(cast)
    assert Booking.objects.get().status == status


def test_times_are_told_as_the_documents_say_them(cast: Cast, plant: Plant) -> None:
    say(cast, RuleScope.CLASS, lead_days=17, longest="240")
    say(cast, RuleScope.MACHINE, longest="120", preparation="7")
    rules = [rule.replace("\N{NO-BREAK SPACE}", " ") for rule in told()[0]]
    assert "Booked at least 17 working days ahead." in rules
    assert any(one.startswith("BR300-1: A run") and "5 d at most" in one for one in rules)
    assert any(one.startswith("BR300-2: A run") and "10 d at most" in one for one in rules)
    page = page_of("BR300-1").replace("\N{NO-BREAK SPACE}", " ")
    assert all(words in page for words in ("17 working days", "7 h", "5 d"))


def test_it_is_said_in_chinese(cast: Cast, plant: Plant) -> None:
    assert "符合全部规则即时确认。" in page_of("BR300-1", "zh-Hans")
    say(cast, RuleScope.MACHINE, organisation_approves=True)
    page = page_of("BR300-1", "zh-Hans")
    assert "Must be approved" not in page
    assert "单位管理员（本人申请时免）" in page


def test_documents_cost_one_query_however_many(cast: Cast, plant: Plant) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert all(shelf.rules for shelf in catalogue(NOBODY).shelves)
        return len(caught)

    before = queries()
    for scope in PLACES:
        say(cast, scope, organisation_approves=True)
    for n in range(3, 21):
        a_machine(plant.area, plant.vessels, f"BR300-{n}")
    assert queries() == before <= 10

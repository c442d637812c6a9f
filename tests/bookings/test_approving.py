"""Who must approve a request, in order: the tenant's manager, the biosafety officer, the plant."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.actions.save_rules import save_rules
from bookings.choices import RuleScope
from bookings.models import Booking, Decision, Occupation
from bookings.schemas.rules import RulesData
from pilotbase.accounts.choices import Role
from pilotbase.accounts.models import Membership, Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.notifications.models import Notice
from tests.bookings.asking import API, NOW, asked, booked, patch, post, run
from tests.factories import Plant
from tests.people import SINCE, Cast, a_project

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
QUEUE = "/api/v1/approvals"


@pytest.fixture(autouse=True)
def _chain(cast: Cast, plant: Plant, project: Project) -> None:
    """All three must approve a vessel; the officer from the level of the project up."""
    plant.vessels.approves_itself = False
    plant.vessels.save()
    said = {"organisation_approves": True, "biosafety_from": 0, "reason": "a trial"}
    rules = RulesData.model_validate(said)
    save_rules(cast.actor("manager"), RuleScope.CLASS, plant.vessels.code, rules, 0)


def approve(cast: Cast, who: str, booking: Booking, **body: Any) -> Any:
    return post(cast.client(who), body, f"{API}/{booking.number}/approve")


def waiting(client: Client) -> list[str]:
    return [one["number"] for one in client.get(QUEUE).json()["items"]]


def test_it_goes_from_one_to_the_next(cast: Cast) -> None:
    booking, answer = booked(cast), None
    for who, then in (("chen", "biosafety"), ("biosafety", "platform"), ("manager", None)):
        for other in {"chen", "biosafety", "manager"} - {who}:
            refused = approve(cast, other, booking)
            assert (refused.status_code, refused.json()["code"]) == (403, "not_your_step")
            assert waiting(cast.client(other)) == []
        assert waiting(cast.client(who)) == [booking.number]
        answer = approve(cast, who, booking, reason=f"seen by {who}")
        assert (answer.status_code, answer.json()["waits_for"]) == (200, then)
    assert answer is not None
    assert answer.json()["status"] == "confirmed"
    said = [(one["step"], one["approved"], one["by"]) for one in answer.json()["approvals"]]
    assert said == [
        ("organisation", True, "Chen"),
        ("biosafety", True, "Biosafety"),
        ("platform", True, "Manager"),
    ]
    assert next(one.reason for one in Decision.objects.all()) == "seen by chen"
    assert Occupation.objects.get().kind == "run"
    trail = AuditEntry.objects.filter(target_type="bookings.booking").order_by("pk")
    verbs = [entry.verb for entry in trail]
    assert verbs == ["booking.made", "booking.endorsed", "booking.endorsed", "booking.approved"]


def test_whoever_is_next_is_told(cast: Cast) -> None:
    def told() -> list[str]:
        unread = Notice.objects.unread().filter(kind="booking_waits")
        return [notice.user.email.partition("@")[0] for notice in unread]

    booking = booked(cast)
    assert told() == ["chen"]
    approve(cast, "chen", booking)
    assert told() == ["biosafety"]
    approve(cast, "biosafety", booking)
    assert told() == ["manager"]
    approve(cast, "manager", booking)
    assert told() == []


@pytest.mark.parametrize("who", ["chen", "biosafety", "manager"])
def test_each_may_reject_at_her_step(cast: Cast, who: str) -> None:
    booking, chain = booked(cast), ["chen", "biosafety", "manager"]
    for before in chain[: chain.index(who)]:
        approve(cast, before, booking)
    path = f"{API}/{booking.number}/reject"
    for other in set(chain) - {who}:
        assert post(cast.client(other), {"reason": "no"}, path).status_code == 403
    answer = post(cast.client(who), {"reason": "not this strain"}, path)
    assert (answer.status_code, answer.json()["status"]) == (200, "rejected")
    said = [one["approved"] for one in answer.json()["approvals"]]
    assert said == ([True] * chain.index(who) + [False, None, None])[:3]
    last = Decision.objects.latest("pk")
    assert (last.made_by, last.reason) == (cast.people[who], "not this strain")
    assert not Occupation.objects.filter(active=True).exists()


def test_the_second_of_two_is_told_who_was_quicker(cast: Cast) -> None:
    user = cast.lin
    Membership.objects.create(
        user=user, role=Role.ORG_MANAGER, since=SINCE, organisation=cast.startup
    )
    Membership.objects.filter(user=user, role=Role.SCIENTIST).delete()
    booking = booked(cast, by="lin")  # a manager's own: her asking was her approval
    assert booking.approvers == ["biosafety", "platform"]
    approve(cast, "biosafety", booking, step="biosafety")
    Membership.objects.create(
        user=cast.biosafety, role=Role.MANAGER, since=SINCE, facility=cast.facility
    )
    again = approve(cast, "biosafety", booking, step="biosafety")
    assert (again.status_code, again.json()["code"]) == (409, "wrong_status")
    assert again.json()["detail"] == (
        f"Biosafety has decided that already: {booking.number} is with the next (Platform manager)."
    )
    approve(cast, "biosafety", booking, step="platform")
    late = approve(cast, "manager", booking)
    assert late.json()["detail"].startswith("Biosafety has decided that already")
    assert post(
        cast.client("manager"), {}, f"{API}/{booking.number}/approve", **{"If-Match": '"1"'}
    ).status_code in (409, 412)


def test_the_officer_is_asked_from_a_level_up(cast: Cast, plant: Plant, project: Project) -> None:
    said = RulesData.model_validate({"biosafety_from": 2, "reason": "BL2 and above"})
    save_rules(cast.actor("manager"), RuleScope.CLASS, plant.vessels.code, said, 1)
    low = booked(cast)
    assert low.approvers == ["platform"]
    project.containment = 2
    project.save()
    plant.br300.max_containment = 3
    plant.br300.save()
    high = booked(cast, ("BR300-1", 200, 24))
    assert (high.approvers, high.waits_for) == (["biosafety", "platform"], "biosafety")


def test_a_narrower_place_says_otherwise(cast: Cast, plant: Plant, project: Project) -> None:
    said = {"organisation_approves": False, "biosafety_from": 4, "reason": "for this one"}
    rules = RulesData.model_validate(said)
    save_rules(cast.actor("manager"), RuleScope.MACHINE, "BR300-1", rules, 0)
    assert booked(cast).approvers == ["platform"]
    assert booked(cast, ("BR300-2", 0, 24)).approvers == ["organisation", "biosafety", "platform"]


def test_a_class_that_approves_itself_may_ask_the_tenant(cast: Cast, plant: Plant) -> None:
    plant.vessels.approves_itself = True
    plant.vessels.save()
    said = {"organisation_approves": True, "biosafety_from": 4, "reason": "only they"}
    rules = RulesData.model_validate(said)
    save_rules(cast.actor("manager"), RuleScope.CLASS, plant.vessels.code, rules, 1)
    quoted = post(cast.client("lin"), asked(), f"{API}/quote").json()
    assert quoted["status"] == "requested"
    booking = booked(cast)
    assert approve(cast, "chen", booking).json()["status"] == "confirmed"
    assert booked(cast, ("BR300-2", 0, 24), by="chen").status == "confirmed"


def test_moved_it_is_asked_for_anew(cast: Cast) -> None:
    booking = booked(cast)
    with clock.at(NOW + timedelta(hours=1)):
        approve(cast, "chen", booking)
    booking.refresh_from_db()
    with clock.at(NOW + timedelta(hours=2)):
        body = {"stages": [{"stage": 1, "run": run(24, 24)}]}
        moved = patch(cast.client("lin"), booking.number, body, booking.version).json()
    assert moved["waits_for"] == "organisation"
    assert [one["approved"] for one in moved["approvals"]] == [None, None, None]


def test_another_project_of_a_higher_level_is_asked_for_anew(
    cast: Cast, plant: Plant, project: Project
) -> None:
    booking = booked(cast)
    for who in ("chen", "biosafety", "manager"):
        approve(cast, who, booking)
    higher = a_project(cast, cast.startup, "P-0010")
    path = f"{API}/{booking.number}/transfer"
    same = post(cast.client("lin"), {"project": "P-0010"}, path).json()
    assert same["status"] == "confirmed"
    project.containment = 1
    project.save()
    plant.br300.max_containment = 2
    plant.br300.save()
    back = post(cast.client("lin"), {"project": "P-0004"}, path).json()
    assert (back["status"], back["waits_for"]) == ("requested", "organisation")
    assert higher.containment == 0


def test_a_tenant_sees_and_decides_only_her_own(cast: Cast, plant: Plant, project: Project) -> None:
    plant.vessels.request_holds = False
    plant.vessels.save()
    theirs = a_project(cast, cast.rival, "P-0009")
    mine, rival = booked(cast), booked(cast, by="eve", project=theirs.code)
    client = cast.client("chen")
    listed = client.get(QUEUE).json()["items"]
    assert [(one["number"], one["rivals"]) for one in listed] == [(mine.number, [])]
    assert approve(cast, "chen", rival).status_code == 404
    page = client.get("/approvals").content.decode()
    assert mine.number in page
    assert rival.number not in page
    assert cast.client("lin").get(QUEUE).status_code == 403
    assert cast.client("lin").get("/approvals").status_code == 403
    assert cast.client("operator").get(QUEUE).status_code == 403


def test_the_page_says_what_each_decision_does_to_others(
    cast: Cast, plant: Plant, project: Project
) -> None:
    plant.vessels.request_holds = False
    plant.vessels.save()
    first, second = booked(cast), booked(cast)
    for one in (first, second):
        approve(cast, "chen", one)
    officer = cast.client("biosafety")
    rivals = {one["number"]: one["rivals"] for one in officer.get(QUEUE).json()["items"]}
    assert [one["booking"] for one in rivals[first.number]] == [second.number]
    page = officer.get("/approvals").content.decode()
    assert page.count(f'href="/bookings/{first.number}"') == 3  # twice its own, once as a rival
    assert "2 requests wait for your approval" in page
    assert "Approvals (2)" in officer.get("/bookings").content.decode()
    assert "Approvals (2)" in officer.get("/").content.decode()


def test_the_page_costs_the_same_for_many(cast: Cast, plant: Plant) -> None:
    chen = cast.client("chen")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert chen.get("/approvals").status_code == 200
            assert chen.get(QUEUE).status_code == 200
        return len(queries)

    booked(cast, ("BR300-1", 0, 10))
    one = cost()
    for n in range(1, 6):
        booked(cast, ("BR300-1", n * 40, 10))
        booked(cast, ("BR300-2", n * 40, 10))
    assert cost() == one


def test_one_decides_from_the_queue(cast: Cast) -> None:
    booking, client = booked(cast), cast.client("chen")
    sent = {"step": "organisation", "from": "queue"}
    answer = client.post(f"/bookings/{booking.number}/approve", sent)
    assert (answer.status_code, answer["Location"]) == (302, "/approvals")
    page = client.get("/approvals").content.decode()
    assert "and with the next now (Biosafety officer)" in page
    assert "Nothing waits for your approval" in page
    late = client.post(f"/bookings/{booking.number}/approve", sent)
    assert late.status_code == 409
    assert "Chen has decided that already" in late.content.decode()


def test_a_lapsed_request_leaves_the_queue(cast: Cast) -> None:
    booking = booked(cast)
    with clock.at(NOW + timedelta(days=3)):
        assert waiting(cast.client("chen")) == []
        answer = approve(cast, "chen", booking)
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_status")


def test_the_database_keeps_it(cast: Cast) -> None:
    booking = booked(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.filter(pk=booking.pk).update(waits_for="")
    approve(cast, "chen", booking)
    with pytest.raises(Exception, match="decision_append_only"), transaction.atomic():
        Decision.objects.update(approved=False)

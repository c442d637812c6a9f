"""Rules as data: versions by who keeps the plant, through both doors, with a look back first."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from bookings.actions.save_rules import save_rules
from bookings.choices import RuleScope
from bookings.models import Refusal, RuleSet, RuleVersion
from bookings.schemas.rules import RulesData
from equipment.choices import Kind
from pilotbase.accounts.models import CalendarDay, Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.core.errors import Invalid, Missing, NotAllowed, Stale, Unconditional
from tests.bookings.asking import NOW, asked, at, booked, codes, post, run
from tests.bookings.test_pages import read, send
from tests.factories import Plant, a_class
from tests.people import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
RULES = "/api/v1/rules"
S = RuleScope


def said(reason: str = "the board said so", **rules: Any) -> RulesData:
    return RulesData.model_validate({**rules, "reason": reason})


def save(cast: Cast, scope: S, name: str, version: int | None = 0, **rules: Any) -> RuleSet:
    return save_rules(cast.actor("manager"), scope, name, said(**rules), version)


def test_each_version_says_who_when_and_why(cast: Cast, plant: Plant) -> None:
    first = save(cast, S.CLASS, "BR300", longest=24)
    second = save(cast, S.CLASS, "BR300", 1, longest=48, new_least=2, reason="too tight")
    assert (first.pk, second.version) == (second.pk, 2)
    kept = RuleVersion.objects.order_by("version")
    assert [(v.version, v.said, v.reason, v.made_by, v.made_at) for v in kept] == [
        (1, {"longest": "24"}, "the board said so", cast.manager, NOW),
        (2, {"longest": "48", "new_least": "2"}, "too tight", cast.manager, NOW),
    ]
    trail = AuditEntry.objects.filter(verb="rules.said").order_by("pk")
    assert [(entry.before, entry.after, entry.reason) for entry in trail] == [
        ({}, {"longest": "24"}, "the board said so"),
        ({"longest": "24"}, {"longest": "48", "new_least": "2"}, "too tight"),
    ]
    with pytest.raises(IntegrityError, match="rule_version_append_only"), transaction.atomic():
        kept.update(reason="another")


def test_nobody_overwrites_what_she_has_not_seen(cast: Cast, plant: Plant) -> None:
    with pytest.raises(Unconditional):
        save(cast, S.CLASS, "BR300", None, longest=24)
    with pytest.raises(Stale):
        save(cast, S.CLASS, "BR300", 1, longest=24)
    save(cast, S.CLASS, "BR300", longest=24)
    with pytest.raises(Stale):
        save(cast, S.CLASS, "BR300", 0, longest=48)
    with pytest.raises(Invalid, match="holds already"):
        save(cast, S.CLASS, "BR300", 1, longest=24)
    assert RuleSet.objects.get().version == 1


@pytest.mark.parametrize("scope", list(S))
def test_a_place_there_is_not(cast: Cast, plant: Plant, scope: S) -> None:
    with pytest.raises(Missing):
        save(cast, scope, "NOWHERE", longest=24)


@pytest.mark.parametrize("name", ["lin", "chen", "eve", "operator", "quality", "finance"])
def test_others_may_not(cast: Cast, plant: Plant, name: str) -> None:
    with pytest.raises(NotAllowed):
        save_rules(cast.actor(name), S.CLASS, "BR300", said(longest=24), 0)


@pytest.mark.parametrize(
    ("of", "name"), [("organisation", "nobody"), ("project", "P-9999"), ("project", "yanxi")]
)
def test_a_quota_names_whom_there_is(cast: Cast, plant: Plant, of: str, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        save(cast, S.FACILITY, "HZ", quotas=[{"most": 1}, {"of": of, "name": name, "most": 1}])
    assert refused.value.field == "quotas.1.name"


@pytest.mark.parametrize(
    "wrong",
    [
        {"shortest": 5, "longest": 4},
        {"new_least": 5, "new_most": 4},
        {"cancel_least": 5, "cancel_most": 4},
        {"longest": 0},
        {"granularity": 25},
        {"quotas": [{"each": "ahead", "counts": "hours", "most": 1}]},
        {"quotas": [{"most": -1}]},
        {"nonsense": 1},
        {"reason": ""},
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="1 validation error"):
        said(**wrong)


# -- which of several speaks ---------------------------------------------------------------------


def test_the_narrower_place_speaks(cast: Cast, plant: Plant, project: Project) -> None:
    lin = cast.bearer("lin")

    def refused(tag: str, hours: float) -> list[str]:
        answer = post(lin, asked((tag, 200, hours)), "/api/v1/bookings/quote")
        return codes(answer)

    assert refused("BR300-1", 72) == []
    save(cast, S.FACILITY, "HZ", longest=71, horizon_days=400)
    assert (refused("BR300-1", 72), refused("DSC-1", 72)) == (["too_long"], ["too_long"])
    save(cast, S.AREA, "F2", longest=70)
    assert (refused("DSC-1", 71), refused("DSC-1", 70)) == (["too_long"], [])
    save(cast, S.CLASS, "BR300", longest=72)
    assert (refused("BR300-1", 72), refused("DSC-1", 72)) == ([], ["too_long"])
    save(cast, S.MACHINE, "BR300-1", longest=60, shortest=30, granularity=4)
    assert refused("BR300-1", 72) == ["too_long"]
    assert refused("BR300-1", 20) == ["too_short"]
    assert refused("BR300-1", 34) == ["granularity"]
    assert refused("BR300-2", 72) == []


def test_times_around_a_run_are_the_machines_own(
    cast: Cast, plant: Plant, project: Project
) -> None:
    save(cast, S.MACHINE, "BR300-1", preparation=2, turnaround=0)
    [stage] = booked(cast).all_stages
    assert (stage.occupied.start, stage.occupied.end) == (at(-2), at(72))
    [other] = booked(cast, ("BR300-2", 0, 72)).all_stages
    assert other.occupied.end == at(80)


def test_working_days_of_a_document_know_the_holidays(
    cast: Cast, plant: Plant, project: Project
) -> None:
    save(cast, S.MACHINE, "BR300-1", lead_days=15)
    assert post(cast.bearer("lin"), asked()).status_code == 201
    CalendarDay.objects.create(
        facility=cast.facility, day=date(2027, 1, 1), works=False, name_zh="元旦", name_en="New"
    )
    answer = post(cast.bearer("lin"), asked(("BR300-1", 0, 20)))
    assert set(codes(answer)) == {"lead_time", "time_taken"}


def test_notice_by_every_door(cast: Cast, plant: Plant, project: Project) -> None:
    save(cast, S.CLASS, "BR300", new_least=503, change_least=400)
    lin = cast.bearer("lin")
    answer = post(lin, asked())
    assert codes(answer) == ["too_late_to_book"]
    assert answer.json()["next_free"] == run(0.5, 72)
    answer = post(lin, asked(("BR300-1", 2, 72)))
    assert answer.status_code == 201
    number = answer.json()["number"]
    with clock.at(at(2) - timedelta(hours=399)):
        moved = {"stages": [{"stage": 1, "run": run(600, 72)}]}
        match = {"If-Match": '"1"', "Accept-Language": "en"}
        path = f"/api/v1/bookings/{number}"
        told = lin.patch(path, moved, content_type="application/json", headers=match)
        assert codes(told) == ["too_late_to_change"]


def test_notice_of_giving_up(cast: Cast, plant: Plant, project: Project) -> None:
    save(cast, S.CLASS, "BR300", cancel_least=503)
    lin, booking = cast.bearer("lin"), booked(cast)
    path = f"/api/v1/bookings/{booking.number}/cancel"
    assert codes(post(lin, {}, path)) == ["too_late_to_cancel"]
    page = send(cast.client("lin"), f"/bookings/{booking.number}/cancel", {"reason": "x"})
    assert page.status_code == 409
    assert "is cancelled at least" in page.content.decode()
    assert codes(post(lin, {"override": "please"}, path)) == ["too_late_to_cancel"]
    told = post(cast.bearer("manager"), {"override": "they were told late"}, path)
    assert told.status_code == 200
    assert [one["codes"] for one in told.json()["overrides"]] == [["too_late_to_cancel"]]
    plant.vessels.approves_itself = False
    plant.vessels.save()
    request = booked(cast)  # what waits is withdrawn at any time
    assert post(lin, {}, f"/api/v1/bookings/{request.number}/cancel").status_code == 200


# -- the doors -----------------------------------------------------------------------------------


def saying(client: Client, path: str, body: dict[str, Any], version: int | None = 0) -> Any:
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return post(client, body, f"{RULES}/{path}", **headers)


def test_by_programs(cast: Cast, plant: Plant) -> None:
    manager = cast.bearer("manager")
    body = {"longest": "36.5", "quotas": [{"most": "100"}], "reason": "a trial"}
    assert saying(manager, "class/BR300", body, None).status_code == 428
    answer = saying(manager, "class/BR300", body)
    assert answer.status_code == 200, answer.content
    listed = manager.get(RULES).json()
    assert listed == [answer.json()]
    assert (listed[0]["scope"], listed[0]["name"], listed[0]["version"]) == ("class", "BR300", 1)
    assert listed[0]["rules"]["longest"] == "36.5"
    told = manager.get(f"{RULES}/class/BR300").json()
    assert [(v["version"], v["reason"], v["by"]) for v in told["versions"]] == [
        (1, "a trial", "Manager")
    ]
    assert manager.get(f"{RULES}/machine/BR300-1").json()["version"] == 0
    assert manager.get(f"{RULES}/machine/NONE").status_code == 404
    assert saying(manager, "class/BR300", body).status_code == 412
    for path in ("", "/class/BR300"):
        assert cast.bearer("lin").get(RULES + path).status_code == 403


def typed(**more: str) -> dict[str, str]:
    row = {"of_0": "organisation", "name_0": "", "counts_0": "hours", "each_0": "week"}
    return {"version": "0", "quotas": "1", **row, "most_0": "", "reason": "a trial", **more}


def test_the_page_shows_what_holds_where_nothing_is_said(cast: Cast, plant: Plant) -> None:
    manager = cast.client("manager")
    for scope, name, said in (
        (S.FACILITY, cast.facility.code, {"longest": "200", "new_least": "24"}),
        (S.CLASS, "BR300", {"longest": "150.5"}),
    ):
        rules = RulesData.model_validate({**said, "reason": "fair"})
        save_rules(cast.actor("manager"), scope, name, rules, 0)
    for path, shown in (
        ("machine/BR300-1", {"longest": "150.5", "new_least": "24", "preparation": "8"}),
        ("class/BR300", {"longest": "200", "new_least": "24", "preparation": "8"}),
        (f"facility/{cast.facility.code}", {"longest": None, "preparation": None}),
    ):
        form = manager.get(f"/rules/{path}").context["form"]
        found = {name: form.fields[name].widget.attrs.get("placeholder") for name in shown}
        assert found == shown


def test_by_the_page(cast: Cast, plant: Plant) -> None:
    manager, path = cast.client("manager"), "/rules/machine/BR300-1"
    assert "It has said nothing of its own yet" in read(manager, path)
    answer = send(manager, path, typed(longest="48", most_0="100", do="save"))
    assert answer.status_code == 302, answer.content
    page = read(manager, path)
    assert "Version 1: a trial" in page
    assert "Organisation: at most 100 hours a week" in page
    assert 'name="most_1"' in page  # another empty row
    assert 'value="48"' in page
    listed = read(manager, "/rules")
    assert "Longest run: 2" in listed
    assert "Rules of booking" in read(manager, "/plant")
    answer = send(manager, path, typed(longest="48", shortest="50", version="1", do="save"))
    assert (answer.status_code, "less" in answer.content.decode()) == (422, False)
    answer = send(manager, path, typed(most_0="1", name_0="nobody", version="1", do="save"))
    assert answer.status_code == 422
    assert "There is no organisation nobody" in answer.content.decode()
    answer = send(manager, path, typed(longest="9", version="0", do="save"))
    assert "Someone has changed this" in answer.content.decode()
    assert send(cast.client("lin"), path, typed()).status_code == 403
    assert send(cast.client("quality"), path, typed(version="1")).status_code == 403
    assert "Put in force" not in read(cast.client("quality"), path)
    assert manager.get("/rules/planet/BR300").status_code == 404
    assert manager.get("/rules/class/NONE").status_code == 404


# -- what would this have refused? ---------------------------------------------------------------


@pytest.fixture
def quarter(cast: Cast, plant: Plant, project: Project) -> Client:
    """In the quarter: bookings of 60, 72 and 4 h, and one refused for its length."""
    lin = cast.bearer("lin")
    plant.vessels.longest = timedelta(hours=72)
    plant.vessels.save()
    booked(cast, ("BR300-1", 0, 60))
    booked(cast, ("BR300-2", 0, 72))
    booked(cast, ("DSC-1", 0, 4))
    cancelled = booked(cast, ("BR300-1", 200, 72))
    post(lin, {}, f"/api/v1/bookings/{cancelled.number}/cancel")
    assert codes(post(lin, asked(("BR300-1", 200, 80)))) == ["too_long"]
    assert codes(post(lin, asked(("BR300-2", 40, 20)))) == ["time_taken"]
    return cast.bearer("manager")


def looked(client: Client, path: str, **rules: Any) -> Any:
    with clock.at(at(0)):  # in the quarter after
        answer = post(client, rules, f"{RULES}/{path}/preview")
    assert answer.status_code == 200, answer.content
    return answer.json()


def told(found: Any) -> list[tuple[str, list[str]]]:
    return [(one["equipment"], one["codes"]) for one in found["refused"]]


def test_a_look_back(quarter: Client, cast: Cast) -> None:
    found = looked(quarter, "class/BR300", longest=60)
    assert found["quarter"]["start"] == "2026-10-01T00:00:00+08:00"
    assert (found["bookings"], found["refusals"]) == (2, 2)
    assert told(found) == [("BR300-2", ["too_long"])]
    assert found["passed"] == []
    assert told(looked(quarter, "machine/BR300-2", longest=60)) == [("BR300-2", ["too_long"])]
    assert told(looked(quarter, "machine/BR300-1", longest=60)) == []
    assert told(looked(quarter, "facility/HZ", new_least=503)) == [
        ("BR300-1", ["too_late_to_book"]),
        ("BR300-2", ["too_late_to_book"]),
        ("DSC-1", ["too_late_to_book"]),
    ]
    assert told(looked(quarter, "area/F2")) == []
    assert not RuleSet.objects.exists()


def test_a_look_back_at_what_would_have_passed(quarter: Client) -> None:
    found = looked(quarter, "class/BR300", longest=80)
    assert told(found) == []
    [passed] = found["passed"]
    assert (passed["equipment"], passed["codes"]) == ("BR300-1", ["too_long"])
    assert passed["run"] == run(200, 80)


def test_a_look_back_at_a_quota(quarter: Client) -> None:
    week = {"counts": "hours", "each": "week", "most": "100"}
    found = looked(quarter, "class/BR300", quotas=[week])
    assert told(found) == [("BR300-2", ["quota_hours"])]  # the second that was asked for
    project = {"of": "project", "counts": "bookings", "each": "month", "most": "0"}
    assert len(told(looked(quarter, "facility/HZ", quotas=[project]))) == 3


def test_a_look_back_on_the_page(quarter: Client, cast: Cast) -> None:
    with clock.at(at(0)):
        said = typed(longest="60", do="preview")
        page = send(cast.client("manager"), "/rules/class/BR300", said).content.decode()
    assert "In 2026Q4" in page
    assert "1 of 2 bookings would have been refused" in page
    assert "too long" in page
    assert 'value="60"' in page
    assert not RuleSet.objects.exists()


def test_a_look_back_asks_the_database_as_often_for_many(
    quarter: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for n in range(20):
        booked(cast, ("DSC-1", 10 + 5 * n, 4))
    a_class(cast, "X", Kind.SKID)
    with django_assert_max_num_queries(16):
        found = looked(quarter, "facility/HZ", longest=3)
    assert len(found["refused"]) == 23
    assert Refusal.objects.count() == 2
    assert Decimal(found["bookings"]) == 23

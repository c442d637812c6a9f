"""Entering results: as typed, rounded and judged; corrections keep the first value."""

from decimal import Decimal

import pytest

from pilotbase.core.errors import Invalid, NotAllowed, Stale, Unconditional
from samples.actions.deliver import deliver
from samples.actions.enter_result import enter_result
from samples.actions.plan_worksheet import plan_worksheet
from samples.actions.review_result import review_result
from samples.choices import (
    CustodyType,
    DecisionRule,
    Meaning,
    RequestStatus,
    ResultKind,
    ResultStatus,
    SampleStatus,
    Verdict,
)
from samples.models import MethodAuthorisation, Result, Sample, TestMethod, Worksheet
from samples.schemas.testing import Review, WorksheetPlan
from samples.testing.rights import NotAuthorised
from samples.testing.values import AlreadyEntered, NotReceived
from tests.people import SINCE, Cast
from tests.samples.conftest import delivery
from tests.samples.lab import (
    GC,
    SUGARS,
    TITER,
    a_method,
    approved,
    entered,
    entry,
    json,
    post,
    requested,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(cast: Cast, tested: Sample) -> Sample:
    requested(cast, tested, TITER, GC)
    return tested


@pytest.mark.parametrize(
    ("typed", "unit", "found"),
    [
        ("818.65", "", (Decimal("818.65"), "", "818.6", Verdict.PASS)),  # half to even
        ("0.81865", "g/L", (Decimal("818.65"), "", "818.6", Verdict.PASS)),
        ("99.99", "mg/L", (Decimal("99.99"), "", "100.0", Verdict.FAIL)),  # the raw value counts
        ("2.9", "", (Decimal("2.9"), "below_loq", "<3.0", Verdict.FAIL)),
        ("<0.5", "", (None, "not_detected", "ND", Verdict.FAIL)),
        ("<250", "", (None, "below", "<250", Verdict.NONE)),
        ("ND", "", (None, "not_detected", "ND", Verdict.FAIL)),
        ("８１８．６５", "", (Decimal("818.65"), "", "818.6", Verdict.PASS)),
    ],
)
def test_a_value_is_kept_as_typed_and_as_reported(
    cast: Cast, asked: Sample, typed: str, unit: str, found: tuple[object, ...]
) -> None:
    result = enter_result(cast.actor("technician"), entry(asked, typed, unit=unit))
    result.refresh_from_db()
    assert (result.typed, result.typed_unit) == (typed, unit or "mg/L")
    assert (result.value, result.qualifier, result.reported, result.verdict) == found
    assert (result.unit, result.status) == ("mg/L", "entered")
    assert (result.organisation, result.entered_by) == (cast.startup, cast.technician)


def test_work_begins_in_the_chain_and_the_request_fills(cast: Cast, asked: Sample) -> None:
    for name in SUGARS[:-1]:
        enter_result(cast.actor("technician"), entry(asked, "1.2", name))
    request = asked.tests.get(method__code=TITER)
    assert request.status == RequestStatus.REQUESTED
    enter_result(cast.actor("colleague"), entry(asked, "1.2", SUGARS[-1]))
    request.refresh_from_db()
    assert request.status == RequestStatus.ENTERED
    asked.refresh_from_db()
    assert asked.status == SampleStatus.IN_TEST
    assert asked.custody.filter(type=CustodyType.TEST_STARTED).count() == 1


def test_a_correction_needs_a_reason_and_the_version_seen(cast: Cast, asked: Sample) -> None:
    first = entered(cast, asked)
    technician = cast.actor("technician")
    with pytest.raises(AlreadyEntered) as silent:
        enter_result(technician, entry(asked, "820"), first.version)
    assert silent.value.field == "reason"
    why = {"reason": "diluted 1:10, not 1:5"}
    with pytest.raises(Unconditional):
        enter_result(technician, entry(asked, "820", **why))
    with pytest.raises(Stale):
        enter_result(technician, entry(asked, "820", **why), first.version + 1)
    second = enter_result(technician, entry(asked, "820", **why), first.version)
    first.refresh_from_db()
    assert (first.status, first.typed, first.reported) == ("replaced", "818.65", "818.6")
    assert (second.revision, second.replaces, second.reason) == (2, first, why["reason"])
    assert list(asked.tests.get(method__code=GC).results.current()) == [second]


def test_what_was_sent_back_is_entered_again_for_that_reason(cast: Cast, asked: Sample) -> None:
    first = entered(cast, asked)
    back = Review(decision="reject", reason="peak cut off")
    review_result(cast.actor("reviewer"), first.pk, back)
    first.refresh_from_db()
    second = enter_result(cast.actor("technician"), entry(asked, "820"), first.version)
    assert second.reason == "peak cut off"


def test_a_correction_after_approval_is_to_be_reviewed_again(cast: Cast, tested: Sample) -> None:
    first = approved(cast, tested)
    tested.refresh_from_db()
    assert tested.status == SampleStatus.TESTED
    again = entry(tested, "820", reason="transposed")
    second = enter_result(cast.actor("technician"), again, first.version)
    request = tested.tests.get()
    assert (second.status, request.status) == (ResultStatus.ENTERED, RequestStatus.ENTERED)
    tested.refresh_from_db()
    assert tested.status == SampleStatus.IN_TEST


@pytest.mark.parametrize(
    ("said", "field", "code"),
    [
        ({"value": "5,243"}, "value", "not_a_value"),
        ({"value": "9e13"}, "value", "invalid"),
        ({"value": "5", "unit": "mol/L"}, "unit", "unit"),
        ({"value": "5", "analyte": "ethanol"}, "analyte", "missing"),
        ({"value": "5", "method": "NONE"}, "method", "not_requested"),
        ({"value": "5", "sample": "S-1999-00001"}, "sample", "missing"),
    ],
)
def test_a_refusal_names_its_field(
    cast: Cast, asked: Sample, said: dict[str, str], field: str, code: str
) -> None:
    given = entry(asked, "5").model_copy(update=said)
    with pytest.raises(Invalid) as refused:
        enter_result(cast.actor("technician"), given)
    assert (refused.value.field, refused.value.code) == (field, code)
    assert not Result.objects.exists()


def test_only_what_the_laboratory_has_received(cast: Cast, asked: Sample) -> None:
    (waiting,) = deliver(cast.actor("lin"), delivery(1))
    requested(cast, waiting, GC)
    with pytest.raises(NotReceived):
        entered(cast, waiting)


def test_a_method_that_names_people_is_for_them(
    cast: Cast, asked: Sample, methods: dict[str, TestMethod]
) -> None:
    MethodAuthorisation.objects.create(
        user=cast.colleague, method=methods[GC], meaning=Meaning.TEST, since=SINCE
    )
    with pytest.raises(NotAuthorised):
        entered(cast, asked)
    assert entered(cast, asked, by="colleague").pk


@pytest.mark.parametrize("who", ["lin", "operator", "reviewer", "signatory", "manager"])
def test_others_may_not(cast: Cast, asked: Sample, who: str) -> None:
    with pytest.raises(NotAllowed):
        entered(cast, asked, by=who)


def test_the_competitor_finds_no_sample(cast: Cast, asked: Sample) -> None:
    with pytest.raises(Invalid) as missing:
        entered(cast, asked, by="eve")
    assert missing.value.code == "missing"


def test_the_api_enters_and_corrects(cast: Cast, asked: Sample) -> None:
    technician = cast.bearer("technician")
    body = {"sample": asked.number, "method": GC, "analyte": "isoprenol", "value": "818.65"}
    first = post(technician, "/api/v1/results", {**body, "unit": "mg/L"})
    assert first.status_code == 201, first.content
    told = json(first)
    assert (told["value"], told["reported"], told["verdict"]) == ("818.65", "818.6", "pass")
    again = {**body, "value": "820"}
    silent = post(technician, "/api/v1/results", again)
    assert (silent.status_code, json(silent)["field"]) == (422, "reason")
    again["reason"] = "diluted"
    assert post(technician, "/api/v1/results", again).status_code == 428
    old = {"If-Match": '"9"'}
    assert post(technician, "/api/v1/results", again, old).status_code == 412
    seen = {"If-Match": f'"{told["version"]}"'}
    second = post(technician, "/api/v1/results", again, seen)
    assert (second.status_code, json(second)["revision"]) == (201, 2)
    first_version = f"/api/v1/results/{told['id']}"
    assert technician.get(first_version).json()["status"] == "replaced"
    for tenant in ("lin", "eve"):  # what is not approved is not there yet, not even for its client
        assert cast.bearer(tenant).get(first_version).status_code == 404
    stranger = post(cast.bearer("eve"), "/api/v1/results", body)
    assert (stranger.status_code, json(stranger)["field"]) == (422, "sample")


def test_a_double_submit_answers_the_first_answer_again(cast: Cast, asked: Sample) -> None:
    technician, key = cast.bearer("technician"), {"Idempotency-Key": "one"}
    body = {"sample": asked.number, "method": GC, "analyte": "isoprenol", "value": "5"}

    def answer(value: str) -> tuple[int, int | None]:
        said = {**body, "value": value}
        given = technician.post(
            "/api/v1/results", said, headers=key, content_type="application/json"
        )
        return given.status_code, given.json().get("id")

    assert answer("5") == answer("5")
    assert answer("6")[0] == 409
    assert Result.objects.count() == 1


@pytest.fixture
def sheet(cast: Cast, asked: Sample) -> Worksheet:
    request = asked.tests.get(method__code=TITER)
    return plan_worksheet(cast.actor("technician"), WorksheetPlan(requests=(request.pk,)))


def cells(sheet: Worksheet) -> dict[str, str]:
    """The names of the grid's inputs, by analyte."""
    request = sheet.requests.get()
    return {a.code: f"c-{request.pk}-{a.pk}" for a in sheet.method.analytes.all()}


def test_the_grid_keeps_good_cells_and_says_why_of_bad_ones(cast: Cast, sheet: Worksheet) -> None:
    name, technician = cells(sheet), cast.client("technician")
    address = f"/worksheets/{sheet.number}"
    assert name["ethanol"] in technician.get(address).content.decode()
    typed = {name["ethanol"]: "5.243", name["glucose"]: "5..2", name["xylose"]: ""}
    answer = technician.post(address, {**typed, **{f"w-{n}": "" for n in name.values()}})
    assert answer.status_code == 422
    assert "5..2" in answer.content.decode()
    assert list(Result.objects.values_list("typed", flat=True)) == ["5.243"]
    right = {**typed, name["glucose"]: "5.2", f"w-{name['ethanol']}": "5.243"}
    assert technician.post(address, right).status_code == 302
    assert Result.objects.count() == 2


def test_the_grid_corrects_with_a_reason_and_what_was_seen(cast: Cast, sheet: Worksheet) -> None:
    cell, technician = cells(sheet)["ethanol"], cast.client("technician")
    address = f"/worksheets/{sheet.number}"
    technician.post(address, {cell: "5.243"})
    change = {cell: "5.25", f"w-{cell}": "5.243", f"v-{cell}": "1"}
    assert technician.post(address, change).status_code == 422
    stale = {**change, "reason": "integrated again", f"v-{cell}": "7"}
    assert technician.post(address, stale).status_code == 422
    assert technician.post(address, {**change, "reason": "integrated again"}).status_code == 302
    gone = {cell: "", f"w-{cell}": "5.25", f"v-{cell}": "1", "reason": "x"}
    assert technician.post(address, gone).status_code == 422
    long = {cell: "5" * 81, f"w-{cell}": "5.25", f"v-{cell}": "1", "reason": "x"}
    assert technician.post(address, long).status_code == 422
    untouched = {cell: "5.25", f"w-{cell}": "5.25"}
    assert technician.post(address, untouched).status_code == 302
    assert Result.objects.count() == 2


def test_a_value_in_another_unit_stands_in_the_unit_of_its_column(
    cast: Cast, sheet: Worksheet, asked: Sample
) -> None:
    enter_result(cast.actor("technician"), entry(asked, "5243", "ethanol", unit="mg/L"))
    page = cast.client("technician").get(f"/worksheets/{sheet.number}").content.decode()
    assert 'value="5.243"' in page
    assert cast.client("reviewer").get(f"/worksheets/{sheet.number}").status_code == 200
    assert cast.client("reviewer").post(f"/worksheets/{sheet.number}").status_code == 403


def test_words_where_the_method_reports_words(cast: Cast, tested: Sample) -> None:
    growth = {"kind": ResultKind.TEXT, "unit": ""}
    a_method(cast, "STERILITY", {"growth": growth}, name_en="Sterility")
    requested(cast, tested, "STERILITY")
    said = entry(tested, "无菌生长", "growth", method="STERILITY")
    result = enter_result(cast.actor("technician"), said)
    assert (result.reported, result.qualifier, result.value) == ("无菌生长", "text", None)
    assert result.request.status == RequestStatus.ENTERED


def test_an_absolute_uncertainty_counts_in_the_unit(cast: Cast, tested: Sample) -> None:
    facts = {
        "unit": "%",
        "decimals": 1,
        "uncertainty": Decimal("0.5"),
        "uncertainty_relative": False,
        "limit_high": Decimal(5),
        "decision_rule": DecisionRule.NON_BINARY,
    }
    a_method(cast, "KF", {"water": facts})
    requested(cast, tested, "KF")
    result = enter_result(cast.actor("technician"), entry(tested, "4.8", "water", method="KF"))
    assert result.verdict == Verdict.CONDITIONAL_PASS

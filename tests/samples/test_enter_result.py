"""Entering results: as typed, rounded and judged; corrections keep the first value."""

from decimal import Decimal

import pytest

from pilotbase.core.errors import Invalid, NotAllowed, Stale, Unconditional
from samples.actions.deliver import deliver
from samples.actions.enter_result import enter_result
from samples.actions.review_result import review_result
from samples.choices import (
    CustodyType,
    Meaning,
    RequestStatus,
    ResultStatus,
    SampleStatus,
    Verdict,
)
from samples.models import MethodAuthorisation, Result, Sample, TestMethod
from samples.schemas_testing import Review
from samples.testing.rights import NotAuthorised
from samples.testing.values import AlreadyEntered, NotReceived
from tests.people import SINCE, Cast
from tests.samples.conftest import delivery
from tests.samples.lab import GC, SUGARS, TITER, approved, entered, entry, requested

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

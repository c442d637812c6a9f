"""Requesting tests: each method once, valid today, with a promised day and today's price."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from bookings.models import Charge, RateCard
from pilotbase.accounts.choices import PriceClass
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.core.errors import Invalid, Missing, NotAllowed
from samples.actions.request_tests import AlreadyRequested, NothingToTest, request_tests
from samples.choices import RequestStatus
from samples.models import Sample, TestMethod, TestRequest
from samples.testing.charging import NoPrice
from tests.people import Cast
from tests.samples.lab import GC, TITER, a_method, approved, requested, wanting

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("who", ["lin", "chen", "technician", "manager"])
def test_the_tenant_and_the_laboratory_ask(cast: Cast, tested: Sample, who: str) -> None:
    with clock.at(FRIDAY):
        titer, gc = request_tests(cast.actor(who), tested.number, wanting(TITER, GC))
    assert (titer.method.code, gc.method.code) == (TITER, GC)
    assert titer.status == RequestStatus.REQUESTED
    assert titer.due_on == date(2026, 12, 1)  # two working days after a Friday
    assert (titer.price, gc.price) == (Decimal(280), Decimal(320))
    assert titer.organisation == cast.startup
    assert AuditEntry.objects.filter(verb="request_tests").count() == 1


def test_the_competitor_finds_no_sample(cast: Cast, tested: Sample) -> None:
    with pytest.raises(Missing):
        request_tests(cast.actor("eve"), tested.number, wanting(GC))


@pytest.mark.parametrize("who", ["operator", "reviewer", "signatory", "quality"])
def test_others_may_not(cast: Cast, tested: Sample, who: str) -> None:
    with pytest.raises(NotAllowed):
        request_tests(cast.actor(who), tested.number, wanting(GC))


def test_the_same_method_twice_is_a_conflict(cast: Cast, tested: Sample) -> None:
    requested(cast, tested, GC)
    with pytest.raises(AlreadyRequested) as twice:
        requested(cast, tested, TITER, GC)
    assert twice.value.field == "tests.1.method"
    with pytest.raises(AlreadyRequested):
        requested(cast, tested, TITER, TITER)
    assert TestRequest.objects.count() == 1  # the other method was rolled back with it


def test_an_expired_or_future_edition_is_unknown(cast: Cast, tested: Sample) -> None:
    a_method(cast, "OLD", {}, valid_until=date(2021, 1, 1))
    a_method(cast, "NEW", {}, valid_from=date(2099, 1, 1))
    for code in ("OLD", "NEW", "NONE"):
        with pytest.raises(Invalid) as unknown:
            requested(cast, tested, code)
        assert (unknown.value.field, unknown.value.code) == ("tests.0.method", "missing")


def test_of_two_valid_editions_the_newer_counts(cast: Cast, tested: Sample) -> None:
    a_method(cast, GC, {}, edition="3", valid_from=date(2025, 10, 1))
    assert requested(cast, tested, GC)[0].method.edition == "3"


def test_nothing_is_tested_on_a_rejected_sample(cast: Cast, tested: Sample) -> None:
    Sample.objects.filter(pk=tested.pk).update(status="rejected")
    with pytest.raises(NothingToTest):
        requested(cast, tested, GC)


def test_both_doors(cast: Cast, tested: Sample, methods: dict[str, TestMethod]) -> None:
    body: dict[str, Any] = {"tests": [{"method": TITER}]}
    address = f"/api/v1/samples/{tested.number}/tests"
    answer = cast.bearer("lin").post(address, body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    (one,) = answer.json()
    assert one["method"] == TITER
    assert one["status"] == "requested"
    assert one["price"] == {"amount": "280.00", "currency": "CNY"}
    page = cast.client("lin").post(
        f"/samples/{tested.number}/tests", {"methods": [methods[GC].code]}
    )
    assert page.status_code == 302
    assert set(tested.tests.values_list("method__code", flat=True)) == {TITER, GC}
    again = cast.client("lin").post(f"/samples/{tested.number}/tests", {"methods": [GC]})
    assert again.status_code == 422
    assert (
        cast.bearer("eve").post(address, body, content_type="application/json").status_code == 404
    )
    assert cast.client("eve").get(f"/samples/{tested.number}/tests").status_code == 404


def priced_as(cast: Cast, price_class: PriceClass) -> None:
    cast.startup.price_class = price_class
    cast.startup.save()


def a_card(cast: Cast, since: date, park: str, internal: str = "0.4") -> None:
    RateCard.objects.create(
        facility=cast.facility,
        valid_from=since,
        park_factor=Decimal(park),
        internal_factor=Decimal(internal),
    )


@pytest.mark.parametrize(
    ("price_class", "shown", "price"),
    [
        (PriceClass.EXTERNAL, "¥320", "320.00"),
        (PriceClass.PARK, "¥240.03", "240.03"),  # 320 x 0.7501 = 240.032
        (PriceClass.INTERNAL, "¥128", "128.00"),
    ],
)
def test_what_is_shown_is_stored_and_charged(
    cast: Cast, tested: Sample, price_class: PriceClass, shown: str, price: str
) -> None:
    a_card(cast, date(2020, 1, 1), "0.9")
    a_card(cast, date(2026, 1, 1), "0.7501")
    a_card(cast, date(2099, 1, 1), "0.1", "0.1")
    priced_as(cast, price_class)
    (method,) = (m for m in cast.bearer("lin").get("/api/v1/methods").json() if m["code"] == GC)
    assert method["price"] == {"amount": price, "currency": "CNY"}
    for who in ("lin", "technician"):
        page = cast.client(who).get(f"/samples/{tested.number}/tests").content.decode()
        assert f"· {shown} ·" in page, who
    approved(cast, tested)
    assert TestRequest.objects.get().price == Decimal(price)
    charge = Charge.objects.get()
    assert (charge.unit_price, charge.amount) == (Decimal(price), Decimal(price))


def test_staff_read_the_external_prices(cast: Cast, methods: dict[str, TestMethod]) -> None:
    a_card(cast, date(2020, 1, 1), "0.9")
    priced_as(cast, PriceClass.PARK)
    found = cast.bearer("technician").get("/api/v1/methods").json()
    assert {method["price"]["amount"] for method in found} == {"280.00", "320.00"}


def test_without_a_card_nobody_knows_the_parks_price(cast: Cast, tested: Sample) -> None:
    a_card(cast, date(2099, 1, 1), "0.9")
    priced_as(cast, PriceClass.PARK)
    with pytest.raises(NoPrice) as refused:
        requested(cast, tested, TITER, GC)
    assert (refused.value.code, refused.value.field) == ("no_price", "tests.0.method")
    assert not TestRequest.objects.exists()
    found = cast.bearer("lin").get("/api/v1/methods").json()
    assert [method["price"] for method in found] == [None, None]
    path = f"/samples/{tested.number}/tests"
    assert "no price yet" in cast.client("lin").get(path).content.decode()
    page = cast.client("lin").post(path, {"methods": [GC]})
    assert page.status_code == 422
    assert "no price for GC-ISOP yet" in page.content.decode()


def test_the_facilitys_own_samples_cost_nothing(cast: Cast, tested: Sample) -> None:
    Sample.objects.filter(pk=tested.pk).update(organisation=None, project=None)
    (request,) = requested(cast, tested, GC, by="technician")
    assert request.price == 0
    page = cast.client("technician").get(f"/samples/{tested.number}/tests")
    assert "¥0 ·" in page.content.decode()

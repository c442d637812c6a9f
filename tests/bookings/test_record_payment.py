"""What is paid settles what is owed, oldest first; who owes too much for too long books no more."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from bookings.actions.record_payment import PaymentData, record_payment
from bookings.choices import ChargeKind
from bookings.models import Charge, RuleSet
from bookings.owed import overdue
from pilotbase.accounts.masterdata import Exists
from pilotbase.accounts.models import Organisation, Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core.errors import Invalid, NotAllowed
from tests.bookings.asking import NOW, asked, booked, codes, patch, post, run
from tests.bookings.test_pages import read, send
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


def paid(**more: Any) -> PaymentData:
    said = {"organisation": "yanxi", "amount": "100", "reference": "bank 17", **more}
    return PaymentData.model_validate(said)


def charged(of: Organisation, amount: int, days_ago: float) -> Charge:
    facility = Project.objects.first()
    assert facility is not None
    return Charge.objects.create(
        facility=facility.facility,
        organisation=of,
        reference=f"B-{days_ago}",
        kind=ChargeKind.CORRECTION,
        quantity=1,
        unit="",
        unit_price=amount,
        amount=amount,
        at=NOW - timedelta(days=days_ago),
    )


@pytest.mark.parametrize("name", ["finance", "manager"])
def test_a_payment_is_a_line_below_zero(cast: Cast, name: str) -> None:
    line = record_payment(cast.actor(name), paid(paid_on="2026-12-18", note="in part"))
    assert (line.amount, line.kind, line.reason) == (
        Decimal(-100),
        ChargeKind.PAYMENT,
        "2026-12-18 in part",
    )
    assert (line.at, line.recorded_by) == (NOW, cast.people[name])
    entry = AuditEntry.objects.get(verb="payment.recorded")
    assert entry.after == {"amount": "-100", "reference": "bank 17"}
    assert entry.organisation_id == cast.startup.pk


@pytest.mark.parametrize("name", ["lin", "chen", "eve", "operator", "quality"])
def test_others_may_not(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        record_payment(cast.actor(name), paid())


def test_what_makes_no_sense(cast: Cast) -> None:
    finance = cast.actor("finance")
    record_payment(finance, paid())
    with pytest.raises(Exists):
        record_payment(finance, paid(amount="50"))
    record_payment(finance, paid(organisation="rival"))
    for wrong, field in (
        ({"organisation": "x"}, "organisation"),
        ({"paid_on": "2026-12-22"}, "paid_on"),
    ):
        with pytest.raises(Invalid) as refused:
            record_payment(finance, paid(reference="bank 18", **wrong))
        assert refused.value.field == field
    with pytest.raises(ValueError, match="greater than 0"):
        paid(amount="0")
    with pytest.raises(IntegrityError), transaction.atomic():
        Charge.objects.create(
            facility=cast.facility,
            organisation=cast.startup,
            reference="bank 17",
            kind=ChargeKind.PAYMENT,
            quantity=1,
            unit="",
            unit_price=-1,
            amount=-1,
            at=NOW,
        )


def test_payments_settle_the_oldest_first(cast: Cast, project: Project) -> None:
    charged(cast.startup, 300, 40)
    charged(cast.startup, 500, 20)
    charged(cast.rival, 900, 90)

    def owed(days: int) -> Decimal:
        return overdue(cast.startup.pk, [days], NOW)[days]

    assert [owed(n) for n in (0, 20, 21, 40, 41)] == [800, 800, 300, 300, 0]
    record_payment(cast.actor("finance"), paid(amount="250"))
    assert [owed(n) for n in (0, 21, 41)] == [550, 50, 0]
    record_payment(cast.actor("finance"), paid(amount="1000", reference="bank 18"))
    assert [owed(n) for n in (0, 21, 41)] == [0, 0, 0]  # paid ahead is not owed less than nothing
    assert overdue(cast.startup.pk, [], NOW) == {}


def test_who_owes_too_much_for_too_long_books_no_more(
    cast: Cast, plant: Plant, project: Project
) -> None:
    said = {"unpaid_days": 30, "unpaid_most": "200"}
    RuleSet.objects.create(facility=cast.facility, of_facility=cast.facility, said=said)
    lin = cast.bearer("lin")
    booking = booked(cast)
    charged(cast.startup, 200, 31)
    charged(cast.startup, 900, 29)
    assert post(lin, asked(("BR300-2", 0, 72))).status_code == 201
    charged(cast.startup, 100, 40)
    answer = post(lin, asked(("DSC-1", 0, 4)))
    assert codes(answer) == ["unpaid"]
    [problem] = answer.json()["problems"]
    assert problem["detail"] == (
        "¥300 have been owed for more than 30 days; on DSC-1 up to ¥200 may be."
    )
    moved = patch(lin, booking.number, {"stages": [{"stage": 1, "run": run(200, 72)}]})
    assert moved.status_code == 200  # what is booked may move
    override = asked(("DSC-1", 0, 4), override="paid by cheque, on its way")
    assert post(cast.bearer("manager"), override).status_code == 201
    record_payment(cast.actor("finance"), paid())
    assert post(lin, asked(("DSC-1", 8, 4))).status_code == 201


def test_nothing_is_asked_where_nothing_is_said(cast: Cast, plant: Plant, project: Project) -> None:
    charged(cast.startup, 100_000, 300)
    assert post(cast.bearer("lin"), asked()).status_code == 201


def test_by_programs(cast: Cast, project: Project) -> None:
    charged(cast.startup, 300, 40)
    charged(cast.rival, 70, 40)
    finance = cast.bearer("finance")
    body = {"organisation": "yanxi", "amount": "100.00", "reference": "bank 17"}
    answer = post(finance, body, "/api/v1/payments")
    assert answer.status_code == 201, answer.content
    assert answer.json()["amount"] == {"amount": "-100.00", "currency": "CNY"}
    assert post(finance, body, "/api/v1/payments").status_code == 409
    lists = {
        name: cast.bearer(name).get("/api/v1/charges").json()["items"]
        for name in ("finance", "lin", "eve", "operator")
    }
    assert {name: [one["amount"]["amount"] for one in items] for name, items in lists.items()} == {
        "finance": ["-100.00", "70.00", "300.00"],
        "lin": ["-100.00", "300.00"],
        "eve": ["70.00"],
        "operator": [],
    }


def test_by_the_page(cast: Cast, project: Project) -> None:
    finance = cast.client("finance")
    assert "Nothing has been charged yet" in read(finance, "/charges")
    charged(cast.startup, 300, 40)
    said = {"organisation": "yanxi", "amount": "100", "reference": "bank 17"}
    assert send(finance, "/charges/payments", said).status_code == 302
    page = read(finance, "/charges")
    assert "bank 17" in page
    assert "¥200" in page
    again = send(finance, "/charges/payments", said)
    assert (again.status_code, "recorded already" in again.content.decode()) == (422, True)
    tenant = read(cast.client("lin"), "/charges")
    assert "¥200" in tenant
    assert "Record a payment" not in tenant
    assert "bank 17" not in read(cast.client("eve"), "/charges")
    assert send(cast.client("lin"), "/charges/payments", said).status_code == 403


def test_the_rule_is_said_whole(cast: Cast, plant: Plant) -> None:
    manager = cast.bearer("manager")
    path = "/api/v1/rules/facility/HZ"
    half = {"unpaid_most": "200", "reason": "a trial"}
    assert post(manager, half, path, **{"If-Match": '"0"'}).status_code == 422
    whole = {**half, "unpaid_days": 30}
    assert post(manager, whole, path, **{"If-Match": '"0"'}).status_code == 200
    assert "¥200" in read(cast.client("manager"), "/rules")

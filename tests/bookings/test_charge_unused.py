"""What cancelling costs by its notice: shown first, charged once, and never more than shown."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bookings.actions.charge_unused import charge_unused
from bookings.actions.release_no_show import release_no_show
from bookings.actions.save_cancel_term import CancelTermData, save_cancel_term
from bookings.cancelling import NOBODY_CAME, Fee, percent
from bookings.choices import BookingStatus, ChargeKind
from bookings.models import Booking, Charge
from bookings.schemas.runs import StageRef
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.records.models import Uptime
from tests.bookings.asking import API, asked, at, booked, post
from tests.factories import Plant
from tests.people import Cast

TERMS = [(timedelta(hours=h), share) for h, share in ((240, 0), (120, 30), (48, 60))]


@pytest.mark.parametrize(
    ("notice", "share"),
    [(240, 0), (239.9, 30), (120, 30), (119, 60), (48, 60), (47.9, 100), (0, 100), (-1, 100)],
)
def test_the_share_by_notice(notice: float, share: int) -> None:
    assert percent(TERMS, timedelta(hours=notice)) == share


def test_without_terms_it_costs_nothing() -> None:
    assert percent([], NOBODY_CAME) == 0


@pytest.fixture
def terms(cast: Cast, plant: Plant, project: Project) -> None:
    """For all; the skids have their own."""
    for hours, share in ((240, 0), (120, 30), (48, 60), (0, 100)):
        data = {"notice": hours, "percent": share}
        save_cancel_term(cast.actor("manager"), CancelTermData.model_validate(data))
    own = CancelTermData.model_validate({"equipment_class": "DSC", "notice": 0, "percent": 10})
    save_cancel_term(cast.actor("manager"), own)


@pytest.mark.django_db
def test_it_is_shown_before_and_charged_then(cast: Cast, terms: None) -> None:
    booking = booked(cast, ("BR300-1", 0, 72), ("DSC-1", 88, 8))  # 15,200 and 2,800
    lin, path = cast.client("lin"), f"{API}/{booking.number}"
    assert lin.get(f"{path}/cancellation").json() == {
        "fees": [
            {
                "stage": 2,
                "equipment": "DSC-1",
                "percent": 10,
                "amount": {"amount": "280.00", "currency": "CNY"},
            }
        ],
        "total": {"amount": "280.00", "currency": "CNY"},
    }
    with clock.at(at(-8 - 100)):
        said = lin.get(f"{path}/cancellation").json()
        assert said["total"]["amount"] == "9400.00"  # 60 % of 15,200, and 280
        page = lin.get(f"/bookings/{booking.number}").content.decode()
        assert "¥9,400" in page
        assert "60 %" in page
        refused = post(lin, {"accepted": "280"}, f"{path}/cancel")
        assert (refused.status_code, refused.json()["code"]) == (409, "terms_changed")
        assert not Charge.objects.exists()
        stale = lin.post(f"/bookings/{booking.number}/cancel", {"accepted": "280.00"})
        assert stale.status_code == 409
        done = lin.post(f"/bookings/{booking.number}/cancel", {"accepted": "9400.00"})
        assert done.status_code == 302
    lines = Charge.objects.order_by("stage__position")
    assert [(c.kind, c.amount, c.reason, c.reference) for c in lines] == [
        (ChargeKind.CANCELLATION, Decimal(9120), "60 %", booking.number),
        (ChargeKind.CANCELLATION, Decimal(280), "10 %", booking.number),
    ]
    entry = AuditEntry.objects.get(verb="booking.cancelled")
    assert entry.after == {"status": "cancelled", "charged": "9400.00"}


@pytest.mark.django_db
def test_what_costs_nothing(cast: Cast, terms: None, plant: Plant) -> None:
    """The plant cancels; it was a request; it was displaced."""
    by_plant, displaced = booked(cast), booked(cast, ("BR300-2", 0, 72))
    plant.vessels.approves_itself = False
    plant.vessels.save()
    request = booked(cast, ("BR300-1", 100, 72))
    displaced.stages.update(status="displaced")
    Booking.objects.filter(pk=displaced.pk).update(status=BookingStatus.DISPLACED)
    with clock.at(at(-9)):
        lin = cast.client("lin")
        assert lin.get(f"{API}/{by_plant.number}/cancellation").json()["total"]["amount"] != "0.00"
        for who, booking in (("manager", by_plant), ("lin", displaced), ("lin", request)):
            path = f"{API}/{booking.number}"
            said = cast.client(who).get(f"{path}/cancellation").json()
            assert said["total"]["amount"] == "0.00"
            Booking.objects.filter(pk=request.pk).update(expires_at=at(9))
            assert post(cast.client(who), {}, f"{path}/cancel").status_code == 200
    assert not Charge.objects.exists()


@pytest.mark.django_db
def test_a_stranger_hears_of_no_fee(cast: Cast, terms: None) -> None:
    number = booked(cast).number
    assert cast.client("eve").get(f"{API}/{number}/cancellation").status_code == 404


@pytest.mark.django_db
def test_a_quote_says_the_terms(cast: Cast, terms: None) -> None:
    said = post(cast.client("lin"), asked(("BR300-1", 0, 72)), f"{API}/quote").json()
    assert said["cancelling"] == [
        {"stage": 1, "until": at(-8 - hours).isoformat(), "percent": share}
        for hours, share in ((240, 0), (120, 30), (48, 60), (0, 100))
    ]


@pytest.mark.django_db
def test_who_does_not_come_pays_for_the_shortest_notice(cast: Cast, terms: None) -> None:
    booking = booked(cast)
    Uptime.objects.create(start=at(-24), end=at(24))
    with clock.at(at(1)):
        release_no_show(cast.actor("operator"), booking.number, StageRef(stage=1))
    charge = Charge.objects.get()
    assert (charge.kind, charge.amount) == (ChargeKind.NO_SHOW, Decimal(15200))


@pytest.mark.django_db
def test_it_is_one_line_of_a_stage(cast: Cast, terms: None) -> None:
    booking = booked(cast)
    fee = Fee(booking.all_stages[0], 60, Decimal(9120))
    charge = charge_unused(cast.actor("operator"), booking, ChargeKind.NO_SHOW, fee)
    assert (charge.organisation, charge.unit_price, charge.recorded_by) == (
        cast.startup,
        Decimal(9120),
        cast.operator,
    )

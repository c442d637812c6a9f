"""A test is owed once its results are approved: at the price it was requested at, and only once."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from bookings.actions.charge_test import TestDone, charge_test
from bookings.models import RateCard
from bookings.pricing import unit_price
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.choices import PriceClass
from pilotbase.accounts.models import Organisation
from pilotbase.core import clock
from pilotbase.core.errors import Conflict
from samples.models import Sample, TestMethod, TestRequest

NOTHING = Decimal("0.00")


class NoPrice(Conflict):
    code = "no_price"


def prices(
    methods: Iterable[TestMethod], organisation: Organisation | None, day: date
) -> dict[int, Decimal | None]:
    """By the method's id what it costs whoever owns the sample; the facility's own cost nothing.

    None where the organisation's class has no factor on that day: nobody knows its price.
    """
    if organisation is None:
        return {method.pk: NOTHING for method in methods}
    return by_class(methods, PriceClass(organisation.price_class), day)


def by_class(
    methods: Iterable[TestMethod], price_class: PriceClass, day: date
) -> dict[int, Decimal | None]:
    """What each costs this class. A method's own price is the external one, and needs no card."""
    listed = list(methods)
    if price_class == PriceClass.EXTERNAL:
        return {method.pk: method.price for method in listed}
    factors = RateCard.objects.factors_on(day, {method.facility_id for method in listed})
    return {
        method.pk: unit_price(method.price, factors[method.facility_id], price_class)
        if method.facility_id in factors
        else None
        for method in listed
    }


def known_prices(methods: Iterable[TestMethod], sample: Sample) -> dict[int, Decimal]:
    """Today's, in the order in which they are asked for. Raises NoPrice for the first unknown."""
    listed = list(methods)
    priced = prices(listed, sample.organisation, sample.facility.local(clock.now()).date())
    known = {}
    for n, method in enumerate(listed):
        price = priced[method.pk]
        if price is None:
            sentence = _("There is no price for %(method)s yet. Ask the platform to set one.")
            raise NoPrice(sentence % {"method": method.code}, field=f"tests.{n}.method")
        known[method.pk] = price
    return known


def charge(actor: Actor, request: TestRequest) -> None:
    """Charge the tenant. The facility's own samples cost nobody anything."""
    if request.charge_id is not None or request.organisation_id is None:
        return
    done = TestDone(
        facility_id=request.facility_id,
        organisation_id=request.organisation_id,
        reference=request.sample.number,
        what=request.method.code,
        unit_price=request.price,
    )
    request.charge = charge_test(actor, done)
    TestRequest.objects.filter(pk=request.pk).update(charge=request.charge)

"""The public catalogue: what everyone may know, what a tenant sees besides, and nothing else."""

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.models import CancelTerm, RateCard, RateLine
from equipment.choices import FeeUnit, Kind
from pilotbase.accounts.actor import NOBODY
from pilotbase.core import clock
from pilotbase.intake.catalogue import catalogue
from pilotbase.intake.words import rules_of
from tests.bookings.standing import a_booking
from tests.factories import Plant, a_class, a_machine
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(plant: Plant) -> Plant:
    """300 L of which one machine takes methanol."""
    plant.vessels.total_volume, plant.vessels.working_volume = Decimal(300), Decimal(210)
    plant.vessels.save()
    plant.br300_2.capabilities = ["off-gas", "methanol"]
    plant.br300_2.original_value = Decimal(1_900_123)
    plant.br300_2.save()
    return plant


def said(client: Client, **query: str) -> Any:
    return client.get("/api/v1/catalogue", query).json()


def test_a_stranger_reads_classes_machines_and_the_fee_schedule(cast: Cast, hall: Plant) -> None:
    found = said(Client())
    assert [one["code"] for one in found["items"]] == ["BR300", "DSC", "LAB"]
    vessels = found["items"][0]
    assert (vessels["total_volume"], vessels["working_volume"]) == ("300", "210")
    assert vessels["fee"] == {
        "unit": "day",
        "price": {"amount": "3800.00", "currency": "CNY"},
        "price_class": "external",
    }
    assert {one["tag"]: one["public"] for one in vessels["machines"]} == {
        "BR300-1": "offline",
        "BR300-2": "offline",
    }
    page = Client().get("/catalogue").content.decode()
    assert all(word in page for word in ("BR300", "¥3,800", "210"))
    assert "1900123" not in page + json.dumps(found)


def test_a_tenant_reads_her_own_prices(cast: Cast, hall: Plant) -> None:
    cast.startup.price_class = "park"
    cast.startup.save()
    fee = said(cast.bearer("lin"))["items"][0]["fee"]
    assert (fee["price"]["amount"], fee["price_class"]) == ("3040.00", "park")
    assert "¥3,040" in cast.client("lin").get("/catalogue").content.decode()
    assert said(cast.bearer("eve"))["items"][0]["fee"]["price_class"] == "external"
    assert said(cast.bearer("manager"))["items"][0]["fee"]["price_class"] == "external"


def test_the_newest_valid_rate_counts(cast: Cast, hall: Plant) -> None:
    for day, amount in ((clock.today(), 4000), (clock.today() + timedelta(days=1), 9000)):
        card = RateCard.objects.create(facility=cast.facility, valid_from=day)
        RateLine.objects.create(
            card=card, equipment_class=hall.vessels, unit=FeeUnit.DAY, amount=amount
        )
    assert said(Client())["items"][0]["fee"]["price"]["amount"] == "4000.00"


@pytest.mark.parametrize(
    ("need", "whole", "partly"),
    [
        ("300 L with off-gas, methanol", ["BR300"], []),
        ("300 升 甲醇 厌氧", [], ["BR300"]),
        ("DSC", ["DSC"], []),
        ("nothing of the kind", [], []),
    ],
)
def test_a_need_ranks_it(hall: Plant, need: str, whole: list[str], partly: list[str]) -> None:
    told = catalogue(NOBODY, need)
    assert [shelf.of.code for shelf in told.whole] == whole
    assert [shelf.of.code for shelf in told.partly] == partly
    for headers in ({}, {"HX-Request": "true"}):
        assert Client().get("/catalogue", {"need": need}, headers=headers).status_code == 200


def test_a_need_is_told_as_it_was_understood(hall: Plant) -> None:
    found = said(Client(), need="at least 200 L methanol BL1 fermenter anaerobic Xyz")
    assert found["need"] == {
        "least": "200",
        "most": None,
        "containment": 1,
        "abilities": ["anaerobic", "methanol"],
        "kinds": ["bioreactor"],
        "words": ["xyz"],
    }
    best = found["items"][0]["machines"][0]
    assert (best["tag"], best["fit"]["missing"]) == ("BR300-2", ["anaerobic", "xyz"])
    english = Client(headers={"Accept-Language": "en"})
    for words in ("at most 500 L BL1 xyz", "100-500 L BL1", "500 L BL1", "at least 9 L BL1"):
        page = english.get("/catalogue", {"need": words}).content.decode()
        assert "containment level 1" in page


def test_what_cannot_be_booked_is_not_in_it(cast: Cast, hall: Plant) -> None:
    kill = a_class(cast, "KILL", Kind.SKID)
    a_machine(hall.area, kill, "KILL-1", bookable=False)
    old = a_class(cast, "OLD", Kind.SKID, retired_from=date(2020, 1, 1))
    a_machine(hall.area, old, "OLD-1")
    gone = a_machine(hall.area, hall.vessels, "BR300-9", retired_from=date(2020, 1, 1))
    text = json.dumps(said(Client()))
    assert not any(word in text for word in ("KILL", "OLD-1", gone.tag))
    for code in ("KILL", "OLD", "NONE"):
        assert Client().get(f"/catalogue/{code}").status_code == 404
        assert Client().get(f"/api/v1/catalogue/{code}").status_code == 404


def test_one_class_has_its_rules_in_words(cast: Cast, hall: Plant) -> None:
    vessels = hall.vessels
    vessels.lead_days, vessels.approves_itself, vessels.staffed_start = 10, False, True
    vessels.save()
    CancelTerm.objects.create(facility=cast.facility, notice=timedelta(days=7), percent=30)
    english = Client(headers={"Accept-Language": "en"})
    rules = english.get("/api/v1/catalogue/BR300").json()["rules"]
    page = english.get("/catalogue/BR300").content.decode()
    for words in ("10 working days ahead", "08:00 to 20:00", "Platform manager", "30 %"):
        assert any(words in rule for rule in rules), words
    assert "10 working days ahead" in page
    vessels.request_holds = False
    assert any("compete" in rule for rule in rules_of(vessels, {"BR300-1": ()}))


def test_a_class_of_its_own_terms_does_not_speak_of_the_facilitys(cast: Cast, hall: Plant) -> None:
    for of, percent in ((None, 60), (hall.vessels, 15)):
        CancelTerm.objects.create(
            facility=cast.facility, equipment_class=of, notice=timedelta(days=7), percent=percent
        )
    shelves = {shelf.of.code: " ".join(shelf.rules) for shelf in catalogue(NOBODY).shelves}
    assert "15 %" in shelves["BR300"]
    assert "60 %" not in shelves["BR300"]
    assert "60 %" in shelves["DSC"]


def test_nothing_of_a_tenant_is_in_it(cast: Cast, hall: Plant, project: Any) -> None:
    now = clock.now()
    number = a_booking(project, hall.br300, now, now + timedelta(days=1)).number
    for path in ("/catalogue", "/catalogue/BR300", "/api/v1/catalogue", "/api/v1/catalogue/BR300"):
        text = Client(headers={"Accept-Language": "en"}).get(path).content.decode()
        assert not any(word in text for word in (number, project.code, "砚溪", "Yanxi"))


def test_it_takes_as_many_queries_for_many_machines(cast: Cast, hall: Plant) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            catalogue(NOBODY)
        return len(caught)

    before = queries()
    for n in range(3, 21):
        a_machine(hall.area, hall.vessels, f"BR300-{n}")
    assert queries() == before <= 10

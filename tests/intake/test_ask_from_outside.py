"""A visitor asks without an account: the manager reads it, and nobody can flood the plant."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from pilotbase.core import clock
from pilotbase.intake.actions import ask_from_outside as door
from pilotbase.intake.models import Enquiry
from tests.intake.asking import ASKING
from tests.people import Cast

pytestmark = pytest.mark.django_db
VISITOR = {**ASKING, "name": "Wen", "organisation": "Wenbio", "email": "wen@wenbio.test"}


def sent(address: str = "10.1.1.1", **more: Any) -> int:
    visitor = Client(headers={"Accept-Language": "en"}, REMOTE_ADDR=address)
    return visitor.post("/enquiries/new", {**VISITOR, **more}).status_code


def test_the_manager_reads_who_asked(cast: Cast) -> None:
    assert Client().get("/enquiries/new").status_code == 200
    assert sent() == 200
    enquiry = Enquiry.objects.get()
    assert (enquiry.organisation, enquiry.asked_by) == (None, None)
    assert "10.1.1.1" not in enquiry.visitor_address
    page = cast.client("manager").get(f"/enquiries/{enquiry.number}").content.decode()
    assert "wen@wenbio.test" in page
    assert "Wen (Wenbio)" in page
    for name in ("lin", "eve", "operator"):
        assert cast.client(name).get(f"/enquiries/{enquiry.number}").status_code == 404


def test_one_address_and_one_e_mail_ask_a_few_times_a_day(cast: Cast) -> None:
    by_mail = [sent(address=f"10.1.1.{n}") for n in range(4)]
    assert by_mail == [200, 200, 200, 422]
    by_address = [sent(address="10.2.2.2", email=f"w{n}@wenbio.test") for n in range(6)]
    assert by_address == [200, 200, 200, 200, 200, 422]
    with clock.at(clock.now() + timedelta(days=1, minutes=1)):
        assert sent() == 200


def test_all_of_them_together_are_limited(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "MOST_OF_ALL", 1)
    assert (sent(), sent("10.3.3.3", email="other@wenbio.test")) == (200, 422)


def test_an_incomplete_one_is_not_taken(cast: Cast) -> None:
    assert sent(email="nobody") == 422
    assert sent(name="") == 422
    assert not Enquiry.objects.exists()

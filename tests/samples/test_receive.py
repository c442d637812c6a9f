from decimal import Decimal
from typing import Any

import pytest

from pilotbase.audit.models import AuditEntry, Signature
from pilotbase.core import clock
from pilotbase.core.errors import Invalid, Missing
from samples.actions.receive import receive
from samples.actions.relinquish import relinquish
from samples.choices import CustodyType, SampleStatus
from samples.errors import NotOffered
from samples.models import Sample
from samples.schemas.sample import Receiving, Relinquishing, Temperature
from tests.people import Cast
from tests.samples.conftest import NOON
from tests.samples.doors import DOORS, OK, custody

pytestmark = pytest.mark.django_db
CAME: dict[str, Any] = {"condition": "ok", "temperature": {"value": "4.1", "unit": "degC"}}


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(NOON):
        yield


@pytest.fixture
def offered(cast: Cast, drawn: Sample) -> Sample:
    """By the operator to the technician."""
    relinquish(cast.actor("operator"), drawn.number, Relinquishing(to="technician@demo.test"))
    drawn.refresh_from_db()
    return drawn


@pytest.mark.parametrize("door", DOORS)
def test_the_receiver_signs_second(cast: Cast, offered: Sample, door: str) -> None:
    answer = custody(cast, "technician", door, "received", offered.number, **CAME, seal="intact")
    assert answer.status_code in OK, answer.content
    offered.refresh_from_db()
    assert (offered.status, offered.custodian) == (SampleStatus.RECEIVED, cast.technician)
    assert (offered.offered_to, offered.received_at) == (None, NOON)
    assert offered.condition == "ok"
    link = offered.custody.get(type=CustodyType.RECEIVED)
    assert (link.actor, link.counterparty) == (cast.technician, cast.operator)
    assert link.facts["temperature"] == {"value": "4.1", "unit": "degC", "celsius": "4.1"}
    assert (link.facts["laboratory"], link.facts["seal"]) == (True, {"state": "intact"})
    assert Signature.objects.get(meaning="receive").content_digest == link.hash
    assert AuditEntry.objects.filter(verb="sample.received").count() == 1


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ["colleague", "operator", "lin"])
def test_only_whom_it_was_offered_to(cast: Cast, offered: Sample, door: str, who: str) -> None:
    answer = custody(cast, who, door, "received", offered.number, **CAME)
    # The page of who has nothing to receive shows no form: its refusal is the page itself.
    assert answer.status_code in (409, 422)
    offered.refresh_from_db()
    assert offered.status == SampleStatus.IN_HANDOVER


@pytest.mark.parametrize("door", DOORS)
def test_to_a_competitor_it_is_missing(cast: Cast, offered: Sample, door: str) -> None:
    answer = custody(cast, "eve", door, "received", offered.number, **CAME)
    assert answer.status_code == 404
    assert b"There is no sample" in answer.content
    with pytest.raises(Missing):
        receive(cast.actor("eve"), offered.number, Receiving.model_validate(CAME))


def test_among_operators_it_changes_hands_and_is_not_in_the_laboratory(
    cast: Cast, delivered: list[Sample]
) -> None:
    number = delivered[0].number
    relinquish(cast.actor("lin"), number, Relinquishing(to="operator@demo.test"))
    receive(cast.actor("operator"), number, Receiving.model_validate(CAME))
    sample = Sample.objects.get(number=number)
    assert (sample.status, sample.custodian) == (SampleStatus.REGISTERED, cast.operator)
    assert sample.received_at is None


@pytest.mark.parametrize("door", DOORS)
def test_those_that_came_alike_are_received_together(
    cast: Cast, delivered: list[Sample], door: str
) -> None:
    numbers = [sample.number for sample in delivered]
    to = Relinquishing(to="technician@demo.test", also=tuple(numbers[1:]))
    relinquish(cast.actor("lin"), numbers[0], to)
    answer = custody(cast, "technician", door, "received", numbers[0], **CAME, also=numbers[1:2])
    assert answer.status_code in OK, answer.content
    stands = Sample.objects.order_by("pk").values_list("status", flat=True)
    assert list(stands) == [SampleStatus.RECEIVED, SampleStatus.RECEIVED, SampleStatus.IN_HANDOVER]


def test_what_is_received_is_received_once(cast: Cast, offered: Sample) -> None:
    receive(cast.actor("technician"), offered.number, Receiving.model_validate(CAME))
    with pytest.raises(NotOffered):
        receive(cast.actor("technician"), offered.number, Receiving.model_validate(CAME))


@pytest.mark.parametrize(
    ("value", "unit", "code"),
    [("4", "mL", "unit"), ("-300", "degC", "temperature"), ("900", "degC", "temperature")],
)
def test_a_temperature_is_one(
    cast: Cast, offered: Sample, value: str, unit: str, code: str
) -> None:
    came = Receiving.model_validate(
        {"condition": "ok", "temperature": Temperature(value=Decimal(value), unit=unit)}
    )
    with pytest.raises(Invalid) as refused:
        receive(cast.actor("technician"), offered.number, came)
    assert (refused.value.code, refused.value.field) == (code, "temperature")


def test_the_inbox_says_what_waits(cast: Cast, offered: Sample) -> None:
    shown = cast.client("technician").get("/samples/inbox").content.decode()
    assert "1 sample waits for you" in shown
    assert "checked" not in shown
    every = cast.client("technician").get("/samples/inbox?tick=all").content.decode()
    assert "checked" in every
    assert offered.number in shown
    assert (
        "Nothing waits for you" in cast.client("colleague").get("/samples/inbox").content.decode()
    )
    going = cast.client("operator").get("/samples/inbox").content.decode()
    assert "You handed out, not confirmed yet" in going


def test_nothing_ticked_nothing_signed(cast: Cast, offered: Sample) -> None:
    said = {"condition": "ok", "seal": "none", "pin": "2468", "do": "receive"}
    answer = cast.client("technician").post("/samples/inbox", said)
    assert (answer.status_code, b"Tick the samples" in answer.content) == (422, True)
    wrong = cast.client("technician").post(
        "/samples/inbox", {**said, "sample": offered.number, "pin": "1"}
    )
    assert (wrong.status_code, b"signing PIN is wrong" in wrong.content) == (422, True)

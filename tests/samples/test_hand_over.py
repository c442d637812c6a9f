from typing import Any

import pytest

from pilotbase.audit.models import AuditEntry, Signature
from pilotbase.core.errors import Invalid, Missing, NotAllowed
from samples import custody as chain
from samples.actions.hand_over import hand_over
from samples.choices import CustodyType, SampleStatus
from samples.custody.handing import receivers
from samples.errors import NotInHand
from samples.models import Sample
from samples.queries import links_of
from samples.schemas.sample import HandOver
from tests.people import PIN, Cast
from tests.samples.doors import DOORS, OK, custody

pytestmark = pytest.mark.django_db
RECEIPT = {"condition": "ok", "temperature": {"value": "4.1", "unit": "degC"}}
SAID: dict[str, Any] = {"to": "technician@demo.test", "receipt": RECEIPT}


@pytest.mark.parametrize("door", DOORS)
def test_two_people_sign_at_one_device(cast: Cast, drawn: Sample, door: str) -> None:
    said = {**SAID, "receiver_pin": PIN}
    answer = custody(cast, "operator", door, "handed_over", drawn.number, **said)
    assert answer.status_code in OK, answer.content
    drawn.refresh_from_db()
    assert (drawn.status, drawn.custodian) == (SampleStatus.RECEIVED, cast.technician)
    links = links_of(drawn)
    assert [link.type for link in links] == ["collected", "relinquished", "received"]
    assert [link.actor for link in links[1:]] == [cast.operator, cast.technician]
    assert [link.counterparty for link in links[1:]] == [cast.technician, cast.operator]
    assert links[2].facts["temperature"]["celsius"] == "4.1"
    assert chain.broken(links) is None
    signers = Signature.objects.order_by("pk").values_list("signer", "meaning")
    assert list(signers) == [(cast.operator.pk, "give"), (cast.technician.pk, "receive")]
    assert AuditEntry.objects.get(verb="sample.received").actor == cast.technician


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("pins", [{"receiver_pin": "0000"}, {"receiver_pin": PIN, "pin": "0000"}])
def test_without_both_pins_nobody_signed(
    cast: Cast, drawn: Sample, door: str, pins: dict[str, str]
) -> None:
    answer = custody(cast, "operator", door, "handed_over", drawn.number, **SAID, **pins)
    assert (answer.status_code, b"signing PIN is wrong" in answer.content) == (422, True)
    assert drawn.custody.count() == 1


@pytest.mark.parametrize("door", DOORS)
def test_to_a_competitor_it_is_missing(cast: Cast, drawn: Sample, door: str) -> None:
    said = {**SAID, "receiver_pin": PIN}
    assert custody(cast, "eve", door, "handed_over", drawn.number, **said).status_code == 404


def test_the_rules_are_those_of_giving_and_receiving(
    cast: Cast, delivered: list[Sample], drawn: Sample
) -> None:
    command = HandOver.model_validate(SAID)
    with pytest.raises(NotInHand):
        hand_over(cast.actor("colleague"), drawn.number, command)
    with pytest.raises(NotAllowed):
        hand_over(cast.actor("quality"), drawn.number, command)
    with pytest.raises(Missing):
        hand_over(cast.actor("eve"), drawn.number, command)
    with pytest.raises(Invalid):
        hand_over(cast.actor("operator"), drawn.number, command.model_copy(update={"to": "x"}))
    also = tuple(sample.number for sample in delivered[1:])
    every = command.model_copy(update={"also": also})
    receipts = hand_over(cast.actor("lin"), delivered[0].number, every)
    assert [link.type for link in receipts] == [CustodyType.RECEIVED] * 3
    assert {sample.custodian for sample in Sample.objects.exclude(pk=drawn.pk)} == {cast.technician}


def test_what_is_of_several_clients_goes_to_the_plant_alone(
    cast: Cast, drawn: Sample, delivered: list[Sample]
) -> None:
    Sample.objects.filter(pk=drawn.pk).update(organisation=cast.rival)
    rows = list(Sample.objects.filter(pk__in=[drawn.pk, delivered[0].pk]))
    people = [email.partition("@")[0] for email, _name in receivers(cast.actor("operator"), rows)]
    assert people[:2] == ["colleague", "technician"]
    assert set(people) == {"technician", "colleague", "reviewer", "signatory"}


def test_the_page_offers_only_who_may_receive(cast: Cast, drawn: Sample) -> None:
    shown = cast.client("operator").get(f"/samples/hand-over?sample={drawn.number}")
    text = shown.content.decode()
    for name in ("technician", "colleague", "lin", "chen"):
        assert f'value="{name}@demo.test"' in text
    for name in ("eve", "operator", "finance", "admin"):
        assert f'value="{name}@demo.test"' not in text

from typing import Any

import pytest
from pydantic import ValidationError

from pilotbase.audit.models import AuditEntry, Signature
from pilotbase.core.errors import Missing, NotAllowed
from samples.actions.reject import reject
from samples.actions.relinquish import relinquish
from samples.choices import Condition, CustodyType, SampleStatus
from samples.errors import NotOffered
from samples.models import Sample
from samples.schemas.sample import Receiving, Rejecting, Relinquishing
from tests.people import Cast
from tests.samples.doors import DOORS, OK, custody

pytestmark = pytest.mark.django_db
BAD: dict[str, Any] = {"condition": "leaking", "note": "cap loose"}


@pytest.fixture
def offered(cast: Cast, drawn: Sample) -> Sample:
    relinquish(cast.actor("operator"), drawn.number, Relinquishing(to="technician@demo.test"))
    return drawn


@pytest.mark.parametrize("door", DOORS)
def test_what_is_wrong_stays_with_who_brought_it(cast: Cast, offered: Sample, door: str) -> None:
    answer = custody(cast, "technician", door, "rejected", offered.number, **BAD)
    assert answer.status_code in OK, answer.content
    offered.refresh_from_db()
    assert (offered.status, offered.condition) == (SampleStatus.REJECTED, "leaking")
    assert (offered.custodian, offered.offered_to) == (cast.operator, None)
    assert offered.received_at is None
    link = offered.custody.get(type=CustodyType.REJECTED)
    assert (link.facts["note"], link.counterparty) == ("cap loose", cast.operator)
    assert Signature.objects.get(meaning="reject").signer == cast.technician
    assert AuditEntry.objects.filter(verb="sample.rejected").count() == 1


@pytest.mark.parametrize("door", DOORS)
def test_a_reason_is_a_must(cast: Cast, offered: Sample, door: str) -> None:
    answer = custody(cast, "technician", door, "rejected", offered.number, condition="ok")
    assert (answer.status_code, b"Say what is wrong" in answer.content) == (422, True)


def test_what_did_not_arrive_is_said_so_and_never_received(
    cast: Cast, delivered: list[Sample]
) -> None:
    """Ten stand on the manifest and nine come: the tenth is refused as missing."""
    first, *also = (sample.number for sample in delivered)
    to = Relinquishing(to="technician@demo.test", also=tuple(also))
    relinquish(cast.actor("lin"), first, to)
    with pytest.raises(ValidationError):
        Receiving(condition=Condition.MISSING)
    said = Rejecting(condition=Condition.MISSING, note="not in the box")
    reject(cast.actor("technician"), also[1], said)
    stands = Sample.objects.order_by("pk").values_list("status", "condition")
    waits = (SampleStatus.IN_HANDOVER, "")
    assert list(stands) == [waits, waits, (SampleStatus.REJECTED, "missing")]


def test_it_may_be_offered_again(cast: Cast, offered: Sample) -> None:
    reject(cast.actor("technician"), offered.number, Rejecting.model_validate(BAD))
    relinquish(cast.actor("operator"), offered.number, Relinquishing(to="technician@demo.test"))
    offered.refresh_from_db()
    assert offered.status == SampleStatus.IN_HANDOVER


def test_only_whom_it_was_offered_to(cast: Cast, offered: Sample) -> None:
    said = Rejecting.model_validate(BAD)
    with pytest.raises(NotOffered):
        reject(cast.actor("colleague"), offered.number, said)
    with pytest.raises(NotAllowed):
        reject(cast.actor("quality"), offered.number, said)
    with pytest.raises(Missing):
        reject(cast.actor("eve"), offered.number, said)

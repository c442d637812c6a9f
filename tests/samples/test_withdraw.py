import pytest

from pilotbase.audit.models import AuditEntry
from pilotbase.core.errors import Missing, NotAllowed
from samples.actions.receive import receive
from samples.actions.relinquish import relinquish
from samples.actions.withdraw import withdraw
from samples.choices import Condition, CustodyType, SampleStatus
from samples.errors import NotInHand, NotOffered
from samples.models import Sample
from samples.schemas.sample import Receiving, Relinquishing, Withdrawing
from tests.people import Cast
from tests.samples.doors import DOORS, OK, custody

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(cast: Cast, drawn: Sample) -> Sample:
    relinquish(cast.actor("operator"), drawn.number, Relinquishing(to="technician@demo.test"))
    return drawn


@pytest.mark.parametrize("door", DOORS)
def test_an_offer_is_taken_back_before_it_is_received(
    cast: Cast, offered: Sample, door: str
) -> None:
    answer = custody(cast, "operator", door, "withdrawn", offered.number)
    assert answer.status_code in OK, answer.content
    offered.refresh_from_db()
    assert (offered.status, offered.offered_to) == (SampleStatus.COLLECTED, None)
    assert offered.custodian == cast.operator
    link = offered.custody.get(type=CustodyType.WITHDRAWN)
    assert link.counterparty == cast.technician
    assert AuditEntry.objects.filter(verb="sample.withdrawn").count() == 1
    again = custody(cast, "operator", door, "withdrawn", offered.number)
    assert again.status_code == 409


@pytest.mark.parametrize("door", DOORS)
def test_to_a_competitor_it_is_missing(cast: Cast, offered: Sample, door: str) -> None:
    assert custody(cast, "eve", door, "withdrawn", offered.number).status_code == 404


def test_only_the_giver_takes_it_back(cast: Cast, offered: Sample) -> None:
    why = Withdrawing(reason="wrong person")
    with pytest.raises(NotInHand):
        withdraw(cast.actor("technician"), offered.number, why)
    with pytest.raises(NotAllowed):
        withdraw(cast.actor("quality"), offered.number, why)
    with pytest.raises(Missing):
        withdraw(cast.actor("eve"), offered.number, why)
    (link,) = withdraw(cast.actor("operator"), offered.number, why)
    assert link.facts == {"reason": "wrong person"}


def test_what_was_received_is_no_longer_the_givers(cast: Cast, offered: Sample) -> None:
    receive(cast.actor("technician"), offered.number, Receiving(condition=Condition.OK))
    with pytest.raises(NotOffered):
        withdraw(cast.actor("operator"), offered.number, Withdrawing())

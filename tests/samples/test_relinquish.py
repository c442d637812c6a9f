from datetime import timedelta

import pytest

from pilotbase.accounts.models import Membership, User
from pilotbase.audit.models import AuditEntry, Signature
from pilotbase.core import clock, events
from pilotbase.core.errors import Invalid, Missing, NotAllowed
from samples.actions.relinquish import relinquish
from samples.choices import CustodyType, SampleStatus
from samples.errors import InHandover, NotInHand
from samples.events import CustodyChanged
from samples.models import CustodyEvent, Sample
from samples.schemas.sample import Relinquishing
from tests.people import Cast
from tests.samples.conftest import NOON
from tests.samples.doors import DOORS, OK, custody

pytestmark = pytest.mark.django_db
TO = {"to": "technician@demo.test", "seal": {"number": "A-1021", "state": "intact"}}


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(NOON):
        yield


def offer(to: str = "technician@demo.test", **more: object) -> Relinquishing:
    return Relinquishing.model_validate({"to": to, **more})


@pytest.mark.parametrize("door", DOORS)
def test_the_giver_signs_first(cast: Cast, drawn: Sample, door: str) -> None:
    with events.heard(CustodyChanged) as told:
        answer = custody(cast, "operator", door, "relinquished", drawn.number, **TO)
    assert answer.status_code in OK, answer.content
    drawn.refresh_from_db()
    assert (drawn.status, drawn.offered_to) == (SampleStatus.IN_HANDOVER, cast.technician)
    assert drawn.custodian == cast.operator  # until the other side has signed
    link = drawn.custody.get(type=CustodyType.RELINQUISHED)
    assert (link.actor, link.counterparty) == (cast.operator, cast.technician)
    assert link.facts["seal"] == {"number": "A-1021", "state": "intact"}
    assert link.facts["confirmed_by"] == ("token" if door == "api" else "pin")
    signature = Signature.objects.get()
    assert (signature.signer, signature.meaning) == (cast.operator, "give")
    assert signature.content_digest == link.hash
    assert AuditEntry.objects.filter(verb="sample.relinquished").count() == 1
    assert told == [
        CustodyChanged((drawn.pk,), "relinquished", cast.operator.pk, cast.technician.pk)
    ]


@pytest.mark.parametrize("door", DOORS)
def test_several_go_together_or_none(cast: Cast, delivered: list[Sample], door: str) -> None:
    first, *also = (sample.number for sample in delivered)
    answer = custody(cast, "lin", door, "relinquished", first, **TO, also=also)
    assert answer.status_code in OK
    assert Sample.objects.filter(status=SampleStatus.IN_HANDOVER).count() == 3
    again = custody(cast, "lin", door, "relinquished", also[0], **TO)
    assert again.status_code in (409, 422)
    assert b"must be received or taken back first" in again.content
    assert CustodyEvent.objects.filter(type=CustodyType.RELINQUISHED).count() == 3


def test_one_that_cannot_go_holds_back_all(
    cast: Cast, delivered: list[Sample], drawn: Sample
) -> None:
    with pytest.raises(NotInHand, match=f"{drawn.number} is with Operator"):
        relinquish(cast.actor("lin"), delivered[0].number, offer(also=[drawn.number]))
    with pytest.raises(Invalid) as refused:
        relinquish(cast.actor("lin"), delivered[0].number, offer(also=["S-0"]))
    assert refused.value.field == "also.0"
    assert not CustodyEvent.objects.filter(type=CustodyType.RELINQUISHED).exists()


@pytest.mark.parametrize("door", DOORS)
def test_only_who_has_it_gives_it(cast: Cast, drawn: Sample, door: str) -> None:
    for who in ("colleague", "lin"):
        answer = custody(cast, who, door, "relinquished", drawn.number, **TO)
        assert answer.status_code in (409, 422)
        assert b"who alone can give it away" in answer.content
    assert drawn.custody.count() == 1


@pytest.mark.parametrize("door", DOORS)
def test_to_a_competitor_it_is_missing(cast: Cast, drawn: Sample, door: str) -> None:
    answer = custody(cast, "eve", door, "relinquished", drawn.number, **TO)
    assert answer.status_code == 404
    assert cast.client("eve").get(f"/samples/hand-over?sample={drawn.number}").status_code == 404


@pytest.mark.parametrize(
    "to", ["eve@demo.test", "nobody@demo.test", "operator@demo.test", "finance@demo.test", ""]
)
def test_it_goes_to_nobody_who_may_not_have_it(cast: Cast, drawn: Sample, to: str) -> None:
    """In the same words for a stranger, a rival, oneself, and a colleague without the right."""
    with pytest.raises(Invalid) as refused:
        relinquish(cast.actor("operator"), drawn.number, offer(to))
    assert refused.value.message.startswith(f"There is no one called {to} to whom")
    assert refused.value.field == "to"


def test_it_goes_to_colleagues_and_back_to_the_client(cast: Cast, drawn: Sample) -> None:
    relinquish(cast.actor("operator"), drawn.number, offer("Chen@Demo.test"))
    drawn.refresh_from_db()
    assert drawn.offered_to == cast.chen


def test_whoever_left_takes_nothing(cast: Cast, drawn: Sample) -> None:
    Membership.objects.filter(user=cast.colleague).update(until=NOON.date())
    User.objects.filter(pk=cast.technician.pk).update(is_active=False)
    for name in ("colleague", "technician"):
        with pytest.raises(Invalid):
            relinquish(cast.actor("operator"), drawn.number, offer(f"{name}@demo.test"))


def test_roles_without_samples_hand_nothing_over(cast: Cast, drawn: Sample) -> None:
    for who in ("manager", "quality"):
        with pytest.raises(NotAllowed):
            relinquish(cast.actor(who), drawn.number, offer())
    with pytest.raises(Missing):
        relinquish(cast.actor("admin"), drawn.number, offer())


def test_what_happened_offline_is_written_down_later(cast: Cast, drawn: Sample) -> None:
    with clock.at(NOON + timedelta(minutes=30)):
        at = NOON + timedelta(minutes=24)
        (link,) = relinquish(cast.actor("operator"), drawn.number, offer(at=at))
        assert (link.occurred_at, link.recorded_at) == (at, clock.now())
    with pytest.raises(InHandover):
        relinquish(cast.actor("operator"), drawn.number, offer())


@pytest.mark.parametrize(
    ("at", "code"),
    [(NOON - timedelta(minutes=1), "out_of_order"), (NOON + timedelta(hours=1), "in_the_future")],
)
def test_no_other_time_is_claimed(cast: Cast, drawn: Sample, at: object, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        relinquish(cast.actor("operator"), drawn.number, offer(at=at))
    assert refused.value.code == code


def test_a_wrong_pin_signs_nothing(cast: Cast, drawn: Sample) -> None:
    answer = custody(cast, "operator", "page", "relinquished", drawn.number, **TO, pin="0000")
    assert (answer.status_code, b"signing PIN is wrong" in answer.content) == (422, True)
    assert drawn.custody.count() == 1


def test_what_is_in_ones_hands_can_be_chosen(cast: Cast, delivered: list[Sample]) -> None:
    shown = cast.client("lin").get("/samples/hand-over").content.decode()
    assert all(sample.number in shown for sample in delivered)
    assert (
        b"No sample is in your hands" in cast.client("operator").get("/samples/hand-over").content
    )

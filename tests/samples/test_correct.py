from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.core.errors import Conflict, Invalid, Missing, NotAllowed, Stale, Unconditional
from samples.actions.correct import correct
from samples.actions.hand_over import hand_over
from samples.actions.relinquish import relinquish
from samples.choices import CustodyType, SampleKind
from samples.errors import InHandover
from samples.integrity import check_chains
from samples.models import Sample
from samples.schemas.sample import Correction, HandOver, Relinquishing
from tests.people import Cast
from tests.samples.conftest import NOON
from tests.samples.doors import DOORS, JSON, OK

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(NOON):
        yield


def fixed(cast: Cast, who: str, door: str, sample: Sample, version: int = 1) -> Any:
    said = {"kind": "supernatant", "volume": "38", "reason": "centrifuged before it was weighed"}
    if door == "api":
        url = f"/api/v1/samples/{sample.number}"
        body = {**said, "volume": {"value": "38", "unit": "mL"}}
        match = {"If-Match": f'"{version}"'}
        return cast.bearer(who).patch(url, body, content_type=JSON, headers=match)
    same = {"storage": "2-8", "port": "harvest", "version": version}
    return cast.client(who).post(f"/samples/{sample.number}/correct", {**said, **same})


@pytest.mark.parametrize("door", DOORS)
def test_the_old_value_stays_with_the_reason(cast: Cast, drawn: Sample, door: str) -> None:
    answer = fixed(cast, "technician", door, drawn)
    assert answer.status_code in OK, answer.content
    drawn.refresh_from_db()
    assert (drawn.kind, drawn.volume_ml) == (SampleKind.SUPERNATANT, Decimal(38))
    link = drawn.custody.get(type=CustodyType.CORRECTION)
    assert link.facts == {
        "changes": {
            "kind": {"from": "broth", "to": "supernatant"},
            "volume_ml": {"from": "50", "to": "38"},
        },
        "reason": "centrifuged before it was weighed",
    }
    entry = AuditEntry.objects.get(verb="sample.corrected")
    assert (entry.before, entry.reason) == (
        {"kind": "broth", "volume_ml": "50"},
        "centrifuged before it was weighed",
    )
    assert list(check_chains()) == []
    shown = cast.client("lin").get(f"/samples/{drawn.number}").content.decode()
    assert "“broth” became “supernatant”" in shown


@pytest.mark.parametrize("door", DOORS)
def test_a_stale_page_corrects_nothing(cast: Cast, drawn: Sample, door: str) -> None:
    assert fixed(cast, "technician", door, drawn, version=0).status_code in (412, 422)
    assert drawn.custody.count() == 1


@pytest.mark.parametrize("door", DOORS)
def test_to_a_competitor_it_is_missing(cast: Cast, drawn: Sample, door: str) -> None:
    assert fixed(cast, "eve", door, drawn).status_code == 404


def say(**more: object) -> Correction:
    return Correction.model_validate({"reason": "typed wrong", **more})


def test_who_and_when(cast: Cast, drawn: Sample, delivered: list[Sample]) -> None:
    number = drawn.number
    with pytest.raises(Missing):
        correct(cast.actor("eve"), number, 1, say(batch="B"))
    with pytest.raises(NotAllowed):
        correct(cast.actor("quality"), number, 1, say(batch="B"))
    with pytest.raises(Unconditional):
        correct(cast.actor("operator"), number, None, say(batch="B"))
    with pytest.raises(Stale):
        correct(cast.actor("operator"), number, 7, say(batch="B"))
    with pytest.raises(Invalid, match="Nothing would change"):
        correct(cast.actor("operator"), number, 1, say(port="harvest"))
    relinquish(cast.actor("operator"), number, Relinquishing(to="technician@demo.test"))
    with pytest.raises(InHandover):
        correct(cast.actor("operator"), number, 2, say(batch="B"))
    assert not AuditEntry.objects.filter(verb="sample.corrected").exists()


def test_a_client_corrects_until_the_laboratory_has_it(cast: Cast, delivered: list[Sample]) -> None:
    number = delivered[0].number
    sample = correct(cast.actor("lin"), number, 1, say(client_mark="RK-9", drawn_at=NOON))
    assert (sample.client_mark, sample.drawn_at) == ("RK-9", NOON)
    given = {"to": "technician@demo.test", "receipt": {"condition": "ok"}}
    hand_over(cast.actor("lin"), number, HandOver.model_validate(given))
    version = Sample.objects.get(number=number).version
    with pytest.raises(Conflict, match="The laboratory has"):
        correct(cast.actor("lin"), number, version, say(client_mark="RK-8"))
    correct(cast.actor("technician"), number, version, say(client_mark="RK-8"))
    assert list(check_chains()) == []


def test_when_it_was_drawn_comes_from_the_run(
    cast: Cast, drawn: Sample, delivered: list[Sample]
) -> None:
    with pytest.raises(Invalid) as refused:
        correct(cast.actor("operator"), drawn.number, 1, say(drawn_at=NOON))
    assert refused.value.code == "kept"
    later = NOON + timedelta(days=1)
    with pytest.raises(Invalid) as refused:
        correct(cast.actor("lin"), delivered[0].number, 1, say(drawn_at=later))
    assert refused.value.field == "drawn_at"

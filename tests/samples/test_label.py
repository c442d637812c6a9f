from typing import Any

import pytest

from pilotbase.audit.models import AuditEntry
from pilotbase.core.errors import Missing, NotAllowed
from samples.actions.label import label
from samples.choices import CustodyType
from samples.models import CustodyEvent, Sample
from tests.people import Cast
from tests.samples.doors import DOORS

pytestmark = pytest.mark.django_db


def printed(cast: Cast, who: str, door: str, number: str) -> Any:
    if door == "api":
        return cast.bearer(who).post(f"/api/v1/samples/{number}/label.pdf")
    return cast.client(who).post("/samples/labels", {"sample": number})


@pytest.mark.parametrize("door", DOORS)
def test_the_first_print_is_a_link_and_a_further_one_is_audited(
    cast: Cast, drawn: Sample, door: str
) -> None:
    for _ in range(2):
        answer = printed(cast, "operator", door, drawn.number)
        assert answer.content.startswith(b"%PDF-")
    assert drawn.custody.filter(type=CustodyType.LABELLED).count() == 1
    assert AuditEntry.objects.filter(verb="sample.labelled").count() == 2


@pytest.mark.parametrize("door", DOORS)
def test_who_may_not(cast: Cast, drawn: Sample, door: str) -> None:
    assert printed(cast, "eve", door, drawn.number).status_code == 404
    assert printed(cast, "quality", door, drawn.number).status_code == 403
    assert drawn.custody.count() == 1


def test_many_at_once_in_the_order_asked(cast: Cast, delivered: list[Sample]) -> None:
    numbers = [sample.number for sample in reversed(delivered)]
    samples = label(cast.actor("lin"), numbers[0], "sheet", numbers[1:])
    assert [sample.number for sample in samples] == numbers
    assert CustodyEvent.objects.filter(type=CustodyType.LABELLED).count() == 3
    lin, address = cast.client("lin"), "/samples/labels"
    sheet = lin.post(address, {"sample": numbers, "stock": "sheet", "start": "700"})
    assert sheet["Content-Type"] == "application/pdf"
    assert lin.post(address, {"sample": numbers, "stock": "wall"}).status_code == 422
    assert lin.post(address).status_code == 404
    assert lin.get(f"{address}?sample={numbers[0]}").status_code == 405


def test_the_verb_alone(cast: Cast, drawn: Sample) -> None:
    with pytest.raises(Missing):
        label(cast.actor("eve"), drawn.number, "tube")
    with pytest.raises(NotAllowed):
        label(cast.actor("reviewer"), drawn.number, "tube")

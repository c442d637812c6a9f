"""Samples as pages: what is shown, to whom, and with how many queries."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.models import Run
from equipment.models import Reading, Tag
from pilotbase.accounts.models import Project
from pilotbase.core import clock
from samples.actions.deliver import deliver
from samples.actions.draw import draw
from samples.models import CustodyEvent, Sample
from tests.people import Cast
from tests.samples.conftest import NOON, delivery, drawing

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(NOON):
        yield


def page(cast: Cast, who: str, path: str) -> str:
    answer = cast.client(who).get(path, headers={"Accept-Language": "en"})
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_an_empty_list_teaches(cast: Cast) -> None:
    assert "Draw the first" in page(cast, "operator", "/samples")
    assert "Hand in the first" in page(cast, "lin", "/samples")
    assert "Draw the first" not in page(cast, "reviewer", "/samples")


def test_the_list_is_ones_own_and_can_be_narrowed(
    cast: Cast, drawn: Sample, delivered: list[Sample]
) -> None:
    mine = page(cast, "lin", "/samples")
    assert all(sample.number in mine for sample in (drawn, *delivered))
    assert drawn.number not in page(cast, "eve", "/samples")
    narrowed = page(cast, "lin", "/samples?status=collected&kind=broth&project=P-0004&text=")
    assert drawn.number in narrowed
    assert delivered[0].number not in narrowed
    assert "No sample fits this filter" in page(cast, "lin", "/samples?text=nothing")
    assert drawn.number in page(cast, "lin", "/samples?status=nonsense")


def test_a_list_asks_as_much_of_twenty_rows_as_of_one(cast: Cast, project: Project) -> None:
    counts = []
    for more in (1, 19):
        deliver(cast.actor("lin"), delivery(more))
        client = cast.client("technician")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/samples")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_pages_of_fifty(cast: Cast, project: Project) -> None:
    deliver(cast.actor("lin"), delivery(60))
    assert "S-2026-00060" in page(cast, "lin", "/samples")
    second = page(cast, "lin", "/samples?page=2")
    assert "S-2026-00060" not in second
    assert "S-2026-00001" in second


def test_a_vessel_is_chosen_then_drawn_from(cast: Cast, run: Run) -> None:
    Reading.objects.create(
        tag=Tag.objects.get(code="PH"), at=NOON - timedelta(seconds=9), value=7.02, simulated=True
    )
    assert "?run=R-2026-0113" in page(cast, "operator", "/samples/draw")
    form = page(cast, "operator", "/samples/draw?run=R-2026-0113")
    assert "7.02" in form
    assert "simulated" in form
    said = {"run": "R-2026-0113", "volume": "50", "unit": "mL", "kind": "broth", "storage": "2-8"}
    answer = cast.client("operator").post("/samples/draw", said)
    sample = Sample.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/samples/{sample.number}")
    assert sample.sensors["PH"]["value"] == "7.02"
    client = cast.client("operator")
    wrong = client.post("/samples/draw", {**said, "volume": "-1"})
    assert wrong.status_code == 422
    late = client.post("/samples/draw", {**said, "at": "2026-12-24T12:00"})
    assert (late.status_code, b"still to come" in late.content) == (422, True)
    assert client.get("/samples/draw?run=R-0").status_code == 404
    assert cast.client("lin").get("/samples/draw").status_code == 403


def test_no_run_no_sample(cast: Cast) -> None:
    assert "No run is going" in page(cast, "operator", "/samples/draw")


def test_a_sample_with_its_story(cast: Cast, run: Run) -> None:
    values = {"at": NOON - timedelta(seconds=5), "value": 31.0, "simulated": True}
    Reading.objects.create(tag=Tag.objects.get(code="DO"), **values)
    sample = draw(cast.actor("operator"), drawing(client_mark="RK-B3"))
    shown = page(cast, "lin", f"/samples/{sample.number}")
    for said in ("Drawn by Operator", "BR300-1 harvest", "chain intact", "DO 31.00", "RK-B3"):
        assert said in shown.replace("\u00a0", " "), said
    assert "Hand over" not in shown  # it is the operator's to give
    assert "/samples/hand-over?sample=" in page(cast, "operator", f"/samples/{sample.number}")
    assert cast.client("eve").get(f"/samples/{sample.number}").status_code == 404


def test_a_page_of_a_sample_asks_the_same_however_long_its_chain(
    cast: Cast, delivered: list[Sample]
) -> None:
    counts = []
    client = cast.client("technician")
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/samples/{delivered[0].number}")
        counts.append(len(asked))
        for n in range(4):
            client.post("/samples/labels", {"sample": delivered[0].number, "start": str(n)})
            said: dict[str, Any] = {"description": f"d{n}", "reason": "typed wrong"}
            version = Sample.objects.get(pk=delivered[0].pk).version
            client.post(
                f"/samples/{delivered[0].number}/correct",
                {"kind": "broth", "storage": "2-8", "version": version, **said},
            )
    assert CustodyEvent.objects.filter(sample=delivered[0]).count() == 10
    assert counts[0] == counts[1]


def test_a_broken_chain_says_so(cast: Cast, delivered: list[Sample]) -> None:
    Sample.objects.filter(pk=delivered[0].pk).update(links=9)
    shown = page(cast, "quality", f"/samples/{delivered[0].number}")
    assert "the chain is broken at event 2" in shown
    assert "Tell the quality manager" in shown


def test_nobody_is_sent_to_the_door(cast: Cast, client: Any) -> None:
    for path in ("", "/draw", "/deliver", "/hand-over", "/inbox", "/S-1"):
        answer = client.get(f"/samples{path}")
        assert (answer.status_code, "/accounts/" in answer["Location"]) == (302, True)

"""Samples for programs: the shapes of the contract."""

from datetime import timedelta
from typing import Any

import pytest
import zxingcpp
from django.test import Client
from PIL import Image
from pypdfium2 import PdfDocument

from bookings.models import Run
from equipment.models import Reading, Tag
from pilotbase.accounts.models import Project
from pilotbase.accounts.permissions import Scope
from pilotbase.core import clock
from samples.models import CustodyEvent, Sample
from tests.people import PIN, Cast
from tests.samples.conftest import NOON

pytestmark = pytest.mark.django_db
JSON = "application/json"
DRAWING = {
    "kind": "broth",
    "drawn_from": {"booking": "B-2026-000123", "stage": 1, "port": "harvest"},
    "at": "2026-11-24T20:00:00+08:00",
    "volume": {"value": "50", "unit": "mL"},
    "container": "50 mL tube",
    "storage": "2-8",
}


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(NOON):
        yield


def post(client: Client, path: str, body: Any, **headers: str) -> Any:
    return client.post(f"/api/v1{path}", body, content_type=JSON, headers=headers)


def test_a_drawn_sample_as_the_contract_has_it(cast: Cast, run: Run) -> None:
    tag = Tag.objects.get(code="TIC")
    Reading.objects.create(tag=tag, at=NOON - timedelta(seconds=5), value=30.0, simulated=True)
    answer = post(cast.bearer("operator"), "/samples", DRAWING)
    assert answer.status_code == 201, answer.content
    said = answer.json()
    assert said["number"] == "S-2026-00001"
    assert (said["version"], said["status"]) == (1, "collected")
    assert said["process_time"] == "PT10H"
    assert said["volume"] == {"value": "50", "unit": "mL"}
    assert (said["run"], said["equipment"], said["project"]) == ("R-2026-0113", "BR300-1", "P-0004")
    assert said["custodian"] == "operator@demo.test"
    assert said["sensors"]["TIC"]["value"] == "30.00"
    assert said["sensors"]["TIC"]["simulated"] == "true"
    again = cast.bearer("lin").get("/api/v1/samples/S-2026-00001").json()
    assert again == said


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"drawn_from": {"run": "R-0"}}, 422, "drawn_from.run"),
        ({"drawn_from": {}}, 422, "drawn_from"),
        ({"volume": {"value": "5", "unit": "g"}}, 422, "volume"),
        ({"volume": {"value": "0", "unit": "mL"}}, 422, "volume.value"),
        ({"volume": None}, 422, None),
        ({"volume": {"value": 50.5, "unit": "mL"}}, 201, None),
        ({"at": "2026-11-24T20:00:00"}, 422, "at"),
        ({"kind": "soup"}, 422, "kind"),
        ({"colour": "red"}, 422, "colour"),
        ({"drawn_from": {"equipment": "BR300-2"}}, 409, "drawn_from.equipment"),
    ],
)
def test_a_refusal_names_the_field(
    cast: Cast, run: Run, change: dict[str, Any], status: int, field: str | None
) -> None:
    answer = post(cast.bearer("operator"), "/samples", {**DRAWING, **change})
    assert answer.status_code == status, answer.content
    assert answer.json().get("field") == field


def test_the_same_key_draws_once(cast: Cast, run: Run) -> None:
    client = cast.bearer("operator")
    answers = [post(client, "/samples", DRAWING, **{"Idempotency-Key": "k"}) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert Sample.objects.count() == 1


def test_one_delivered_sample(cast: Cast, project: Project) -> None:
    body = {"project": "P-0004", "kind": "supernatant", "storage": "-20", "client_mark": "RK-1"}
    answer = post(cast.bearer("lin"), "/samples", {**body, "volume": {"value": "2", "unit": "L"}})
    said = answer.json()
    assert (answer.status_code, said["status"], said["run"]) == (201, "registered", None)
    assert said["volume"] == {"value": "2000", "unit": "mL"}
    assert post(cast.bearer("lin"), "/samples", {**body, "client_mark": ""}).status_code == 422
    assert post(cast.bearer("lin"), "/samples", {**body, **DRAWING}).status_code == 422


def test_a_manifest(cast: Cast, project: Project) -> None:
    lines = [{"client_mark": f"M{n}", "kind": "broth", "storage": "2-8"} for n in range(3)]
    answer = post(cast.bearer("lin"), "/samples/deliveries", {"project": "P-0004", "lines": lines})
    assert [s["client_mark"] for s in answer.json()["samples"]] == ["M0", "M1", "M2"]
    lines[2]["client_mark"] = "M0"
    answer = post(cast.bearer("lin"), "/samples/deliveries", {"project": "P-0004", "lines": lines})
    assert (answer.status_code, answer.json()["field"]) == (422, "lines.0.client_mark")


def test_lists_are_ones_own_and_filtered(
    cast: Cast, drawn: Sample, delivered: list[Sample]
) -> None:
    def numbers(who: str, query: str = "") -> list[str]:
        answer = cast.bearer(who).get(f"/api/v1/samples{query}")
        assert answer.status_code == 200, answer.content
        return [item["number"] for item in answer.json()["items"]]

    mine = [sample.number for sample in reversed(delivered)]
    assert numbers("lin") == [*mine, drawn.number]
    assert numbers("technician") == [*mine, drawn.number]
    assert numbers("eve") == []
    assert numbers("lin", "?status=collected") == [drawn.number]
    assert numbers("lin", "?run=R-2026-0113&kind=broth&project=P-0004") == [drawn.number]
    assert numbers("lin", "?text=rk-2") == [mine[1]]
    assert numbers("lin", "?limit=1") == [mine[0]]
    assert cast.bearer("lin").get("/api/v1/samples?colour=red").status_code == 422


def test_the_chain_with_its_hashes(cast: Cast, delivered: list[Sample]) -> None:
    number = delivered[0].number
    body = {"type": "relinquished", "to": "technician@demo.test"}
    given = post(cast.bearer("lin"), f"/samples/{number}/custody", body)
    assert given.status_code == 201, given.content
    chain = cast.bearer("technician").get(f"/api/v1/samples/{number}/custody").json()
    assert chain["intact"] is True
    assert [event["type"] for event in chain["events"]] == ["registered", "relinquished"]
    first, second = chain["events"]
    assert second["prev_hash"] == first["hash"]
    assert (second["actor"], second["counterparty"]) == ("lin@demo.test", "technician@demo.test")
    assert second == given.json()
    Sample.objects.filter(number=number).update(links=3)
    chain = cast.bearer("technician").get(f"/api/v1/samples/{number}/custody").json()
    assert (chain["intact"], chain["broken"]["seq"]) == (False, 3)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"type": "relinquished"}, "to"),
        ({"type": "received", "condition": "fine"}, "condition"),
        ({"type": "received", "condition": "missing"}, "condition"),
        ({"type": "rejected", "condition": "ok"}, "condition"),
        (
            {"type": "received", "condition": "ok", "temperature": {"value": "4"}},
            "temperature.unit",
        ),
        ({"type": "borrowed"}, "type"),
        ({}, "type"),
    ],
)
def test_what_is_wrong_with_an_event_is_named_as_it_was_written(
    cast: Cast, delivered: list[Sample], body: dict[str, Any], field: str
) -> None:
    answer = post(cast.bearer("lin"), f"/samples/{delivered[0].number}/custody", body)
    assert (answer.status_code, answer.json().get("field")) == (422, field), answer.content


def test_a_session_signs_by_pin_and_a_token_by_its_scope(
    cast: Cast, delivered: list[Sample]
) -> None:
    path = f"/samples/{delivered[0].number}/custody"
    body = {"type": "received", "condition": "ok"}
    assert post(cast.client("lin"), path, body).json()["code"] == "pin_wrong"
    assert post(cast.bearer("lin"), path, {**body, "pin": "0000"}).json()["code"] == "pin_wrong"
    assert post(cast.client("lin"), path, {**body, "pin": PIN}).json()["code"] == "not_offered"
    assert post(cast.bearer("lin", Scope.SAMPLES), path, body).json()["code"] == "scope_missing"


def test_to_a_competitor_it_is_missing_before_the_body_is_looked_at(
    cast: Cast, drawn: Sample
) -> None:
    client = cast.bearer("eve")
    for path in ("", "/custody"):
        assert client.get(f"/api/v1/samples/{drawn.number}{path}").status_code == 404
    for path in ("/label.pdf", "/label.zpl"):
        assert client.post(f"/api/v1/samples/{drawn.number}{path}").status_code == 404
    for path in ("/custody", "/attachments"):
        answer = post(client, f"/samples/{drawn.number}{path}", "{")
        assert answer.status_code == 404
    assert client.patch(f"/api/v1/samples/{drawn.number}", "{").status_code == 404


def test_labels_are_read_back(cast: Cast, delivered: list[Sample]) -> None:
    first, second = delivered[:2]
    url = f"/api/v1/samples/{first.number}/label"
    pdf = cast.bearer("lin").post(f"{url}.pdf?stock=tube&also={second.number}")
    assert pdf["Content-Type"] == "application/pdf"
    pages = PdfDocument(pdf.content)
    pictures: list[Image.Image] = [page.render(scale=6).to_pil() for page in pages]
    assert [zxingcpp.read_barcodes(p)[0].text for p in pictures] == [first.number, second.number]
    zpl = cast.bearer("technician").post(f"{url}.zpl?stock=tube&dpi=203")
    assert zpl.content.startswith(b"^XA")
    assert first.number.encode() in zpl.content
    done = CustodyEvent.objects.filter(type="labelled")
    assert {link.sample_id for link in done} == {first.pk, second.pk}
    assert cast.bearer("reviewer").post(f"{url}.pdf").status_code == 403
    assert cast.bearer("lin").post(f"{url}.pdf?stock=wall").status_code == 422

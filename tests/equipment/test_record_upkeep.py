"""A machine was calibrated: the result, the certificate, and when it is due again."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from equipment.actions.record_upkeep import record_upkeep
from equipment.actions.save_plan import save_plan
from equipment.choices import UpkeepResult
from equipment.events import UpkeepRecorded
from equipment.models import MaintenancePlan, UpkeepRecord
from equipment.schemas.upkeep import UpkeepDone
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.core.errors import Invalid, Missing
from pilotbase.core.events import heard
from pilotbase.core.files import LARGEST
from tests.equipment.conftest import NOON
from tests.equipment.test_save_plan import said
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
DONE = {"done_on": "2026-11-24", "result": "passed", "by": "Zhejiang Metrology"}
PDF = b"%PDF-1.7 certificate"
DOORS = ("page", "api")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    return tmp_path


@pytest.fixture
def plan(plant: Plant, cast: Cast) -> Iterator[MaintenancePlan]:
    with clock.at(NOON):
        yield save_plan(cast.actor("quality"), said(due_on="2026-11-20", every_days=90))


def sent(cast: Cast, who: str, door: str, **more: Any) -> Any:
    body = DONE | more
    if door == "page":
        return cast.client(who).post("/maintenance/CAL-PH/records", body)
    url = "/api/v1/maintenance-plans/CAL-PH/records"
    return cast.bearer(who).post(url, body, content_type="application/json")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ["operator", "manager", "quality"])
def test_what_was_done_makes_it_due_anew(
    cast: Cast, plan: MaintenancePlan, who: str, door: str
) -> None:
    with heard(UpkeepRecorded) as told:
        assert sent(cast, who, door, certificate="ZJ-2026-1").status_code in (201, 302)
    row = UpkeepRecord.objects.get()
    plan.refresh_from_db()
    assert (row.valid_until, plan.due_on) == (date(2027, 2, 22), date(2027, 2, 22))
    assert (row.certificate, row.recorded_by, row.recorded_at) == (
        "ZJ-2026-1",
        cast.people[who],
        NOON,
    )
    assert told == [UpkeepRecorded(row.pk)]
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.before) == ("maintenanceplan.recorded", {"due_on": "2026-11-20"})


@pytest.mark.parametrize("door", DOORS)
def test_a_certificate_says_its_own_end(cast: Cast, plan: MaintenancePlan, door: str) -> None:
    sent(cast, "operator", door, valid_until="2027-11-23", result="adjusted")
    plan.refresh_from_db()
    assert plan.due_on == date(2027, 11, 23)


def test_what_failed_holds_until_no_day(cast: Cast, plan: MaintenancePlan) -> None:
    operator = cast.actor("operator")
    record_upkeep(operator, plan.code, UpkeepDone(done_on=TODAY, result="failed", by="x"))
    plan.refresh_from_db()
    assert plan.due_on == TODAY - timedelta(days=1)


def test_an_older_record_that_comes_late_changes_nothing_of_today(
    cast: Cast, plan: MaintenancePlan
) -> None:
    operator = cast.actor("operator")
    record_upkeep(operator, plan.code, UpkeepDone(done_on=TODAY, result="passed", by="x"))
    older = UpkeepDone(done_on=TODAY - timedelta(days=200), result="failed", by="x")
    record_upkeep(operator, plan.code, older)
    plan.refresh_from_db()
    assert plan.due_on == TODAY + timedelta(days=90)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"done_on": "2026-11-26"}, "done_on"),
        ({"done_on": "0001-01-01", "result": "failed"}, "done_on"),
        ({"valid_until": "2026-11-23"}, "valid_until"),
        ({"valid_until": "2027-11-23", "result": "failed"}, "valid_until"),
        ({"by": ""}, "by"),
    ],
)
def test_what_cannot_be_is_refused(
    cast: Cast, plan: MaintenancePlan, more: dict[str, str], field: str, door: str
) -> None:
    answer = sent(cast, "operator", door, **more)
    assert answer.status_code == 422
    where = answer.json()["field"] if door == "api" else list(answer.context["form"].errors)
    assert field in where
    assert not UpkeepRecord.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_others_do_not(cast: Cast, plan: MaintenancePlan, door: str) -> None:
    for who, status in (("eve", 404), ("lin", 404), ("finance", 404), ("technician", 403)):
        assert sent(cast, who, door).status_code == status, who
    with pytest.raises(Missing):
        record_upkeep(cast.actor("operator"), "NONE", UpkeepDone.model_validate(DONE))


def test_the_certificate_comes_with_it_and_is_read_again(cast: Cast, plan: MaintenancePlan) -> None:
    file = SimpleUploadedFile("../证书.pdf", PDF, content_type="text/html")
    assert sent(cast, "operator", "page", file=file).status_code == 302
    paper = UpkeepRecord.objects.get().files.get()
    assert (paper.name, paper.media_type, paper.size) == ("证书.pdf", "application/pdf", len(PDF))
    for client, path in (
        (cast.client("quality"), f"/maintenance/files/{paper.pk}"),
        (cast.bearer("quality"), f"/api/v1/upkeep-files/{paper.pk}"),
    ):
        got: Any = client.get(path)
        assert b"".join(got.streaming_content) == PDF
        assert got["Content-Disposition"].startswith("attachment")
    assert cast.client("eve").get(f"/maintenance/files/{paper.pk}").status_code == 404
    page = cast.client("operator").get("/maintenance/CAL-PH").content.decode()
    assert "证书.pdf" in page
    assert "Zhejiang Metrology" in page
    shown = cast.bearer("quality").get("/api/v1/maintenance-plans/CAL-PH/records").json()["items"]
    assert [file["name"] for file in shown[0]["files"]] == ["证书.pdf"]


def test_a_refused_certificate_leaves_no_record(
    cast: Cast, plan: MaintenancePlan, folder: Path
) -> None:
    with pytest.raises(Invalid, match="larger than 50 MB"):
        record_upkeep(
            cast.actor("operator"),
            plan.code,
            UpkeepDone.model_validate(DONE),
            "big.bin",
            [b"\x00" * (LARGEST + 1)],
        )
    assert not UpkeepRecord.objects.exists()
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_what_is_recorded_stays(cast: Cast, plan: MaintenancePlan) -> None:
    record_upkeep(cast.actor("operator"), plan.code, UpkeepDone.model_validate(DONE))
    with pytest.raises(IntegrityError), transaction.atomic():
        UpkeepRecord.objects.update(result=UpkeepResult.FAILED)


def test_the_list_says_what_is_overdue(cast: Cast, plan: MaintenancePlan) -> None:
    client = cast.client("operator")
    page = client.get("/maintenance").content.decode()
    assert "1 calibration or maintenance is overdue" in page
    assert "CAL-PH" in client.get("/maintenance?machine=br300&due=late").content.decode()
    part = client.get("/maintenance?kind=inspection", headers={"HX-Request": "true"})
    assert "No plan fits this filter" in part.content.decode()
    record_upkeep(cast.actor("operator"), plan.code, UpkeepDone.model_validate(DONE))
    assert "Nothing is overdue" in client.get("/maintenance?due=soon").content.decode()


def test_twenty_plans_cost_no_more_queries_than_one(cast: Cast, plan: MaintenancePlan) -> None:
    client = cast.client("operator")
    client.get("/maintenance")
    with CaptureQueriesContext(connection) as one:
        client.get("/maintenance")
    for number in range(19):
        save_plan(cast.actor("quality"), said(code=f"P-{number}"))
    with CaptureQueriesContext(connection) as twenty:
        client.get("/maintenance")
    assert len(one) == len(twenty)


def test_the_machines_page_tells_the_day_to_all_and_the_plan_to_the_staff(
    cast: Cast, plan: MaintenancePlan
) -> None:
    staff = cast.client("operator").get("/machines/BR300-1").content.decode()
    assert "/maintenance/CAL-PH" in staff
    tenant = cast.client("eve").get("/machines/BR300-1").content.decode()
    assert "Calibrated until" in tenant
    assert "CAL-PH" not in tenant


def test_today_says_what_waits(cast: Cast, plan: MaintenancePlan) -> None:
    for who in ("operator", "manager", "quality"):
        page = cast.client(who).get("/").content.decode()
        assert "BR300-1 · pH probe" in page, who
        assert "overdue since 11-20" in page
    assert "pH probe" not in cast.client("lin").get("/").content.decode()

"""The certificate comes later than the calibration."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from equipment.actions.attach_certificate import attach_certificate
from equipment.actions.record_upkeep import record_upkeep
from equipment.actions.save_plan import save_plan
from equipment.models import UpkeepFile, UpkeepRecord
from equipment.schemas.upkeep import UpkeepDone
from pilotbase.audit.models import AuditEntry
from pilotbase.core.errors import Missing, NotAllowed
from tests.equipment.test_save_plan import said
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
DOORS = ("page", "api")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    return tmp_path


@pytest.fixture
def row(plant: Plant, cast: Cast) -> UpkeepRecord:
    plan = save_plan(cast.actor("quality"), said())
    done = UpkeepDone.model_validate({"done_on": "2026-11-01", "result": "passed", "by": "we"})
    return record_upkeep(cast.actor("operator"), plan.code, done)


def sent(cast: Cast, who: str, door: str, row: UpkeepRecord, content: bytes | None) -> Any:
    body = {} if content is None else {"file": SimpleUploadedFile("c.txt", content)}
    if door == "api":
        return cast.bearer(who).post(f"/api/v1/upkeep-records/{row.pk}/files", body)
    return cast.client(who).post(f"/maintenance/records/{row.pk}/files", body)


@pytest.mark.parametrize("door", DOORS)
def test_it_is_kept_with_the_record(cast: Cast, row: UpkeepRecord, door: str) -> None:
    assert sent(cast, "quality", door, row, b"7.01").status_code in (201, 302)
    kept = UpkeepFile.objects.get()
    assert (kept.record, kept.name, kept.added_by) == (row, "c.txt", cast.quality)
    entry = AuditEntry.objects.latest("pk")
    assert entry.verb == "maintenanceplan.attached"
    assert entry.after == {"name": "c.txt", "size": 4, "sha256": kept.sha256}


@pytest.mark.parametrize("door", DOORS)
def test_nothing_is_no_file(cast: Cast, row: UpkeepRecord, door: str) -> None:
    for content in (None, b""):
        answer = sent(cast, "quality", door, row, content)
        assert answer.status_code == (422 if door == "api" else 302)
    assert not UpkeepFile.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_who_may_not_stores_nothing(cast: Cast, row: UpkeepRecord, door: str, folder: Path) -> None:
    for who, status in (("eve", 404), ("lin", 404), ("technician", 403)):
        assert sent(cast, who, door, row, b"x").status_code == status
    assert not (folder / "files").exists()
    with pytest.raises(Missing):
        attach_certificate(cast.actor("eve"), row.pk, "x", [b"x"])
    with pytest.raises(NotAllowed):
        attach_certificate(cast.actor("technician"), row.pk, "x", [b"x"])

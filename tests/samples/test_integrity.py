"""``verify`` names the first bad event of a chain that was touched, on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Model
from pytest_django import Settings

from pilotbase.audit.integrity import CHECKS
from pilotbase.core.constraints import AppendOnly
from samples.actions.attach import attach
from samples.actions.correct import correct
from samples.actions.hand_over import hand_over
from samples.choices import CustodyType
from samples.custody import append
from samples.integrity import check_chains, check_files
from samples.models import Attachment, CustodyEvent, Sample
from samples.schemas.sample import Correction, HandOver
from tests.people import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TO = HandOver.model_validate({"to": "technician@demo.test", "receipt": {"condition": "ok"}})


@contextmanager
def lifted(model: type[Model]) -> Iterator[None]:
    """As someone with the database's own rights would, who puts everything back after."""
    rule = next(r for r in model._meta.constraints if isinstance(r, AppendOnly))
    editor = connection.SchemaEditorClass(connection)
    for lift in rule.lifted(model, editor):
        editor.execute(lift, None)
    yield
    connection.check_constraints()  # PostgreSQL alters no table that has checks to come
    for put_up in rule.raised(model, editor):
        editor.execute(str(put_up), None)


@pytest.fixture
def sample(cast: Cast, drawn: Sample, delivered: list[Sample]) -> Sample:
    """With a chain of four links, among other chains."""
    correct(cast.actor("operator"), drawn.number, 1, Correction(reason="typed wrong", batch="B7"))
    hand_over(cast.actor("operator"), drawn.number, TO)
    drawn.refresh_from_db()
    return drawn


def found() -> list[tuple[str, str]]:
    return [(finding.what, finding.detail) for finding in check_chains()]


def test_whole_chains(sample: Sample) -> None:
    assert found() == []
    assert {"chains of custody", "attached files", "rules of the database"} <= set(CHECKS)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"facts": {"condition": "broken"}}, "it is not as it was written"),
        ({"seq": 9}, "the link is missing"),
        ({"prev_hash": "v1:" + "f" * 64}, "it does not follow the one before"),
        ({"occurred_at": "2026-01-01T00:00:00Z"}, "it is not as it was written"),
    ],
)
def test_the_first_bad_event_is_named(sample: Sample, change: dict[str, object], why: str) -> None:
    with lifted(CustodyEvent):
        CustodyEvent.objects.filter(sample=sample, seq=3).update(**change)
    assert found() == [(sample.number, f"event 3: {why}")]


def test_another_person_is_found_out(cast: Cast, sample: Sample) -> None:
    with lifted(CustodyEvent):
        CustodyEvent.objects.filter(sample=sample, seq=4).update(actor=cast.colleague)
    said = "event 4: it names another person than it was written with"
    assert found() == [(sample.number, said)]


def test_a_link_that_was_removed(sample: Sample) -> None:
    with lifted(CustodyEvent):
        CustodyEvent.objects.filter(sample=sample, seq=2).delete()
    assert found() == [(sample.number, "event 2: the link is missing")]


def test_a_chain_that_was_cut_short(sample: Sample) -> None:
    with lifted(CustodyEvent):
        CustodyEvent.objects.filter(sample=sample, seq=4).delete()
    assert found() == [(sample.number, "its chain should have 4 events and has 3")]


def test_a_chain_that_was_taken_away(sample: Sample) -> None:
    with lifted(CustodyEvent):
        CustodyEvent.objects.filter(sample=sample).delete()
    assert found() == [(sample.number, "it has no chain of custody")]


def test_a_chain_that_binds_nothing(cast: Cast, sample: Sample) -> None:
    with lifted(CustodyEvent):
        CustodyEvent.objects.filter(sample=sample).delete()
    blank = Sample(pk=sample.pk, number=sample.number)
    link = append(blank, cast.actor("operator"), CustodyType.COLLECTED, {})
    Sample.objects.filter(pk=sample.pk).update(links=1, head=link.hash)
    assert (sample.number, "its first event does not say what it is") in found()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("organisation", "rival"),
        ("number", "S-2026-99999"),
        ("volume_ml", "49"),
        ("batch", ""),
        ("sensors", {}),
        ("status", "tested"),
        ("custodian", "eve"),
        ("received_at", None),
        ("condition", "warm"),
    ],
)
def test_a_row_that_says_something_else_than_its_chain(
    cast: Cast, sample: Sample, field: str, value: object
) -> None:
    meant = getattr(cast, str(value)) if field in ("organisation", "custodian") else value
    meant = {"TIC": {"value": "1"}} if field == "sensors" else meant
    Sample.objects.filter(pk=sample.pk).update(**{field: meant})
    ((what, detail),) = found()
    if field == "number":  # every hash covers it
        assert (what, detail) == ("S-2026-99999", "event 1: it is not as it was written")
    else:
        assert (what, detail) == (sample.number, f"its {field} is not what its chain says")


def test_a_file_that_was_touched(
    cast: Cast, drawn: Sample, tmp_path: Path, settings: Settings
) -> None:
    settings.DATA, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    kept = attach(cast.actor("technician"), drawn.number, "peaks.csv", [b"1,2"])
    assert list(check_files()) == []
    (tmp_path / kept.path).write_bytes(b"1,3")
    ((_kind, what, detail),) = check_files()
    assert (what, detail) == (f"{drawn.number} peaks.csv", "the file is not as it was added")
    assert Attachment.objects.get() == kept

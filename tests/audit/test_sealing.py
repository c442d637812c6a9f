"""A touched audit trail is found out."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from pilotbase.accounts.actor import job
from pilotbase.audit.checks import check_seals
from pilotbase.audit.log import record
from pilotbase.audit.models import AuditEntry, Seal
from pilotbase.audit.sealing import seal
from pilotbase.core import clock
from pilotbase.core.constraints import AppendOnly, violated
from tests.people import Cast

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def sealed(cast: Cast) -> None:
    with clock.at(NOON):
        for _ in range(2):
            for name in ("a", "b", "c"):
                record(job("test"), f"test.{name}", cast.facility, after={"n": name})
            seal()


def forge(model: type[AuditEntry | Seal], pk: int, **change: str) -> None:
    """As someone with the database's own rights would."""
    rule = next(r for r in model._meta.constraints if isinstance(r, AppendOnly))
    editor = connection.SchemaEditorClass(connection)
    for statement in rule.lifted(model, editor):
        editor.execute(str(statement), None)
    model.objects.filter(pk=pk).update(**change)
    connection.check_constraints()  # PostgreSQL raises no trigger while keys wait to be checked
    for raised in rule.raised(model, editor):
        editor.execute(str(raised), None)


def test_whole_trail(sealed: None) -> None:
    assert list(check_seals()) == []
    assert list(Seal.objects.order_by("seq").values_list("seq", "count")) == [(1, 3), (2, 3)]
    assert seal() is None


def test_a_changed_entry_is_named_by_its_seal(sealed: None) -> None:
    entry = AuditEntry.objects.order_by("pk")[4]
    forge(AuditEntry, entry.pk, reason="nobody will notice")
    assert [finding.what for finding in check_seals()] == ["seal 2"]


def test_a_changed_seal_breaks_the_chain(sealed: None) -> None:
    forge(Seal, Seal.objects.get(seq=1).pk, entries_hash="v1:" + "f" * 64)
    assert [finding.what for finding in check_seals()] == ["seal 1"]


def test_nobody_changes_an_entry(sealed: None) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        AuditEntry.objects.update(reason="x")
    assert violated(refused.value) == "audit_append_only"

"""What every verb that keeps master data promises, asked of each."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db.models import Model

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import Exists
from pilotbase.audit.models import AuditEntry
from pilotbase.core.errors import Missing, Stale, Unconditional

Save = Callable[[Actor, Any, int | None], Any]
Retire = Callable[[Actor, str, int | None, date], Any]
DAY = date(2027, 1, 1)


def verbs_on(row: Model) -> list[str]:
    """What the audit trail says was done to the row, oldest first."""
    told = AuditEntry.objects.filter(target_type=row._meta.label_lower, target_id=str(row.pk))
    return list(told.order_by("pk").values_list("verb", flat=True))


def keeps_versions(actor: Actor, save: Save, first: Any, second: Any, unknown: Any) -> Any:
    """Made once, changed by who saw it, and each time told. Returns the row as changed."""
    made = save(actor, first, None)
    seen, name = made.version, made._meta.model_name
    with pytest.raises(Exists):
        save(actor, first, None)
    changed = save(actor, second, seen)
    assert (changed.pk, changed.version) == (made.pk, seen + 1)
    with pytest.raises(Stale):
        save(actor, first, seen)
    with pytest.raises(Missing):
        save(actor, unknown, 1)
    assert verbs_on(made) == [f"{name}.made", f"{name}.changed"]
    return changed


def retires(actor: Actor, retire: Retire, key: str, row: Any) -> None:
    """From a day on, by who saw it, and told."""
    with pytest.raises(Unconditional):
        retire(actor, key, None, DAY)
    with pytest.raises(Stale):
        retire(actor, key, row.version + 1, DAY)
    with pytest.raises(Missing):
        retire(actor, "NONE", 1, DAY)
    gone = retire(actor, key, row.version, DAY)
    assert gone.retired_from == DAY
    assert verbs_on(row)[-1] == f"{row._meta.model_name}.retired"


def says_anew(actor: Actor, save: Save, first: Any, second: Any) -> Any:
    """Said twice of the same thing, there is one row, as it was said last; told twice."""
    made = save(actor, first, None)
    again = save(actor, second, None)
    assert again.pk == made.pk
    assert verbs_on(made) == [f"{made._meta.model_name}.said"] * 2
    again.refresh_from_db()
    return again

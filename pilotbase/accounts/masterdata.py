"""Master data: what every noun that a manager keeps has in common.

A noun has one saving verb. Without a version it makes a row, and refuses a key that is taken;
with one it changes the row that was seen. Nothing is deleted: a row retires from a day on.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from pydantic import BaseModel

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.places import facility_of
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.errors import Conflict, Invalid
from pilotbase.core.versions import raise_version

M = TypeVar("M", bound=Model)
Text = str | Promise
Choices = Iterable[tuple[Any, Text]]
Retire = Callable[[Actor, str, int | None, date], Model]
MOST_NAMED = 20


class Exists(Conflict):
    code = "exists"


class StillNeeded(Conflict):
    """What would retire still has others standing on it; the refusal names them."""

    code = "still_needed"


@dataclass(frozen=True)
class Noun:
    """How a kind of master data is listed, edited, imported and retired.

    ``save(actor, command, version)`` and ``retire(actor, key, version, day)`` are its verbs;
    ``said(row)`` is the row as its command's fields; ``references`` are the choices of fields that
    name other rows; ``labels`` name the fields that are not the model's own.
    """

    key: str
    one: Text
    many: Text
    permission: Permission
    schema: type[BaseModel]
    rows: Callable[[Actor], QuerySet[Any]]
    name: str
    columns: tuple[str, ...]
    said: Callable[[Any], dict[str, Any]]
    save: Callable[[Actor, Any, int | None], Model]
    retire: Retire | None = None
    references: Mapping[str, Callable[[Actor], Choices]] = field(default_factory=dict)
    labels: Mapping[str, Text] = field(default_factory=dict)
    lookup: str = ""

    @property
    def path(self) -> str:
        """The model's name for the key, where it differs from the command's."""
        return self.lookup or self.name

    @property
    def retires(self) -> bool:
        """For templates, which would call the verb."""
        return self.retire is not None

    def must_retire(self) -> Retire:
        """Its verb. Raises Invalid for what is said anew instead."""
        if self.retire is None:
            sentence = _("This cannot be retired: say it anew, or leave it as it is.")
            raise Invalid(sentence, code="cannot_be_retired")
        return self.retire


def here(actor: Actor, rows: QuerySet[M], place: str = "facility") -> QuerySet[M]:
    """Those of the actor's own plant: another plant's are not hers to keep."""
    return rows.filter(**{place: facility_of(actor)})


def offered(rows: QuerySet[M]) -> QuerySet[M]:
    """Those that have not retired: what a form may still offer."""
    return rows.exclude(retired_from__lte=clock.today())


def put(
    actor: Actor,
    rows: QuerySet[M],
    name: Mapping[str, Any],
    values: Mapping[str, Any],
    version: int | None,
) -> M:
    """Make the row of this name, or change it. Raises Exists, Missing, Unconditional, Stale."""
    if version is None:
        row, before = _new(rows, name), None
    else:
        row = find(rows, **name)
        before = facts(row, values)
        raise_version(row, version)
    for attribute, value in values.items():
        setattr(row, attribute, value)
    row.save()
    verb = f"{row._meta.model_name}.{'made' if before is None else 'changed'}"
    record(actor, verb, row, before=before, after=facts(row, values))
    return row


def retire(actor: Actor, rows: QuerySet[M], name: str, version: int | None, day: date) -> M:
    """From ``day`` on the row is no longer offered; what refers to it stays as it is."""
    lookup = "tag" if any(f.name == "tag" for f in rows.model._meta.get_fields()) else "code"
    row = find(rows, **{lookup: name})
    raise_version(row, version)
    row.retired_from = day  # type: ignore[attr-defined]  # a Retirable
    row.save(update_fields=["retired_from"])
    record(actor, f"{row._meta.model_name}.retired", row, after={"from": day.isoformat()})
    return row


def refuse_while_needed(
    name: str, by: Sequence[str], kind: type[StillNeeded] = StillNeeded, field: str = "day"
) -> None:
    """Raises ``kind`` with who needs it on that day or later, the first of them by name."""
    if by:
        said = {"name": name, "needed_by": listed(by)}
        sentence = _("%(name)s is still needed on that day or later: %(needed_by)s.")
        raise kind(sentence % said, field=field, more={"needed_by": list(by)})


def listed(names: Sequence[str]) -> str:
    """The first twenty, and how many more there are."""
    shown, more = ", ".join(names[:MOST_NAMED]), len(names) - MOST_NAMED
    if more <= 0:
        return shown
    return _("%(names)s and %(count)s more") % {"names": shown, "count": more}


def facts(row: Model, names: Iterable[str]) -> dict[str, Any]:
    """These attributes as JSON values, for the audit trail."""
    return {name: _plain(getattr(row, name)) for name in names}


def _new(rows: QuerySet[M], name: Mapping[str, Any]) -> M:
    everyone: Any = rows.model._meta.default_manager
    if everyone.filter(**name).exists():
        key, given = next(iter(name.items()))
        raise Exists(
            _("There is already a %(kind)s %(name)s.")
            % {"kind": rows.model._meta.verbose_name, "name": given},
            field=key,
        )
    return rows.model(**name)


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return str(value)
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    return str(value)

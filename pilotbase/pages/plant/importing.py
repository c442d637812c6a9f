"""Imports master data row by row: each gets a verdict; nothing is kept unless every row is good."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from pilotbase.accounts.actor import Actor
from pilotbase.core.errors import PilotError
from pilotbase.core.sentences import said
from pilotbase.pages.plant.nouns import ALL
from pilotbase.pages.plant.workbook import SheetRow


class Verdict(NamedTuple):
    sheet: str
    row: int
    name: str
    good: bool
    sentence: str


class Outcome(NamedTuple):
    verdicts: list[Verdict]
    kept: bool

    @property
    def bad(self) -> int:
        return sum(not verdict.good for verdict in self.verdicts)


def take_in(actor: Actor, rows: Iterable[SheetRow], *, dry_run: bool) -> Outcome:
    """Try every row with the verb that its page uses. All are kept, or none."""
    with transaction.atomic():
        verdicts = [_tried(actor, row) for row in rows]
        keep = not dry_run and bool(verdicts) and all(verdict.good for verdict in verdicts)
        if not keep:
            transaction.set_rollback(True)
    return Outcome(verdicts, keep)


def _tried(actor: Actor, row: SheetRow) -> Verdict:
    noun = ALL[row.sheet]
    name = str(row.said.get(noun.name) or next(iter(row.said.values())))
    texts = dict(row.said.items())
    try:
        command = noun.schema.model_validate(_fitting(noun.schema, texts))
        noun.save(actor, command, None)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        field = ".".join(map(str, first["loc"]))
        return Verdict(row.sheet, row.number, name, False, f"{field}: {said(first)}")
    except PilotError as refusal:
        return Verdict(row.sheet, row.number, name, False, refusal.message)
    return Verdict(row.sheet, row.number, name, True, _("good"))


def _fitting(schema: type, said_: dict[str, object]) -> dict[str, object]:
    """A number where the schema wants words is the word as it is written: code 38, size 5."""
    fields = schema.model_fields  # type: ignore[attr-defined]
    return {
        name: str(value)
        if name in fields
        and isinstance(value, int)
        and not isinstance(value, bool)
        and _wants_text(fields[name].annotation)
        else value
        for name, value in said_.items()
    }


def _wants_text(annotation: object) -> bool:
    return annotation is str

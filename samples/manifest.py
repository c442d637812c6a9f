"""Reads the list of samples that a client brings: a table, all of its rows or none."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import override
from pydantic import ValidationError

from pilotbase.core.errors import Invalid
from pilotbase.core.schemas import Reason
from pilotbase.core.sentences import said as sentence
from pilotbase.core.tables import Row, Table, bad_cell, refuse
from samples.choices import SampleKind, Storage
from samples.schemas.sample import MOST, DeliveryLine

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "client_mark": ("mark", "client mark", "sample", "客户标识", "客户编号", "样品编号", "编号"),
    "kind": ("type", "类型", "样品类型", "种类"),
    "description": ("name", "说明", "描述", "样品名称", "名称"),
    "volume": ("体积", "量"),
    "unit": ("单位",),
    "container": ("容器",),
    "storage": ("condition", "储存条件", "保存条件", "储存"),
    "batch": ("lot", "批号", "批次"),
    "drawn_at": ("drawn at", "drawn", "取样时间"),
}
_TIMES: Final = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M:%S")


def read_lines(
    table: Table, zone: ZoneInfo, defaults: Mapping[str, str]
) -> tuple[DeliveryLine, ...]:
    """One line for each row. ``defaults`` fill empty cells; times are the plant's.

    Raises TableUnreadable for a missing column, BadCells naming every row and column, and Invalid
    for too many rows.
    """
    ours = table.named(COLUMNS)
    ours.require("client_mark")
    if not 0 < len(ours.rows) <= MOST:
        raise Invalid(
            _("A delivery has 1 to %(most)s samples; this table has %(found)s.")
            % {"most": MOST, "found": len(ours.rows)},
            field="file",
            code="too_many_rows",
        )
    lines: list[DeliveryLine] = []
    problems: list[Reason] = []
    for row in ours.rows:
        try:
            lines.append(DeliveryLine.model_validate(_said(row, ours, zone, defaults)))
        except ValidationError as wrong:
            problems += _named(row, wrong)
    problems += _twice(ours)
    refuse(problems)
    return tuple(lines)


def _said(row: Row, table: Table, zone: ZoneInfo, defaults: Mapping[str, str]) -> dict[str, Any]:
    said: dict[str, Any] = {name: row[name] or defaults.get(name, "") for name in COLUMNS}
    said["kind"] = _code(SampleKind, said["kind"])
    said["storage"] = _code(Storage, said["storage"])
    volume, unit = said.pop("volume"), said.pop("unit")
    if volume:
        number = volume.replace(",", ".") if table.has_decimal_commas else volume
        said["volume"] = {"value": number, "unit": unit or "mL"}
    drawn_at = said.pop("drawn_at")
    if drawn_at:
        said["drawn_at"] = _time(drawn_at, zone)
    return said


def _code(choices: type[TextChoices], text: str) -> str:
    """The code, by itself or by its word in either language; else the text, for the schema."""
    plain = _bare(text)
    for language in ("en", "zh-hans"):
        with override(language):
            for member in choices:
                if plain in (_bare(member.value), _bare(str(member.label))):
                    return str(member.value)
    return text


def _bare(text: str) -> str:
    return "".join(text.replace("–", "-").replace("−", "-").split()).casefold().removesuffix("°c")


def _time(text: str, zone: ZoneInfo) -> datetime | str:
    for pattern in _TIMES:
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=zone)
        except ValueError:
            continue
    return text


def _named(row: Row, wrong: ValidationError) -> Iterator[Reason]:
    for error in wrong.errors(include_url=False):
        column, *inner = (str(part) for part in error["loc"])
        name = "unit" if inner == ["unit"] else column
        yield bad_cell(row, name, sentence(error), str(error["type"]))


def _twice(table: Table) -> Iterator[Reason]:
    seen: dict[str, int] = {}
    for row in table.rows:
        first = seen.setdefault(row["client_mark"], row.number)
        if row["client_mark"] and first != row.number:
            why = _("%(mark)s stands in row %(row)s already.")
            said = why % {"mark": row["client_mark"], "row": first}
            yield bad_cell(row, "client_mark", said, "mark_twice")

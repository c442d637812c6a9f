"""The results on paper: every figure with its unit, limit, verdict and marks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pilotbase.pdf.styles import AMBER, MUTED, RED, STEP
from pilotbase.pdf.tables import Column, Grid, Row, Table
from pilotbase.pdf.words import Content, Edition, Pair, Run, soft
from samples.measurement.values import Qualifier, Verdict
from samples.reports.content import ReportContent, ReportedResult, ReportedSample
from samples.reports.phrases import (
    AND_MORE,
    CLIENT_MARK,
    MARKS,
    NOTES,
    UNDECIDED,
    VERDICTS,
    Col,
    Head,
)

MOST_EXCEPTIONS = 12  # on the first page; all stand in the table of results
_COLORS = {Verdict.PASS: None, Verdict.FAIL: RED}

Cell = Callable[[ReportedResult], Content]


@dataclass(frozen=True)
class Field:
    """A column of results and how to fill it."""

    column: Column
    cell: Cell


def verdict(result: ReportedResult, edition: Edition) -> Content:
    """Shape, word and colour; pass is plain, and no limit is a dash."""
    if not result.limit:
        return soft("—")
    shape, words = VERDICTS.get(result.verdict, UNDECIDED)
    color = _COLORS.get(result.verdict, AMBER)
    first, other = edition.one(words)
    return [
        Run(f"{shape} " if shape else "", color=color),
        Run(first, bold=color is not None, color=color),
        Run(f" {other}" if other else "", color=color or MUTED, scale=0.88),
    ]


def marks(result: ReportedResult) -> str:
    return "".join(MARKS[flag] for flag in result.flags)


def _needed(result: ReportedResult) -> str:
    """The marks a row needs explained below the table."""
    bounded = result.qualifier not in (Qualifier.NONE, Qualifier.TEXT)
    return marks(result) + ("<" if bounded else "") + ("±" if result.uncertainty else "")


def notes(content: ReportContent, edition: Edition) -> dict[str, Content]:
    """Every note a table may need, with the names and factors of this report."""
    firms = dict.fromkeys(
        edition.one(m.subcontractor)[0] for m in content.methods if m.subcontractor
    )
    factors = dict.fromkeys(r.k for r in content.results if r.uncertainty)
    facts = {"who": "；".join(firms), "k": " / ".join(factors)}
    said = {
        mark: Pair(text.zh % facts, text.en % facts) if "%(" in text.zh else text
        for mark, text in NOTES.items()
    }
    return {mark: edition.prose(text) for mark, text in said.items()}


def _figures(content: ReportContent, edition: Edition, *, wide: bool) -> list[Field]:
    """Result, U, unit, limit, verdict and note; columns with nothing in them are left out."""
    spread = any(r.uncertainty for r in content.results)
    limits = any(r.limit for r in content.results)
    noted = any(r.flags for r in content.results)
    factors = {r.k for r in content.results if r.uncertainty}
    k = f"k = {factors.pop()}" if len(factors) == 1 else ""
    fields = [Field(Column(Col.RESULT, 20, "point"), lambda r: r.value)]
    if spread:
        column = Column(Pair("U", k), 17, "point")
        fields.append(Field(column, lambda r: f"± {r.uncertainty}" if r.uncertainty else ""))
    fields.append(Field(Column(Col.UNIT, 19, inset=2), lambda r: r.unit))
    if limits:
        fields.append(Field(Column(Col.LIMIT, 25 if wide else 23), lambda r: r.limit or "—"))
        fields.append(Field(Column(Col.VERDICT, share=0.8), lambda r: verdict(r, edition)))
    if noted:
        fields.append(Field(Column(Col.NOTE, 11, "center"), lambda r: " ".join(marks(r))))
    return fields


def one_analyte(content: ReportContent) -> bool:
    """Many samples, one and the same analyte each: a list, not groups."""
    kinds = {(r.method, r.analyte.zh, r.analyte.en) for r in content.results}
    return len(kinds) == 1 and len(content.samples) == len(content.results) > 1


def results_table(content: ReportContent, edition: Edition, number: int) -> Grid:
    """All results: a list for one analyte, else groups by sample."""
    table = _listed if one_analyte(content) else _grouped
    return Grid(table(content, edition, number))


def _title(edition: Edition, number: int, more: str = "") -> Content:
    first, other = edition.one(Pair(f"{Head.TABLE.zh} {number}", f"{Head.TABLE.en} {number}"))
    said, too = edition.one(Head.RESULTS)
    return [f"{first}  {said}{more}", *([soft(f"  {other}  {too}")] if other else [])]


def _listed(content: ReportContent, edition: Edition, number: int) -> Table:
    samples = {s.number: (i, s) for i, s in enumerate(content.samples, 1)}
    any_mark = any(s.client_mark for s in content.samples)
    lead = [
        Field(Column(Col.NUMBER, 10), lambda r: str(samples[r.sample][0])),
        Field(Column(Col.SAMPLE, 28), lambda r: r.sample),
    ]
    if any_mark:
        column = Column(Col.CLIENT_MARK, share=1)
        lead.append(Field(column, lambda r: _client_mark(samples[r.sample][1])))
    fields = [*lead, *_figures(content, edition, wide=False)]
    extra = CLIENT_MARK if any_mark else ""
    rows = [_row(r, fields, keep=False, extra=extra) for r in content.results]
    first = content.results[0]
    more = f" · {edition.one(first.analyte)[0]} · {first.method}"
    return _table(content, edition, fields, rows, _title(edition, number, more))


def _client_mark(sample: ReportedSample) -> str:
    return f"{sample.client_mark}{CLIENT_MARK}" if sample.client_mark else ""


def _grouped(content: ReportContent, edition: Edition, number: int) -> Table:
    fields = [
        Field(Column(Col.ANALYTE, share=1), lambda r: edition.say(r.analyte)),
        Field(Column(Col.METHOD, 24), lambda r: r.method),
        *_figures(content, edition, wide=True),
    ]
    by_sample: dict[str, list[ReportedResult]] = {s.number: [] for s in content.samples}
    for result in content.results:
        by_sample[result.sample].append(result)
    rows = []
    for i, sample in enumerate(content.samples, 1):
        own = by_sample[sample.number]
        head = _group_head(content, sample, i, edition)
        rows.append(Row([head], group=True, keep=True, marks=_group_marks(sample)))
        rows += [_row(r, fields, keep=n < len(own)) for n, r in enumerate(own, 1)]
    return _table(content, edition, fields, rows, _title(edition, number))


def _group_marks(sample: ReportedSample) -> str:
    return CLIENT_MARK if sample.client_mark else ""


def _group_head(
    content: ReportContent, sample: ReportedSample, index: int, edition: Edition
) -> Content:
    about = []
    if sample.client_mark:
        label = " ".join(filter(None, edition.one(Col.CLIENT_MARK)))
        about.append(f"{label} {sample.client_mark}{CLIENT_MARK}")
    about.append(" ".join(filter(None, edition.one(sample.description))))
    if sample.sampled_at:
        about.append(f"{content.local(sample.sampled_at):%Y-%m-%d %H:%M}")
    if sample.process_minutes is not None:
        about.append(elapsed(sample.process_minutes))
    return [f"{index}  {sample.number}", soft("   " + " · ".join(filter(None, about)))]


def elapsed(minutes: int) -> str:
    """Time since inoculation: 31 h 20."""
    return f"{minutes // 60} h {minutes % 60:02d}"


def _row(result: ReportedResult, fields: Sequence[Field], *, keep: bool, extra: str = "") -> Row:
    cells = [field.cell(result) for field in fields]
    return Row(cells, keep=keep, marks=_needed(result) + extra)


def _table(
    content: ReportContent,
    edition: Edition,
    fields: Sequence[Field],
    rows: Sequence[Row],
    title: Content,
) -> Table:
    columns = [field.column for field in fields]
    return Table(columns, rows, edition, title, notes(content, edition), pad=0.9)


def exceptions(content: ReportContent, edition: Edition, table: int) -> tuple[Grid | None, Content]:
    """What a reader must see first: results with a limit that do not plainly pass.

    With more than fit the first page, the rest is counted in a line.
    """
    found = [r for r in content.results if r.limit and r.verdict is not Verdict.PASS]
    found.sort(key=lambda r: _GRAVITY.get(r.verdict, 9))
    if not found:
        return None, ""
    fields = [
        Field(Column(Col.SAMPLE, 28), lambda r: r.sample),
        Field(Column(Col.ANALYTE, share=1), lambda r: edition.say(r.analyte)),
        *_figures(content, edition, wide=False),
    ]
    shown = [_row(r, fields, keep=False) for r in found[:MOST_EXCEPTIONS]]
    plain = Table([f.column for f in fields], shown, edition, notes={})
    more = {"more": len(found) - len(shown), "table": table}
    said: Content = ""
    if more["more"]:
        said = edition.prose(Pair(AND_MORE.zh % more, AND_MORE.en % more))
    return Grid(plain, after=STEP if said else 2 * STEP), said


_GRAVITY = {
    Verdict.FAIL: 0,
    Verdict.CONDITIONAL_FAIL: 1,
    Verdict.NONE: 2,
    Verdict.CONDITIONAL_PASS: 3,
}

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
    TABLE_1,
    UNDECIDED,
    VERDICTS,
    Col,
    Head,
)

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
    firms = dict.fromkeys(m.subcontractor for m in content.methods if m.subcontractor)
    factors = dict.fromkeys(r.k for r in content.results if r.uncertainty)
    k = " / ".join(factors)
    zh = {"who": "；".join(firm.zh or firm.en for firm in firms), "k": k}
    en = {"who": "; ".join(firm.en or firm.zh for firm in firms), "k": k}
    said = {
        mark: Pair(text.zh % zh, text.en % en) if "%(" in text.zh else text
        for mark, text in NOTES.items()
    }
    return {mark: edition.prose(text) for mark, text in said.items()}


def _figures(content: ReportContent, edition: Edition) -> list[Field]:
    """Result, U, unit, limit, verdict and note; columns with nothing in them are left out."""
    spread = any(r.uncertainty for r in content.results)
    limits = any(r.limit for r in content.results)
    noted = any(r.flags for r in content.results)
    factors = {r.k for r in content.results if r.uncertainty}
    u = f"U (k = {factors.pop()})" if len(factors) == 1 else "U"
    fields = [Field(Column(Col.RESULT, align="point"), lambda r: r.value)]
    if spread:
        column = Column(Pair(u), align="point")
        fields.append(Field(column, lambda r: f"± {r.uncertainty}" if r.uncertainty else ""))
    fields.append(Field(Column(Col.UNIT, inset=2), lambda r: r.unit))
    if limits:
        fields.append(Field(Column(Col.LIMIT), lambda r: r.limit or "—"))
        fields.append(Field(Column(Col.VERDICT, inset=1), lambda r: verdict(r, edition)))
    if noted:
        fields.append(Field(Column(Col.NOTE, align="center"), lambda r: " ".join(marks(r))))
    return fields


def one_analyte(content: ReportContent) -> bool:
    """Many samples, one and the same analyte each: a list, not groups."""
    kinds = {(r.method, r.analyte.zh, r.analyte.en) for r in content.results}
    return len(kinds) == 1 and len(content.samples) == len(content.results) > 1


def results_table(content: ReportContent, edition: Edition) -> Grid:
    """All results: a list for one analyte, else groups by sample."""
    table = _listed if one_analyte(content) else _grouped
    return Grid(table(content, edition))


def _title(edition: Edition, more: str = "") -> Content:
    first, other = edition.one(TABLE_1)
    said, too = edition.one(Head.RESULTS)
    return [f"{first}  {said}{more}", *([soft(f"  {other}  {too}")] if other else [])]


def _listed(content: ReportContent, edition: Edition) -> Table:
    samples = {s.number: (i, s) for i, s in enumerate(content.samples, 1)}
    any_mark = any(s.client_mark for s in content.samples)
    lead = [
        Field(Column(Col.NUMBER), lambda r: str(samples[r.sample][0])),
        Field(Column(Col.SAMPLE), lambda r: r.sample),
    ]
    if any_mark:
        column = Column(Col.CLIENT_MARK, share=1)
        lead.append(Field(column, lambda r: _client_mark(samples[r.sample][1])))
    fields = [*lead, *_figures(content, edition)]
    extra = CLIENT_MARK if any_mark else ""
    rows = [_row(r, fields, keep=False, extra=extra) for r in content.results]
    first = content.results[0]
    more = f" · {edition.one(first.analyte)[0]} · {first.method}"
    return _table(content, edition, fields, rows, _title(edition, more))


def _client_mark(sample: ReportedSample) -> str:
    return f"{sample.client_mark}{CLIENT_MARK}" if sample.client_mark else ""


def _grouped(content: ReportContent, edition: Edition) -> Table:
    fields = [
        Field(Column(Col.ANALYTE, share=1), lambda r: edition.say(r.analyte)),
        Field(Column(Col.METHOD), lambda r: r.method),
        *_figures(content, edition),
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
    return _table(content, edition, fields, rows, _title(edition))


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


def exceptions(content: ReportContent, edition: Edition, most: int) -> tuple[Grid | None, Content]:
    """What a reader must see first: results with a limit that do not plainly pass, worst first.

    At most ``most`` of them; the others are counted in a line.
    """
    found = [r for r in content.results if r.limit and r.verdict is not Verdict.PASS]
    found.sort(key=lambda r: _GRAVITY.get(r.verdict, 9))
    if not found:
        return None, ""
    fields = [
        Field(Column(Col.SAMPLE), lambda r: r.sample),
        Field(Column(Col.ANALYTE, share=1), lambda r: edition.say(r.analyte)),
        *_figures(content, edition),
    ]
    shown = [_row(r, fields, keep=False) for r in found[:most]]
    plain = Table([f.column for f in fields], shown, edition, notes={})
    more = {"more": len(found) - len(shown)}
    said: Content = ""
    if more["more"]:
        said = edition.prose(Pair(AND_MORE.zh % more, AND_MORE.en % more))
    if not shown:
        return None, said
    return Grid(plain, after=STEP if said else 2 * STEP), said


_GRAVITY = {
    Verdict.FAIL: 0,
    Verdict.CONDITIONAL_FAIL: 1,
    Verdict.NONE: 2,
    Verdict.CONDITIONAL_PASS: 3,
}

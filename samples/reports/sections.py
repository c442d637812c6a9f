"""The pages behind the first: changes, methods, items, results, rule, deviations, custody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable

from pilotbase.pdf.page import Bookmark
from pilotbase.pdf.parts import Fact, Facts, end_mark, numbered, over, section, together
from pilotbase.pdf.styles import CELL, NOTE, STEP, TINY
from pilotbase.pdf.tables import Column, Grid, Row, Table
from pilotbase.pdf.text import Text
from pilotbase.pdf.words import Bilingual, Content, Edition, Pair, Run, soft, strong
from samples.measurement.values import Qualifier
from samples.reports.content import ReportContent, ReportedMethod, ReportedSample
from samples.reports.cover import client_mark
from samples.reports.phrases import (
    BOUNDS,
    BROKEN,
    CLIENT_MARK,
    COMPARISONS,
    CUSTODY,
    END,
    INTACT,
    NOTHING,
    OPINION_NOTE,
    RULES,
    SAMPLED_BY_BOTH,
    SAMPLED_BY_CLIENT,
    SAMPLED_BY_LAB,
    SIMULATED,
    Col,
    Head,
    Label,
)
from samples.reports.results import elapsed, notes, results_table

FULL_HASHES = 12  # more samples than that print a shorter hash, two samples a row


@dataclass(frozen=True)
class Part:
    """A section, left out where it has nothing to say."""

    head: Pair
    body: Callable[[ReportContent, Edition], Sequence[Flowable]]
    long: bool = False  # holds a table that may split


def behind(content: ReportContent, edition: Edition) -> list[Flowable]:
    """All sections in order, numbered as they come, down to the end mark."""
    story: list[Flowable] = changes(content, edition)
    number = 0
    for part in PARTS:
        body = part.body(content, edition)
        if not body:
            continue
        number += 1
        title = " ".join(filter(None, edition.one(part.head)))
        story.append(Bookmark(title))
        if part.long:
            story += over(edition, str(number), part.head)
        else:
            story.append(section(edition, str(number), part.head))
        story += body
    return [*story, *_statements(content, edition, number + 1)]


def changes(content: ReportContent, edition: Edition) -> list[Flowable]:
    """What an amendment changes and why, before everything else (17025 7.8.8)."""
    if not content.changes:
        return []
    columns = [
        Column(Col.ITEM, 46),
        Column(Col.WAS, 32),
        Column(Col.NOW, 32),
        Column(Col.REASON, share=1),
    ]
    rows = [
        Row([edition.say(c.item), c.was, c.now, edition.say(c.reason)]) for c in content.changes
    ]
    table = Table(columns, rows, edition, title=edition.say(_table_head(1)))
    return [*over(edition, "", Head.CHANGES), Grid(table)]


def _table_head(number: int) -> Pair:
    return Pair(f"{Head.TABLE.zh} {number}", f"{Head.TABLE.en} {number}")


def _methods(content: ReportContent, edition: Edition) -> list[Flowable]:
    columns = [
        Column(Col.CODE, 25),
        Column(Col.ANALYTE, share=1),
        Column(Col.PRINCIPLE, share=1),
        Column(Col.DOCUMENT, share=1),
        Column(Col.LOD, 14, "point"),
        Column(Col.LOQ, 14, "point"),
        Column(Col.UNIT, 19, inset=2),
    ]
    rows, before = [], ""
    for method in content.methods:
        again = method.code == before
        rows.append(_method_row(method, edition, again=again))
        before = method.code
    table = Table(columns, rows, edition, notes=notes(content, edition))
    return [Grid(table, after=STEP)]


def _method_row(method: ReportedMethod, edition: Edition, *, again: bool) -> Row:
    """What a method says once is not said again for its next analyte."""
    marks = ("" if method.in_scope else "*") + ("‡" if method.subcontractor else "")
    analyte = [*edition.say(method.analyte), *([f" {marks}"] if marks else [])]
    once = ["", "", ""]
    if not again:
        document = " · ".join(filter(None, (method.document, method.edition)))
        once = [method.code, edition.say(method.principle), document]  # type: ignore[list-item]
    cells = [once[0], analyte, *once[1:], method.lod, method.loq, method.unit]
    return Row(cells, marks=marks)


def _sampling(content: ReportContent, edition: Edition) -> list[Flowable]:
    by = {sample.sampled_by for sample in content.samples}
    said = SAMPLED_BY_BOTH if len(by) == 2 else _SAMPLED[by.pop()]
    facts = _sampling_facts(content, edition)
    story: list[Flowable] = [Text(edition.prose(said), NOTE, after=STEP)]
    if facts:
        story.append(Facts(facts, edition, after=STEP))
    return [*story, Grid(_items(content, edition), after=STEP)]


_SAMPLED = {"client": SAMPLED_BY_CLIENT, "laboratory": SAMPLED_BY_LAB}


def _sampling_facts(content: ReportContent, edition: Edition) -> list[Fact]:
    run, facts = content.run, []
    if run:
        name = edition.say(run.equipment_name) if run.equipment_name else []
        facts.append(Fact(Label.RUN, run.booking))
        facts.append(Fact(Label.EQUIPMENT, [f"{run.equipment} ", *name]))
        facts += [Fact(Label.PURPOSE, client_mark(run.purpose))] if run.purpose else []
        for label, at in ((Label.STARTED, run.started_at), (Label.ENDED, run.ended_at)):
            facts += [Fact(label, f"{content.local(at):%Y-%m-%d %H:%M}")] if at else []
    given: list[tuple[Bilingual, Bilingual]] = [
        (Label.PLAN, content.sampling.plan),
        (Label.SAMPLING, content.sampling.method),
        (Label.ENVIRONMENT, content.environment),
    ]
    facts += [Fact(Pair(*_both(a)), edition.say(b)) for a, b in given if b.zh or b.en]
    return facts


def _both(words: Bilingual) -> tuple[str, str]:
    return words.zh, words.en


@dataclass(frozen=True)
class ItemField:
    column: Column
    cell: Callable[[ReportedSample], Content]


def _items(content: ReportContent, edition: Edition) -> Table:
    """The items tested, one by one; columns that nobody filled are left out."""
    index = {sample.number: i for i, sample in enumerate(content.samples, 1)}

    def when(sample: ReportedSample) -> Content:
        at = sample.sampled_at
        return f"{content.local(at):%Y-%m-%d %H:%M}" if at else ""

    def received(sample: ReportedSample) -> Content:
        at = sample.received_at
        return f"{content.local(at):%Y-%m-%d %H:%M}" if at else ""

    def described(sample: ReportedSample) -> Content:
        batch = client_mark(sample.batch)
        return [*edition.say(sample.description), *([f" · {batch}"] if batch else [])]

    def condition(sample: ReportedSample) -> Content:
        note = ["§"] if sample.condition_note else []
        return [*(edition.say(sample.condition) if sample.condition else []), *note]

    fields = [
        ItemField(Column(Col.NUMBER, 10), lambda s: str(index[s.number])),
        ItemField(Column(Col.SAMPLE, 28), lambda s: s.number),
        ItemField(Column(Col.CLIENT_MARK, share=0.8), lambda s: client_mark(s.client_mark)),
        ItemField(Column(Col.DESCRIPTION, share=1), described),
        ItemField(Column(Col.CONTAINER, 22), lambda s: _said(s.container, edition)),
        ItemField(Column(Col.SAMPLED, 27), when),
        ItemField(Column(Col.RUN_TIME, 15, "right"), _run_time),
        ItemField(Column(Col.RECEIVED, 27), received),
        ItemField(Column(Col.CONDITION, 20), condition),
    ]
    cells = [[field.cell(sample) for field in fields] for sample in content.samples]
    kept = [i for i in range(len(fields)) if any(row[i] for row in cells)]
    rows = [
        Row([row[i] for i in kept], marks=_item_marks(sample))
        for row, sample in zip(cells, content.samples, strict=True)
    ]
    columns = [fields[i].column for i in kept]
    title = edition.say(Head.ITEMS, bold=True)
    return Table(columns, rows, edition, title, notes(content, edition), pad=0.9)


def _said(words: Bilingual, edition: Edition) -> Content:
    return edition.say(words) if words.zh or words.en else ""


def _run_time(sample: ReportedSample) -> Content:
    return "" if sample.process_minutes is None else elapsed(sample.process_minutes)


def _item_marks(sample: ReportedSample) -> str:
    theirs = CLIENT_MARK if sample.client_mark or sample.batch else ""
    return theirs + ("§" if sample.condition_note else "")


def _process(content: ReportContent, edition: Edition) -> list[Flowable]:
    """The sensors' values at the moment of sampling, in one table for the run."""
    labels = dict.fromkeys(
        (v.label.zh, v.label.en, v.unit) for s in content.samples for v in s.process_values
    )
    if not labels:
        return []
    simulated = any(v.simulated for s in content.samples for v in s.process_values)
    columns = [Column(Col.SAMPLE, 28), Column(Col.RUN_TIME, 17, "right")]
    for zh, en, unit in labels:
        tail = f" ({unit})" if unit else ""
        columns.append(Column(Pair(zh, f"{en}{tail}"), align="right", share=1))
    rows = [Row(_process_cells(sample, list(labels))) for sample in content.samples]
    title = edition.say(Col.PROCESS, bold=True)
    if simulated:
        title.append(soft(f"  {' '.join(filter(None, edition.one(SIMULATED)))}"))
    return [Grid(Table(columns, rows, edition, title, pad=0.9), after=STEP)]


def _process_cells(
    sample: ReportedSample, labels: Sequence[tuple[str, str, str]]
) -> Sequence[Content]:
    found = {(v.label.zh, v.label.en, v.unit): v.value for v in sample.process_values}
    return [sample.number, _run_time(sample), *[found.get(label, "") for label in labels]]


def _how_sampled(content: ReportContent, edition: Edition) -> list[Flowable]:
    return [*_sampling(content, edition), *_process(content, edition)]


def _results(content: ReportContent, edition: Edition) -> list[Flowable]:
    return [results_table(content, edition, 2 if content.changes else 1)]


def _conformity(content: ReportContent, edition: Edition) -> list[Flowable]:
    """The rule that stands behind the verdicts, and the specification (17025 7.8.6)."""
    limited = [r for r in content.results if r.limit]
    if not limited:
        return []
    said: list[Bilingual] = [
        RULES[rule] for rule in dict.fromkeys(r.decision_rule for r in limited)
    ]
    said.append(COMPARISONS[content.comparison])
    if any(r.qualifier not in (Qualifier.NONE, Qualifier.TEXT) for r in limited):
        said.append(BOUNDS)
    story: list[Flowable] = []
    if content.specification:
        label = " ".join(filter(None, edition.one(Label.SPECIFICATION)))
        spec = [strong(f"{label}: "), *edition.prose(content.specification)]
        story.append(Text(spec, NOTE, after=2))
    return [*story, *[Text(edition.prose(words), NOTE, after=2) for words in said]]


def _deviations(content: ReportContent, edition: Edition) -> list[Flowable]:
    found: list[tuple[str, Bilingual]] = [("", words) for words in content.deviations]
    found += [(f"{s.number}: ", s.condition_note) for s in content.samples if s.condition_note]
    label = strong(" ".join(filter(None, edition.one(Label.DEVIATIONS))) + ": ")
    story: list[Flowable] = []
    for lead, words in found or [("", NOTHING)]:
        story.append(Text([label, lead, *edition.prose(words)], NOTE, after=2))
        label = Run("")
    if content.opinion:
        opinion = strong(" ".join(filter(None, edition.one(Label.OPINION))) + ": ")
        story.append(Text([opinion, *edition.prose(content.opinion)], NOTE, before=4, after=2))
        story.append(Text(edition.prose(OPINION_NOTE), TINY))
    return story


def _custody(content: ReportContent, edition: Edition) -> list[Flowable]:
    if not content.custody:
        return []
    short = len(content.custody) > FULL_HASHES
    one = [
        Column(Col.SAMPLE, 28),
        Column(Col.EVENTS, 14, "right"),
        Column(Col.CHAIN, 16 if short else 24, inset=2),
        Column(Col.HASH, share=1, style=TINY.sized(TINY.size, CELL.leading)),
    ]
    cells = [
        [
            c.sample,
            str(c.events),
            edition.say(INTACT if c.intact else BROKEN),
            f"{c.last_hash[:16]}…" if short else c.last_hash,
        ]
        for c in content.custody
    ]
    if short:
        one = one + one
        cells = _two_up(cells)  # type: ignore[assignment]
    rows = [Row(row) for row in cells]
    table = Table(one, rows, edition, pad=0.9)
    return [Text(edition.prose(CUSTODY), NOTE, after=STEP), Grid(table, after=STEP)]


def _two_up(cells: Sequence[Sequence[Content]]) -> list[list[Content]]:
    """The second half beside the first."""
    half = -(-len(cells) // 2)
    empty: list[Content] = ["", "", "", ""]
    return [
        [*cells[i], *(cells[half + i] if half + i < len(cells) else empty)] for i in range(half)
    ]


def _statements(content: ReportContent, edition: Edition, number: int) -> list[Flowable]:
    head = section(edition, str(number), Head.STATEMENTS)
    said = numbered(edition, content.statements)
    return [together(head, *said, end_mark(edition, END))]


PARTS = (
    Part(Head.METHODS, _methods, long=True),
    Part(Head.SAMPLING, _how_sampled, long=True),
    Part(Head.RESULTS, _results, long=True),
    Part(Head.CONFORMITY, _conformity),
    Part(Head.DEVIATIONS, _deviations),
    Part(Head.CUSTODY, _custody, long=True),
)

"""The pages behind the first: changes, methods, items, results, rule, deviations, custody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from pilotbase.pdf.parts import end_mark, numbered, over, section, together
from pilotbase.pdf.styles import CELL, NOTE, STEP, TINY
from pilotbase.pdf.tables import Column, Grid, Row, Table
from pilotbase.pdf.text import Text
from pilotbase.pdf.words import Bilingual, Content, Edition, Pair, Run, strong
from samples.measurement.values import Qualifier
from samples.reports.content import CustodySummary, ReportContent, ReportedMethod
from samples.reports.items import sampling
from samples.reports.phrases import (
    ALL_INTACT,
    BOUNDS,
    BROKEN,
    COMPARISONS,
    CUSTODY,
    END,
    INTACT,
    NOTHING,
    OPINION_NOTE,
    RULES,
    Col,
    Head,
    Label,
)
from samples.reports.results import notes, results_table

TABLE_ROOM, TEXT_ROOM = 60 * mm, 25 * mm
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
        room = TABLE_ROOM if part.long else TEXT_ROOM
        story += over(edition, str(number), part.head, room)
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
    table = Table(columns, rows, edition)
    return [*over(edition, "", Head.CHANGES), Grid(table)]


def _methods(content: ReportContent, edition: Edition) -> list[Flowable]:
    columns = [
        Column(Col.CODE, 30),
        Column(Col.ANALYTE, share=1),
        Column(Col.PRINCIPLE, share=1),
        Column(Col.DOCUMENT, share=1.2),
        Column(Col.LOD, 20, "point"),
        Column(Col.LOQ, 20, "point"),
        Column(Col.UNIT, 24, inset=2),
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


def _results(content: ReportContent, edition: Edition) -> list[Flowable]:
    return [results_table(content, edition)]


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
    """Each chain's length and last hash; whether it holds, chain by chain where one does not."""
    if not content.custody:
        return []
    short = len(content.custody) > FULL_HASHES
    intact = all(chain.intact for chain in content.custody)
    columns = [Column(Col.SAMPLE), Column(Col.EVENTS, align="right")]
    columns += [] if intact else [Column(Col.CHAIN, inset=2)]
    columns.append(Column(Col.HASH, share=1, inset=4, style=TINY.sized(TINY.size, CELL.leading)))
    cells = [_chain(chain, edition, intact=intact, short=short) for chain in content.custody]
    if short:
        columns, cells = columns * 2, _two_up(cells)
    table = Table(columns, [Row(row) for row in cells], edition, pad=0.9)
    said = Pair(CUSTODY.zh + ALL_INTACT.zh, f"{CUSTODY.en} {ALL_INTACT.en}") if intact else CUSTODY
    return [Text(edition.prose(said), NOTE, after=STEP), Grid(table, after=STEP)]


def _chain(chain: CustodySummary, edition: Edition, *, intact: bool, short: bool) -> list[Content]:
    state: list[Content] = [] if intact else [edition.say(INTACT if chain.intact else BROKEN)]
    shown = f"{chain.last_hash[:24]}…" if short else chain.last_hash
    return [chain.sample, str(chain.events), *state, shown]


def _two_up(cells: Sequence[list[Content]]) -> list[list[Content]]:
    """The second half beside the first."""
    half = -(-len(cells) // 2)
    empty: list[Content] = [""] * len(cells[0])
    return [cells[i] + (cells[half + i] if half + i < len(cells) else empty) for i in range(half)]


def _statements(content: ReportContent, edition: Edition, number: int) -> list[Flowable]:
    head = section(edition, str(number), Head.STATEMENTS)
    said = numbered(edition, content.statements)
    return [together(head, *said, end_mark(edition, END))]


PARTS = (
    Part(Head.METHODS, _methods, long=True),
    Part(Head.SAMPLING, sampling, long=True),
    Part(Head.RESULTS, _results, long=True),
    Part(Head.CONFORMITY, _conformity),
    Part(Head.DEVIATIONS, _deviations),
    Part(Head.CUSTODY, _custody, long=True),
)

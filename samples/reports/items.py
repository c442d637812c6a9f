"""The items tested on paper: who sampled, how, from what run, and each item as it came."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from reportlab.platypus import Flowable

from pilotbase.pdf.parts import Fact, Facts
from pilotbase.pdf.styles import NOTE, STEP
from pilotbase.pdf.tables import Column, Grid, Row, Table
from pilotbase.pdf.text import Text
from pilotbase.pdf.words import Bilingual, Content, Edition, Pair, Run, plain, soft
from samples.reports.content import ReportContent, ReportedSample
from samples.reports.phrases import (
    CLIENT_MARK,
    SAMPLED_BY_BOTH,
    SAMPLED_BY_CLIENT,
    SAMPLED_BY_LAB,
    SIMULATED,
    Col,
    Head,
    Label,
)
from samples.reports.results import elapsed, notes, one_analyte

_SAMPLED = {"client": SAMPLED_BY_CLIENT, "laboratory": SAMPLED_BY_LAB}


def sampling(content: ReportContent, edition: Edition) -> list[Flowable]:
    """Who sampled and how (17025 7.8.2.1 g, h, k); what all items share is said once."""
    by = {sample.sampled_by for sample in content.samples}
    said = SAMPLED_BY_BOTH if len(by) == 2 else _SAMPLED[by.pop()]
    shared, table = items(content, edition)
    facts = [*_run_facts(content, edition), *shared]
    story: list[Flowable] = [Text(edition.prose(said), NOTE, after=STEP)]
    story += [Facts(facts, edition, after=STEP)] if facts else []
    story += [Grid(table, after=STEP)] if table else []
    return [*story, *_process(content, edition)]


def _run_facts(content: ReportContent, edition: Edition) -> list[Fact]:
    run, facts = content.run, []
    if run:
        name = edition.say(run.equipment_name) if run.equipment_name else []
        named = ((Label.RUN, run.number), (Label.BOOKING, run.booking))
        facts += [Fact(label, number) for label, number in named if number]
        facts.append(Fact(Label.EQUIPMENT, [f"{run.equipment} ", *name]))
        facts += [Fact(Label.PURPOSE, client_mark(run.purpose))] if run.purpose else []
        for label, at in ((Label.STARTED, run.started_at), (Label.ENDED, run.ended_at)):
            facts += [Fact(label, moment(content, at))] if at else []
    given = [
        (Label.PLAN, content.sampling.plan),
        (Label.SAMPLING, content.sampling.method),
        (Label.ENVIRONMENT, content.environment),
    ]
    return facts + [Fact(label, edition.say(words)) for label, words in given if words]


def client_mark(text: str) -> str:
    """What the client said, marked as theirs."""
    return f"{text}{CLIENT_MARK}" if text else ""


def moment(content: ReportContent, at: datetime | None) -> str:
    return f"{content.local(at):%Y-%m-%d %H:%M}" if at else ""


def run_time(sample: ReportedSample) -> str:
    return "" if sample.process_minutes is None else elapsed(sample.process_minutes)


@dataclass(frozen=True)
class ItemField:
    """A column of items. The table of results repeats some of them."""

    column: Column
    cell: Callable[[ReportedSample], Content]
    repeated: bool = False


def _fields(content: ReportContent, edition: Edition) -> list[ItemField]:
    index = {sample.number: i for i, sample in enumerate(content.samples, 1)}
    grouped = not one_analyte(content)

    def described(sample: ReportedSample) -> Content:
        batches = filter(None, (sample.run, client_mark(sample.batch)))
        return [*_say(sample.description, edition), *(f" · {batch}" for batch in batches)]

    def condition(sample: ReportedSample) -> Content:
        note = ["§"] if sample.condition_note else []
        return [*_say(sample.condition, edition), *note]

    return [
        ItemField(Column(Col.NUMBER), lambda s: str(index[s.number]), repeated=True),
        ItemField(Column(Col.SAMPLE), lambda s: s.number, repeated=True),
        ItemField(
            Column(Col.CLIENT_MARK, share=1), lambda s: client_mark(s.client_mark), repeated=True
        ),
        ItemField(Column(Col.DESCRIPTION, share=1), described),
        ItemField(Column(Col.CONTAINER, share=0.8), lambda s: _say(s.container, edition)),
        ItemField(Column(Col.SAMPLED), lambda s: moment(content, s.sampled_at), repeated=grouped),
        ItemField(Column(Col.RUN_TIME, align="right"), run_time, repeated=grouped),
        ItemField(Column(Col.RECEIVED, inset=2), lambda s: moment(content, s.received_at)),
        ItemField(Column(Col.CONDITION), condition),
    ]


def _say(words: Bilingual, edition: Edition) -> list[str | Run]:
    return edition.say(words) if words.zh or words.en else []


def items(content: ReportContent, edition: Edition) -> tuple[list[Fact], Table | None]:
    """What all items share as facts; the rest as a table, unless the results say it anyway."""
    fields = _fields(content, edition)
    values = [[field.cell(sample) for sample in content.samples] for field in fields]
    texts = [[plain(value) for value in column] for column in values]
    single = len(content.samples) == 1
    facts, kept = [], []
    for i, field in enumerate(fields):
        if not any(texts[i]) or (single and i == 0):
            continue
        if len(set(texts[i])) == 1:
            facts.append(Fact(field.column.head, values[i][0]))
        else:
            kept.append(i)
    if all(fields[i].repeated for i in kept):
        return facts, None
    rows = [
        Row([values[i][n] for i in kept], marks=_marks(sample))
        for n, sample in enumerate(content.samples)
    ]
    columns = [fields[i].column for i in kept]
    title = edition.say(Head.ITEMS, bold=True)
    return facts, Table(columns, rows, edition, title, notes(content, edition), pad=0.9)


def _marks(sample: ReportedSample) -> str:
    theirs = CLIENT_MARK if sample.client_mark or sample.batch else ""
    return theirs + ("§" if sample.condition_note else "")


Key = tuple[str, str, str]
ABREAST = 5  # values side by side; more stand below
_UNITS = {"degC": "°C", "pH": ""}  # pH is its own unit


def _process(content: ReportContent, edition: Edition) -> list[Flowable]:
    """The sensors' values at the moment of sampling."""
    values = [value for sample in content.samples for value in sample.process_values]
    if not values:
        return []
    keys = list(dict.fromkeys((v.label.zh, v.label.en, v.unit) for v in values))
    title = edition.say(Col.PROCESS, bold=True)
    if any(value.simulated for value in values):
        title.append(soft(f"  {' '.join(filter(None, edition.one(SIMULATED)))}"))
    story: list[Flowable] = []
    for first in range(0, len(keys), ABREAST):
        part = keys[first : first + ABREAST]
        columns = [Column(Col.SAMPLE), Column(Col.RUN_TIME, align="right", inset=3)]
        columns += [Column(_with_unit(key, edition), align="right", share=1) for key in part]
        spare = ABREAST - len(part)
        columns += [Column(Pair(""), share=1)] * spare  # the figures stand below those above
        rows = [Row([*_process_cells(s, part), *[""] * spare]) for s in content.samples]
        table = Table(columns, rows, edition, None if first else title, pad=0.9)
        story.append(Grid(table, after=STEP))
    return story


def _with_unit(key: Key, edition: Edition) -> Pair:
    first, other = edition.one(Pair(key[0], key[1]))
    shown = _UNITS.get(key[2], key[2])
    unit = f" ({shown})" if shown else ""
    return Pair(first, f"{other}{unit}") if other else Pair(f"{first}{unit}")


def _process_cells(sample: ReportedSample, keys: Sequence[Key]) -> list[Content]:
    found = {(v.label.zh, v.label.en, v.unit): v.value for v in sample.process_values}
    return [sample.number, run_time(sample), *[found.get(key, "") for key in keys]]

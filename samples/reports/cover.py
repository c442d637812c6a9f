"""The first page of a report, which alone answers a quality manager: what, how it stands, who."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from pilotbase.pdf.codes import draw_modules, qr
from pilotbase.pdf.lines import put
from pilotbase.pdf.page import Bookmark
from pilotbase.pdf.parts import Fact, Facts, Notice, draw_box, section
from pilotbase.pdf.styles import (
    AMBER,
    BODY,
    CELL,
    MARGIN_Y,
    MEASURE,
    MUTED,
    NOTE,
    PAGE_H,
    RED,
    STEP,
    SUBTITLE,
    TINY,
    TITLE,
)
from pilotbase.pdf.text import Text
from pilotbase.pdf.words import Bilingual, Content, Edition, Run, soft, strong
from samples.reports.content import ReportContent, digest
from samples.reports.phrases import (
    CERTIFICATE,
    DRAFT_NOTICE,
    ISSUED,
    MARK_PLACE,
    NO_MARK,
    NOT_ISSUED,
    SCAN,
    SEAL,
    Head,
    Label,
    counted,
    replaced_notice,
)
from samples.reports.results import exceptions
from samples.reports.signatures import Signatures

MARK = (30 * mm, 20 * mm)
QR = 22 * mm
MOST_EXCEPTIONS = 12  # on the first page; all stand in the table of results
WIDE = CELL.sized(9, 12.5)


class Masthead(Flowable):
    """Mark area left, verification right, title and number below."""

    def __init__(self, content: ReportContent, edition: Edition, *, draft: bool) -> None:
        super().__init__()
        self.content, self.edition, self.draft = content, edition, draft
        self.spaceAfter = STEP

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = width, 50 * mm
        return width, self.height

    def draw(self) -> None:
        if self.content.accreditation:
            self._mark_area(self.content.accreditation.kind, self.content.accreditation.number)
        if not self.draft:
            self._verification()
        top = self.height
        first, other = self.edition.one(self.content.title)
        put(self.canv, (0, top - 40 * mm), first, TITLE)
        put(self.canv, (0, top - 48 * mm), soft(other), SUBTITLE)
        number = SUBTITLE.strong().aligned("right")
        put(self.canv, (self.width, top - 40 * mm), self.content.number, number)
        issued = NOTE.aligned("right").inked(MUTED)
        put(self.canv, (self.width, top - 46 * mm), self._issued(), issued)

    def _issued(self) -> str:
        at = None if self.draft else self.content.issued_at
        words = " ".join(filter(None, self.edition.one(ISSUED if at else NOT_ISSUED)))
        return f"{words} {self.content.local(at):%Y-%m-%d}" if at else words

    def _mark_area(self, kind: str, number: str) -> None:
        place: list[Content] = [strong(kind), *filter(None, self.edition.one(MARK_PLACE))]
        draw_box(self.canv, (0, self.height - MARK[1]), MARK, place)
        label = " ".join(filter(None, self.edition.one(CERTIFICATE)))
        put(self.canv, (0, self.height - 24 * mm), f"{label} {number}", TINY)

    def _verification(self) -> None:
        modules = qr(self.content.verify_url)
        # The right edge stands on the margin; the quiet zone runs into it.
        at = (self.width - QR, self.height - QR)
        draw_modules(self.canv, modules, at, QR / len(modules))
        below = (self.width, self.height - 26.5 * mm)
        put(self.canv, below, self.edition.say(SCAN), TINY, "right")


def cover(content: ReportContent, edition: Edition, *, draft: bool) -> list[Flowable]:
    """What was tested for whom, the conclusion with its exceptions, and who answers for it.

    As many exceptions as leave the signatures on the first page; the rest is counted.
    """
    for most in range(MOST_EXCEPTIONS, 0, -1):
        story = _cover(content, edition, draft=draft, most=most)
        if _tall(story) <= PAGE_H - 2 * MARGIN_Y:
            return story
    return _cover(content, edition, draft=draft, most=0)


def _tall(story: Sequence[Flowable]) -> float:
    """How much of a page the story takes; never less than it does."""
    heights = [flowable.wrap(MEASURE, PAGE_H)[1] for flowable in story]
    spaces = [max(a.getSpaceAfter(), b.getSpaceBefore()) for a, b in pairwise(story)]
    return float(sum(heights) + sum(spaces))


def _cover(content: ReportContent, edition: Edition, *, draft: bool, most: int) -> list[Flowable]:
    title = " ".join(filter(None, edition.one(content.title)))
    story: list[Flowable] = [Bookmark(title), Masthead(content, edition, draft=draft)]
    story += _laboratory(content, edition)
    if draft:
        story.append(Notice(edition.stack(DRAFT_NOTICE, bold=True), color=RED))
    if content.replaces:
        story.append(Notice(edition.stack(replaced_notice(content), bold=True), color=AMBER))
    story += [_who(content, edition), _when(content, edition)]
    story.append(section(edition, "", Head.CONCLUSION))
    story.append(Notice(edition.stack(counted(content), bold=True), BODY))
    table, more = exceptions(content, edition, most)
    story += [table] if table else []
    story += [Text(more, NOTE, after=2 * STEP)] if more else []
    return [*story, Signatures(content, edition), *_below(content, edition)]


def _laboratory(content: ReportContent, edition: Edition) -> list[Flowable]:
    first, other = edition.one(content.lab.name)
    name: Content = [strong(first), *([soft(f"  {other}")] if other else [])]
    lines = [*edition.one(content.lab.address), content.lab.phone]
    address = soft(" · ".join(filter(None, lines)))
    return [Text(name, BODY), Text(address, TINY, after=2 * STEP)]


def _who(content: ReportContent, edition: Edition) -> Facts:
    client = content.client
    facts = [
        Fact(Label.SUBJECT, edition.stack(content.subject)),
        Fact(Label.CLIENT, edition.stack(client.name)),
    ]
    contact: list[str | Run] = [client.contact] if client.contact else []
    if client.address:
        contact += ["\n"] if contact else []
        contact += edition.say(client.address)
    if contact:
        facts.append(Fact(Label.CONTACT, contact))
    return Facts(facts, edition, columns=1, after=0, style=WIDE)


def _when(content: ReportContent, edition: Edition) -> Facts:
    facts = [Fact(Label.CATEGORY, edition.say(content.category))]
    if content.project or content.run:
        facts.append(Fact(Label.PROJECT, _project(content)))
    facts.append(Fact(Label.PLACE, edition.say(content.performed_at)))
    received = [content.local(s.received_at) for s in content.samples if s.received_at]
    if received:
        facts.append(Fact(Label.RECEIVED, days(received)))
    facts.append(Fact(Label.TESTED, days([content.tested_from, content.tested_to])))
    condition = _condition(content, edition)
    return Facts([*facts, *condition], edition)


def _project(content: ReportContent) -> Content:
    run = content.run
    parts = [content.project, f"{run.number or run.booking} / {run.equipment}" if run else ""]
    return " · ".join(filter(None, parts))


def _condition(content: ReportContent, edition: Edition) -> list[Fact]:
    """The condition on receipt where all share it; the table of items says it one by one."""
    found: list[Bilingual] = list(
        dict.fromkeys(s.condition for s in content.samples if s.condition)
    )
    noted = any(s.condition_note for s in content.samples)
    if not found and not noted:
        return []
    said: list[str | Run] = []
    for i, words in enumerate(found[:3]):
        said += [*(["; "] if i else []), *edition.say(words)]
    return [Fact(Label.CONDITION, [*said, *(["§"] if noted else [])])]


def days(found: Sequence[date | datetime]) -> str:
    """One day, or the first and the last."""
    first, last = f"{min(found):%Y-%m-%d}", f"{max(found):%Y-%m-%d}"
    return first if first == last else f"{first} — {last}"


def _below(content: ReportContent, edition: Edition) -> list[Flowable]:
    label = " ".join(filter(None, edition.one(Label.DIGEST)))
    signed = Text(soft(f"{label} {digest(content)}"), TINY, after=STEP)
    if content.accreditation:
        return [signed, Text(edition.prose(SEAL), TINY)]
    if NO_MARK in content.statements:
        return [signed, Notice(edition.prose(NO_MARK), NOTE, color=MUTED, after=0)]
    return [signed]

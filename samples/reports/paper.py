"""Prints a report: bilingual A4, in the order in which a quality manager reads it.

What was tested, the conclusion and its exceptions, who answers; then how, all results, the rule,
deviations, custody and statements, down to the end mark.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from reportlab.platypus import Flowable, PageBreak

from pilotbase.core.errors import Conflict
from pilotbase.pdf.glyphs import refuse_unprintable
from pilotbase.pdf.page import Furniture, document
from pilotbase.pdf.words import Edition, Language, Run, soft
from samples.reports.content import ReportContent, Role, digest
from samples.reports.cover import cover
from samples.reports.phrases import DEMONSTRATION, DRAFT, SUPERSEDES
from samples.reports.sections import behind


def report_pdf(
    content: ReportContent, *, draft: bool = False, language: Language = "both"
) -> bytes:
    """The report as a PDF; identical content gives identical bytes.

    A draft carries a draft mark and no code to verify. Raises MissingGlyph for a character that
    the typeface lacks, and Conflict (codes "report_unsigned", "signature_stale") for a report
    that is no draft and not signed as it stands.
    """
    refuse_unprintable_content(content)
    if not draft:
        _refuse_unsigned(content)
    edition = Edition(language)
    story: list[Flowable] = cover(content, edition, draft=draft)
    story.append(PageBreak())
    story += behind(content, edition)
    return document(story, _furniture(content, edition, draft=draft))


def refuse_unprintable_content(content: ReportContent) -> None:
    """Raise MissingGlyph for the first text in ``content`` that can't be printed.

    To be asked before anyone signs.
    """
    for text in _texts(content.model_dump(mode="json")):
        refuse_unprintable(text)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _refuse_unsigned(content: ReportContent) -> None:
    signature = content.signature(Role.APPROVE)
    if signature is None or content.issued_at is None or not content.verify_url:
        sentence = _("Report %(number)s is not signed and issued: print it as a draft.")
        raise Conflict(sentence % {"number": content.number}, code="report_unsigned")
    if signature.digest != digest(content):
        sentence = _("The signature on report %(number)s covers another content: sign it again.")
        raise Conflict(sentence % {"number": content.number}, code="signature_stale")


def _furniture(content: ReportContent, edition: Edition, *, draft: bool) -> Furniture:
    title = " ".join(filter(None, edition.one(content.title)))
    name, other = edition.one(content.lab.name)
    replaced = edition.one(SUPERSEDES)[0]
    return Furniture(
        title=f"{title} {content.number}",
        author=name,
        number=content.number,
        head=[name, soft(f"  {other}")] if other else name,
        foot=_foot(content, edition),
        edition=edition,
        watermark=DRAFT if draft else None,
        replaced=soft(f"{replaced} {content.replaces}") if content.replaces else None,
        bare_cover=True,
    )


def _foot(content: ReportContent, edition: Edition) -> Run:
    said = " ".join(filter(None, edition.one(DEMONSTRATION))) if content.demonstration else ""
    return soft(" · ".join(filter(None, (said, f"SHA-256 {digest(content)[:19]}…"))))

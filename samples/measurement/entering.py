"""Reads a result as a person types it: "5.243", "<0.5", "ND", "12 345", full-width figures."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from pilotbase.core.errors import Invalid
from samples.measurement.values import Entered, Kind

MAX_DIGITS = 20
MAX_WORDS = 200
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # full-width signs and figures
_ODD = {0x2212: "-", 0x3000: " ", 0x00A0: " ", 0x2009: " ", 0x202F: " ", 0x3008: "<"}
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:\.\d+)?", re.ASCII)
_WITH_UNIT = re.compile(
    r"[<+-]?\s*\d[\d. ]*(?:(?![eE][+-]?\d)[^\W\d_]|[%‰°]).*", re.DOTALL
)  # a figure, then a letter that is no exponent, or a sign
_NOT_DETECTED = {"nd", "n.d.", "n.d", "not detected", "未检出"}


def parse(typed: str, *, words: bool = False, field: str = "value") -> Entered:
    """What ``typed`` says. ``words`` lets a method that reports words have them.

    Full-width figures and signs count as plain ones, spaces may part thousands, "<" makes an
    upper bound, ND and 未检出 are one. A comma is refused, since it means a decimal mark to one
    reader and thousands to the next. The number keeps every digit that was typed.
    Raises Invalid (code "not_a_value") with a sentence that says what to type instead.
    """
    text = typed.strip()
    figures = text.translate(_WIDE).translate(_ODD).strip()
    if not figures:
        raise _refused(_("Enter a value: a number, “<” with a number, or ND."), field)
    if figures.casefold() in _NOT_DETECTED:
        return Entered(Kind.NOT_DETECTED, None, text)
    number = _number(figures.removeprefix("<").strip(), field)
    if number is None:
        return _worded(text, figures, words=words, field=field)
    if not figures.startswith("<"):
        return Entered(Kind.NUMBER, number, text)
    if number <= 0:
        raise _refused(_("“<” needs a number above zero, such as <0.5."), field)
    return Entered(Kind.BELOW, number, text)


def _number(figures: str, field: str) -> Decimal | None:
    """The number in ``figures``, or None where it is none. Raises Invalid for too many digits."""
    if _GROUPED.fullmatch(figures):
        figures = figures.replace(" ", "")
    if not _PLAIN.fullmatch(figures):
        return None
    value = Decimal(figures)
    if len(format(value, "f").replace(".", "")) > MAX_DIGITS:
        sentence = _("No instrument gives more than %(most)s digits: type fewer.")
        raise _refused(sentence % {"most": MAX_DIGITS}, field)
    return value.copy_abs() if value.is_zero() else value


def _worded(text: str, figures: str, *, words: bool, field: str) -> Entered:
    """Words where the method reports words; else the refusal that fits what was typed."""
    if not words or figures[0] in "<>":
        raise _refused(_why(text, figures), field)
    if len(text) > MAX_WORDS:
        raise _refused(
            _("A result in words has at most %(most)s characters.") % {"most": MAX_WORDS}, field
        )
    return Entered(Kind.TEXT, None, text)


def _why(text: str, figures: str) -> str:
    """The sentence for a value that can't be read, most particular first."""
    typed = {"typed": text[:40]}
    if figures.startswith((">", "≥", "+>")):
        return (
            _("“%(typed)s” lies above the range: dilute, measure again, enter the number.") % typed
        )
    if "," in figures or "、" in figures:
        return _("“%(typed)s” has a comma: write 5.243 with a point, 12 345 with a space.") % typed
    if "。" in figures:
        return _("“%(typed)s” has a full stop “。”: write the decimal point as “.”.") % typed
    if _WITH_UNIT.fullmatch(figures):
        return _("“%(typed)s” carries a unit: leave it out, it comes from the method.") % typed
    return _("“%(typed)s” is not a value: enter a number, “<” with a number, or ND.") % typed


def _refused(sentence: str, field: str) -> Invalid:
    return Invalid(sentence, field=field, code="not_a_value")

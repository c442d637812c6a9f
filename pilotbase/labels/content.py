"""What a label says, and the sizes it comes in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _

from pilotbase.core.errors import Invalid

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:/-]{0,47}", re.ASCII)
_STEM = re.compile(r"([A-Z]+-(?:\d{4}-)?)(.+)")


@dataclass(frozen=True, slots=True)
class LabelText:
    """One label. Plain text throughout: nothing in it is markup, on paper or to a printer.

    ``code`` is what the scanner gives and nothing else: the sample's number, the place, the tag.
    ``title`` says what it is; ``lines`` follow, the most important first, as many as the size
    holds; ``warning`` (GMO, hazard) stands on every size. ``address`` is a page for people's
    phones: it stands as a QR code where there is room, on a box or a machine.
    Raises Invalid (code "bad_label_code") for a code that is no plain number.
    """

    code: str
    title: str = ""
    lines: tuple[str, ...] = ()
    warning: str = ""
    address: str = ""

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            sentence = _("“%(code)s” cannot be a label's code: letters, digits and . : / - only.")
            raise Invalid(sentence % {"code": self.code[:60]}, field="code", code="bad_label_code")

    @property
    def parts(self) -> tuple[str, str]:
        """The stem that all share, and the tail that people read out: S-2026- and 00017-A01."""
        found = _STEM.fullmatch(self.code)
        return (found[1], found[2]) if found else ("", self.code)

    def small_print(self, count: int) -> list[str]:
        """``count`` lines at most; the warning is always one of them, on the last if need be."""
        lines = [line for line in self.lines if line]
        if not self.warning:
            return lines[:count]
        if len(lines) < count:
            return [*lines, self.warning]
        # First in its line: what runs out of a label is cut at the end.
        return [*lines[: count - 1], f"{self.warning} · {lines[count - 1]}"]


class Stock(StrEnum):
    """What is loaded: a roll of one size, or a sheet of 65."""

    CRYO = "cryo"
    TUBE = "tube"
    BOX = "box"
    SHEET = "sheet"


@dataclass(frozen=True, slots=True)
class Size:
    """A label in millimetres, and the room for its code."""

    width: float
    height: float
    code_room: float


SIZES: Final = {
    Stock.CRYO: Size(25, 9.5, 8.7),
    Stock.TUBE: Size(50, 25, 12),
    Stock.BOX: Size(60, 40, 20),
    Stock.SHEET: Size(38.1, 21.2, 9.6),
}


def refuse_none(labels: Sequence[LabelText]) -> None:
    """Raise Invalid when there is nothing to print."""
    if not labels:
        raise Invalid(_("Choose at least one label to print."), code="no_labels")

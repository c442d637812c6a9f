"""Which of Lin's words and numbers a caller must never read, wherever she looks."""

from collections.abc import Mapping
from typing import Final

import pypdfium2

from tests.permissions.doors import Answer
from tests.permissions.lines import Line
from tests.permissions.world import MARKERS, World

_LAB: Final = ("sheet", "opinion", "value")
_LEARNT: Final = (
    "assessed",
    "learned",
    "fault",
    "answered",
)  # of people, for their own and the floor
_HELP: Final = ("question", "advice")  # between them and those who answer
_STAFFS: Final = ("instructions", "calibrator", "noted")  # no tenant's
# Who reads what others may not: the rest of the callers read all but the names of Lin's tokens.
HIDDEN: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("nobody", "eve", "admin", "gateway"), tuple(MARKERS)),
    "far": tuple(name for name in MARKERS if name != "token"),  # which is in the audit trail
    "finance": (
        "sample",
        "mark",
        "batch",
        "file",
        *_LAB,
        "seal",
        "token",
        *_STAFFS,
        *_LEARNT,
        *_HELP,
    ),
    **dict.fromkeys(("technician", "reviewer", "signatory", "quality"), _HELP),
    "biosafety": (*_LAB, *_HELP),
    "chen": ("token", *_STAFFS),
    "lin": _STAFFS,
}
NUMBERS: Final = (
    *("running", "confirmed", "requested", "run", "drawn", "offered", "mine", "waiting"),
    *("worksheet", "draft", "signed", "issued", "project"),
    *("enquiry", "enquiry_agreeing", "enquiry_reviewing"),
)
STRANGERS: Final = ("nobody", "eve", "admin", "far", "gateway")


def leaks(world: World, line: Line, caller: str, answer: Answer) -> set[str]:
    """What stands in the answer and should not. In lists, no number of Lin's stands either."""
    text = text_of(answer)
    found = {word for word in words(caller) if word in text}
    is_asked_for = line.sees is not None or line.door in ("search", "verify")
    if caller in STRANGERS and not is_asked_for:
        found |= {world[name] for name in NUMBERS if world[name] in text}
    return found


def words(caller: str) -> set[str]:
    return {MARKERS[name] for name in HIDDEN.get(caller, ())}


def text_of(answer: Answer) -> str:
    if not answer.is_success or not answer.type.startswith("application/pdf"):
        return answer.body.decode("utf-8", "replace")
    document = pypdfium2.PdfDocument(answer.body)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()

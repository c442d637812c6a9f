"""Lin's words stand on no page, in no list, file or figure that anyone reads who may not."""

from collections.abc import Iterator

import pypdfium2
import pytest

from tests.permissions.doors import TABLE, Answer, address, call
from tests.permissions.lines import KNOWN, SIGNED_IN, Line, Names
from tests.permissions.world import MARKERS, NOW, World

pytestmark = pytest.mark.django_db
STRANGERS = ("nobody", "eve", "admin", "gateway")
# What is hidden from those who may read the rest. The names of tokens stand in the audit trail.
LESS = {
    "far": tuple(name for name in MARKERS if name != "token"),
    "finance": ("sample", "mark", "batch", "file", "sheet", "opinion", "value", "seal", "token"),
    "biosafety": ("sheet", "opinion", "value"),
    "chen": ("token",),
}


def _begins(name: str) -> str:
    """Enough of a marker to be found by it, and not the marker itself."""
    return MARKERS[name][:-2]


def _finding(name: str) -> list[Line]:
    def page(_names: Names) -> dict[str, str]:
        return {"q": _begins(name)}

    def listed(_names: Names) -> dict[str, str]:
        return {"text": _begins(name)}

    return [
        Line("search", "GET", SIGNED_IN, query=page),
        Line("bookings", "GET", SIGNED_IN, query=page),
        Line("samples", "GET", SIGNED_IN, query=listed),
        Line("/samples", "GET", KNOWN, query=listed),
    ]


def _whole(_names: Names) -> dict[str, str]:
    """The week that holds everything."""
    first, last = NOW.replace(day=20), NOW.replace(day=30)
    return {"from": first.isoformat(), "to": last.isoformat()}


MORE = [
    *(line for name in ("title", "purpose", "mark", "sample", "batch") for line in _finding(name)),
    Line("/utilization", "GET", KNOWN, query=lambda n: {**_whole(n), "by": "organisation"}),
    Line("utilization_csv", "GET", SIGNED_IN, query=lambda n: {"by": "organisation"}),
    Line("utilization_rows", "GET", SIGNED_IN, query=lambda n: {"format": "csv"}),
    Line("timeline", "GET", SIGNED_IN, query=lambda n: {"days": "42"}),
    Line("machine", "GET", SIGNED_IN, path={"tag": "=BR300-2"}),
    Line("machine", "GET", SIGNED_IN, path={"tag": "=DSC-1"}),
    Line("/equipment/{tag}", "GET", KNOWN, path={"tag": "=DSC-1"}),
]
READING = [line for line in (*TABLE, *MORE) if line.method == "GET"]


def told(world: World, caller: str) -> Iterator[tuple[Line, str]]:
    """All that she can read, door by door."""
    for line in READING:
        if caller in client_names(world, line):
            yield line, _text(call(world, caller, line))


def client_names(world: World, line: Line) -> set[str]:
    return set(world.programs if line.is_api else world.pages)


def _text(answer: Answer) -> str:
    if not answer.type.startswith("application/pdf") or not answer.is_success:
        return answer.body.decode("utf-8", "replace")
    document = pypdfium2.PdfDocument(answer.body)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


@pytest.mark.parametrize("caller", [*STRANGERS, *LESS])
def test_who_may_not_know_reads_none_of_it(world: World, caller: str) -> None:
    words = {MARKERS[name] for name in LESS.get(caller, MARKERS)}
    heard = {
        f"{address(line, world.names)}: {word}"
        for line, text in told(world, caller)
        for word in words
        if word in text
    }
    assert not heard


def test_the_canary_sings(world: World) -> None:
    """Each word does stand where those read who may: else the test above proves nothing."""
    heard: set[str] = set()
    for caller in ("lin", "manager"):
        for _line, text in told(world, caller):
            heard |= {name for name, word in MARKERS.items() if word in text}
    assert heard == set(MARKERS)


@pytest.mark.parametrize("caller", ["eve", "far", "admin"])
def test_numbers_in_lists_are_her_own(world: World, caller: str) -> None:
    """Not the words alone: no number of Lin's stands in a list, a search or a calendar of hers."""
    names = ("running", "confirmed", "requested", "run", "drawn", "offered", "mine", "waiting")
    numbers = {world[name] for name in (*names, "worksheet", "draft", "signed", "issued")}
    for line in READING:
        if not line.sees and line.door not in ("search", "verify"):
            text = call(world, caller, line).text
            assert not {number for number in numbers if number in text}, line

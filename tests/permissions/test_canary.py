"""Lin's words are in no list, search, file or figure of anyone who may not read them.

``test_permissions`` looks for them behind every door of the table; here are more ways to look.
"""

import pytest

from tests.permissions.canary import HIDDEN, leaks, text_of
from tests.permissions.doors import TABLE, address, call
from tests.permissions.lines import KNOWN, SIGNED_IN, Line, Names
from tests.permissions.world import MARKERS, NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.either]


def _finding(name: str) -> list[Line]:
    """Search by enough of a marker to find it, which is not the marker itself."""
    begins = MARKERS[name][:-2]

    def page(_names: Names) -> dict[str, str]:
        return {"q": begins}

    def listed(_names: Names) -> dict[str, str]:
        return {"text": begins}

    return [
        Line("search", "GET", SIGNED_IN, query=page),
        Line("bookings", "GET", SIGNED_IN, query=page),
        Line("samples", "GET", SIGNED_IN, query=listed),
        Line("/samples", "GET", KNOWN, query=listed),
    ]


def _by_organisation(_names: Names) -> dict[str, str]:
    first, last = NOW.replace(day=20), NOW.replace(day=30)
    return {"from": first.isoformat(), "to": last.isoformat(), "by": "organisation"}


MORE = [
    *(line for name in ("title", "purpose", "mark", "sample", "batch") for line in _finding(name)),
    Line("/utilization", "GET", KNOWN, query=_by_organisation),
    Line("utilization_csv", "GET", SIGNED_IN, query=lambda n: {"by": "organisation"}),
    Line("utilization_rows", "GET", SIGNED_IN, query=lambda n: {"format": "csv"}),
    Line("timeline", "GET", SIGNED_IN, query=lambda n: {"days": "42"}),
    Line("machine", "GET", SIGNED_IN, path={"tag": "=BR300-2"}),
    Line("machine", "GET", SIGNED_IN, path={"tag": "=DSC-1"}),
    Line("/equipment/{tag}", "GET", KNOWN, path={"tag": "=DSC-1"}),
]
READING = [line for line in (*TABLE, *MORE) if line.method == "GET"]


@pytest.mark.parametrize("caller", list(HIDDEN))
def test_whoever_looks_further_finds_nothing(world: World, caller: str) -> None:
    for line in MORE:
        if line.is_api or caller in world.pages:
            answer = call(world, caller, line)
            assert not leaks(world, line, caller, answer), address(line, world.names)


def test_the_canary_sings(world: World) -> None:
    """Each word does stand where those read who may: else the searches prove nothing."""
    unheard = dict(MARKERS)
    for line in READING:
        for caller in ("lin", "manager"):
            if caller in line.may and unheard:
                text = text_of(call(world, caller, line))
                unheard = {name: word for name, word in unheard.items() if word not in text}
    assert not unheard

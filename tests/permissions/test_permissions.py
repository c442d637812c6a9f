"""Every door, called as everyone: who may is let through, and to others nothing is told.

A page, an operation or a socket without a line in the table fails here, by its name.
"""

from collections.abc import Iterable
from difflib import unified_diff

import pytest

from tests.permissions.canary import leaks
from tests.permissions.doors import TABLE, Answer, call, operations, pages
from tests.permissions.lines import Line, absent
from tests.permissions.world import CALLERS, World

pytestmark = pytest.mark.django_db
ALL = [pytest.param(line, id=str(line)) for line in TABLE]
STRANGERS = ("nobody", "eve", "admin")
PAST = {400, 409, 412, 413, 422, 428}  # refused, but not for who calls


def test_each_page_has_its_line() -> None:
    there = {name for name, _pattern in pages()}
    told = {line.door for line in TABLE if not line.is_api}
    assert not there - told, "pages without a line in page_lines.py"
    assert not told - there, "lines of pages that are gone"


def test_each_operation_has_its_line() -> None:
    told = {(line.method, line.door) for line in TABLE if line.is_api}
    assert not operations() - told, "operations without a line in api_lines.py"
    assert not told - operations(), "lines of operations that are gone"


@pytest.mark.either
@pytest.mark.parametrize("line", ALL)
def test_strangers_are_told_nothing(world: World, line: Line) -> None:
    """Nobody, the competitor and the administrator, in every run of the suite."""
    answered(world, line, STRANGERS)


@pytest.mark.either
@pytest.mark.parametrize("line", ALL)
def test_who_may_and_nobody_else(world: World, line: Line) -> None:
    """Every role; of those who may one gets what she came for, unless none can."""
    others = (*CALLERS, "gateway") if line.is_api else CALLERS
    answers = answered(world, line, [caller for caller in others if caller not in STRANGERS])
    let_through = [answers[caller] for caller in answers if caller in line.may]
    if let_through and not line.never:
        said = {answer.text[-2000:] for answer in let_through}
        assert any(answer.is_success for answer in let_through), said


def answered(world: World, line: Line, callers: Iterable[str]) -> dict[str, Answer]:
    """What each was answered, which is as the table says, or the test fails."""
    answers = {caller: call(world, caller, line) for caller in callers}
    faults = {caller: fault(world, line, caller, answers[caller]) for caller in answers}
    assert not any(faults.values()), "\n".join(f"{c}: {f}" for c, f in faults.items() if f)
    if line.method == "GET":
        assert not any(answer.wrote for answer in answers.values()), "a GET changed something"
        told = {caller: leaks(world, line, caller, answers[caller]) for caller in answers}
        assert not any(told.values()), told
    return answers


def fault(world: World, line: Line, caller: str, answer: Answer) -> str:
    """What is wrong with the answer; empty when it is as the table says."""
    if caller in line.may:
        past = answer.is_success or answer.status in PAST
        return "" if past else f"{answer.status} to who may: {answer.text[:500]}"
    if caller == "nobody" and line.may:
        asked = answer.status == 401 if line.is_api else answer.asks_to_sign_in
        return "" if asked else f"{answer.status} instead of being asked who she is"
    if line.sees is not None and caller not in line.sees:
        if caller in STRANGERS or not line.in_address or line.by_role_first:
            return difference(world, line, caller, answer)
        return "" if answer.status == 404 else f"{answer.status} instead of 404"
    expected = answer.asks_to_sign_in if line.refused == 302 else answer.status == line.refused
    return "" if expected else f"{answer.status} instead of {line.refused}: {answer.text[:500]}"


def difference(world: World, line: Line, caller: str, answer: Answer) -> str:
    """How the answer differs from the one for what really does not exist."""
    names = absent(world.names, line.hidden)
    other = call(world, caller, line, names)
    real, unreal = str(world[line.hidden]), str(names[line.hidden])
    statuses = (403, 404) if line.by_role_first else (404,) if line.in_address else (403, 404, 422)
    if answer.status not in statuses or answer.status != other.status:
        return f"{answer.status}, and {other.status} for what does not exist"
    expected = other.text.replace(unreal, real).splitlines()
    return "\n".join(unified_diff(expected, answer.text.splitlines(), lineterm="", n=0))

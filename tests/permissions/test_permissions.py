"""Every door, called as everyone: who may is let through, and to others nothing is told.

A page, an operation or a socket without a line in the table fails here, by its name.
"""

import pytest

from tests.permissions.doors import TABLE, Answer, call, operations, pages
from tests.permissions.lines import CALLERS, Line, absent
from tests.permissions.world import World

pytestmark = pytest.mark.django_db
ALL = [pytest.param(line, id=str(line)) for line in TABLE]
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


@pytest.mark.parametrize("line", ALL)
def test_who_may_and_nobody_else(world: World, line: Line) -> None:
    answers = {caller: call(world, caller, line) for caller in callers(line)}
    wrong = [
        f"{caller}: {answer.status} {answer.location} {answer.text[:300]}"
        for caller, answer in answers.items()
        if not is_right(world, line, caller, answer)
    ]
    assert not wrong, "\n".join(wrong)
    let_through = {caller for caller in answers if caller in line.may}
    if let_through and not line.never:
        assert any(answers[caller].is_success for caller in let_through), {
            caller: (answers[caller].status, answers[caller].text[:500]) for caller in let_through
        }


def callers(line: Line) -> tuple[str, ...]:
    return (*CALLERS, "gateway") if line.is_api else CALLERS


def is_right(world: World, line: Line, caller: str, answer: Answer) -> bool:
    if caller in line.may:
        return answer.is_success or answer.status in PAST
    if caller == "nobody":
        return answer.status == 401 if line.is_api else answer.asks_to_sign_in or line.never_open
    if line.sees is not None and caller not in line.sees:
        return is_as_if_absent(world, line, caller, answer)
    if line.refused == 302:
        return answer.asks_to_sign_in
    return answer.status == line.refused


def is_as_if_absent(world: World, line: Line, caller: str, answer: Answer) -> bool:
    """The same answer as for what really does not exist, but for its name."""
    names = absent(world.names, line.hidden)
    other = call(world, caller, line, names)
    real, unreal = str(world[line.hidden]), str(names[line.hidden])
    if line.in_address and not line.by_role_first and answer.status != 404:
        return False
    told = answer.text.replace(real, unreal)
    return not answer.is_success and (answer.status, told) == (other.status, other.text)

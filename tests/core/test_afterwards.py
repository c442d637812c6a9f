"""What must outlive a refusal is done when its verb has been undone."""

import pytest
from django.db import OperationalError, connection

from pilotbase.core.errors import Conflict
from pilotbase.core.verbs import afterwards, verb
from pilotbase.records.models import NumberSequence

pytestmark = pytest.mark.django_db(transaction=True)


def write(kind: str) -> None:
    NumberSequence.objects.create(kind=kind, scope="")


def written() -> list[str]:
    return list(NumberSequence.objects.order_by("pk").values_list("kind", flat=True))


@verb
def refuse() -> None:
    write("undone")
    afterwards(lambda: write(f"in a transaction: {connection.in_atomic_block}"))
    raise Conflict("no")


def test_it_is_done_outside_the_verb_that_was_undone() -> None:
    with pytest.raises(Conflict):
        refuse()
    assert written() == ["in a transaction: False"]


def test_it_waits_for_the_outermost_verb() -> None:
    @verb
    def outer() -> None:
        with pytest.raises(Conflict):
            refuse()
        assert written() == []
        write("kept")

    outer()
    assert written() == ["kept", "in a transaction: False"]


def test_its_failure_changes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    @verb
    def act() -> str:
        afterwards(lambda: 1 / 0)
        afterwards(lambda: write("the next"))
        return "done"

    assert act() == "done"
    assert written() == ["the next"]
    assert "what was to be done after a verb was not" in caplog.text


def test_a_verb_that_starts_over_does_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    class Deadlock(Exception):
        sqlstate = "40P01"

    tries: list[int] = []

    @verb
    def act() -> None:
        tries.append(1)
        afterwards(lambda: write("once"))
        if len(tries) == 1:
            raise OperationalError from Deadlock()

    monkeypatch.setattr("pilotbase.core.clock.pause", lambda _longest: None)
    act()
    assert written() == ["once"]


def test_it_is_for_the_inside_of_a_verb() -> None:
    with pytest.raises(RuntimeError):
        afterwards(lambda: None)

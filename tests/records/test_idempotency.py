"""The same key and body answer the first answer again; nothing happens twice."""

from typing import Any

import pytest

from pilotbase.accounts.models import User
from pilotbase.core.errors import Invalid
from pilotbase.records.idempotency import Answer, Call, KeyReused, once
from pilotbase.records.models import NumberSequence
from pilotbase.records.numbers import next_number
from tests.people import Cast
from tests.racing import race


def call(cast: Cast, **changed: Any) -> Call:
    said: dict[str, Any] = {
        "person_id": cast.lin.pk,
        "key": "k-1",
        "name": "POST /x",
        "body": b"{}",
    }
    return Call(**(said | changed))


def create() -> Answer:
    return Answer(201, str(next_number("made", "all")).encode())


@pytest.mark.django_db
def test_the_first_answer_is_given_again(cast: Cast) -> None:
    assert [once(call(cast), create) for _ in range(3)] == [Answer(201, b"1")] * 3
    assert once(call(cast, person_id=cast.eve.pk), create).body == b"2"
    assert once(call(cast, key="k-2"), create).body == b"3"


@pytest.mark.django_db
@pytest.mark.parametrize("changed", [{"body": b"{1}"}, {"name": "POST /y"}])
def test_another_body_or_call_is_a_conflict(cast: Cast, changed: dict[str, Any]) -> None:
    once(call(cast), create)
    with pytest.raises(KeyReused):
        once(call(cast, **changed), create)


@pytest.mark.django_db
def test_what_was_refused_left_nothing_and_may_be_tried_again(cast: Cast) -> None:
    def refuse() -> Answer:
        create()
        return Answer(409, b"no")

    assert once(call(cast), refuse).status == 409
    assert not NumberSequence.objects.exists()
    assert once(call(cast), create) == Answer(201, b"1")


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 129, "line\nbreak"])
def test_an_unusable_key_is_refused(cast: Cast, key: str) -> None:
    with pytest.raises(Invalid):
        once(call(cast, key=key), create)


def ask(n: int, racer: int) -> str:
    person = User.objects.get(email="lin@demo.test").pk
    return once(Call(person, f"k-{n}", "POST /x", b"{}"), create).body.decode()


@pytest.mark.django_db(transaction=True)
def test_at_the_same_instant_too(cast: Cast) -> None:
    rounds = race(ask, 6, 4)
    assert [len(set(answers)) for answers in rounds] == [1] * 4
    assert NumberSequence.objects.get().last == 4

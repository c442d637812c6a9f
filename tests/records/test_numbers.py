"""Numbers rise by one, whoever asks at the same instant."""

import pytest
from django.db import transaction

from pilotbase.core.verbs import verb
from pilotbase.records.models import NumberSequence
from pilotbase.records.numbers import next_number
from tests.racing import race

RACERS, ROUNDS = 8, 5


@pytest.mark.django_db
def test_each_kind_and_scope_counts_for_itself() -> None:
    given = [next_number(*which) for which in [("b", "2026")] * 3 + [("b", "2027"), ("s", "2026")]]
    assert given == [1, 2, 3, 1, 1]


@pytest.mark.django_db
def test_a_refused_verb_gives_its_number_back() -> None:
    next_number("b", "2026")
    with transaction.atomic():
        next_number("b", "2026")
        transaction.set_rollback(True)
    assert next_number("b", "2026") == 2


@verb
def take(n: int, racer: int) -> int:
    return next_number("race", "all")


@pytest.mark.django_db(transaction=True)
def test_no_number_is_given_twice_and_none_is_left_out() -> None:
    given = sorted(int(n) for outcomes in race(take, RACERS, ROUNDS) for n in outcomes)
    assert given == list(range(1, RACERS * ROUNDS + 1))
    assert NumberSequence.objects.get().last == RACERS * ROUNDS

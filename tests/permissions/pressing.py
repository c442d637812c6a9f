"""Many words at once at one door: what is refused is put right, and the rest comes to the verb."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from tests.permissions.hostile import VALUES

N = TypeVar("N")  # a name: a field's, or the way to it
Hostile = dict[N, Any]
Refusals = Callable[[Hostile[N]], Iterable[N]]  # which of them it names as wrong
Sent = Callable[[Hostile[N]], "set[N] | None"]  # nothing: it was let through


def turned(names: Iterable[N]) -> list[Hostile[N]]:
    """Every name with every value, in as many bodies as there are values."""
    count = len(VALUES)
    return [
        {name: VALUES[(turn + place) % count] for place, name in enumerate(names)}
        for turn in range(count)
    ]


def passing(names: Iterable[N], refusals: Refusals[N]) -> dict[N, list[Any]]:
    """The values of each name that a reading lets pass, when all the rest is right for it."""
    let: dict[N, list[Any]] = {name: [] for name in names}
    for hostile in turned(let):
        left = dict(hostile)
        while left and (wrong := set(refusals(left)) & set(left)):
            left = without(left, wrong)
        for name, value in left.items():
            let[name].append(value)
    return let


def bodies(values: Mapping[N, Sequence[Any]]) -> list[Hostile[N]]:
    """Each value of each name once, in as many bodies as the longest needs."""
    longest = max(map(len, values.values()), default=0)
    return [
        {name: several[turn] for name, several in values.items() if turn < len(several)}
        for turn in range(longest)
    ]


def press(rounds: Iterable[Hostile[N]], sent: Sent[N]) -> None:
    """Each until the door lets it through, or has said of each name what it thinks of it.

    A name that it refuses without naming it goes by itself from then on.
    """
    alone: set[N] = set()
    for hostile in rounds:
        for name in alone & hostile.keys():
            sent({name: hostile[name]})
        _press(without(hostile, alone), sent, alone)


def _press(hostile: Hostile[N], sent: Sent[N], alone: set[N]) -> None:
    """Without what it named as wrong; where it named none, one half and then the other."""
    wrong = sent(hostile) if hostile else None
    if wrong is None:
        return
    left = without(hostile, wrong)
    if len(hostile) == 1:
        alone.update(left)
    elif len(left) < len(hostile):
        _press(left, sent, alone)
    else:
        names = list(hostile)
        for half in (names[::2], names[1::2]):
            _press({name: hostile[name] for name in half}, sent, alone)


def without(hostile: Hostile[N], names: Iterable[N]) -> Hostile[N]:
    return {name: value for name, value in hostile.items() if name not in set(names)}


def told(hostile: Mapping[Any, Any]) -> str:
    """For a fault: what was sent."""
    return ", ".join(f"{name} = {value!r:.40}" for name, value in hostile.items())

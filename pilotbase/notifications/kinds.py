"""What people can be told of: each app registers its kinds, with the sentence that says it.

A notice keeps its kind's code and the facts, never a sentence: that is made when someone reads it,
in her language and the plant's zone.
"""

from collections.abc import Callable, Mapping
from datetime import tzinfo
from typing import Any, Final, NamedTuple

from django.utils.functional import Promise

from pilotbase.notifications.choices import Timing

Facts = Mapping[str, Any]
Says = Callable[[Facts, tzinfo], str]


class Kind(NamedTuple):
    """``says(facts, zone)`` is the sentence, in the language that is active when it is asked.

    What is not ``for_inbox`` goes out by other channels only: the reader did it herself.
    """

    code: str
    label: str | Promise
    says: Says
    for_inbox: bool = True
    by_mail: Timing = Timing.NOW  # unless she chooses otherwise
    topic: str = ""  # of what the plant's robots tell, one of ``telling.TOPICS``
    for_people: bool = True  # or only for the robots


_KINDS: Final[dict[str, Kind]] = {}


def register_kind(kind: Kind) -> Kind:
    """For the modules that tell; a code belongs to one kind."""
    if _KINDS.setdefault(kind.code, kind) is not kind:
        raise ValueError(f"two kinds of notice are called {kind.code}")
    return kind


def personal_kinds() -> list[Kind]:
    """Those that people are told of, those that stand in no inbox last."""
    told = [kind for kind in _KINDS.values() if kind.for_people]
    return sorted(told, key=lambda kind: not kind.for_inbox)


def kind_of(code: str) -> Kind | None:
    """None for a kind that this installation no longer has."""
    return _KINDS.get(code)

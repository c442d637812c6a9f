"""One thing that waits for a person, or comes next around her."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple

MOST: Final = 8  # of one kind; the rest is behind its list


class Thing(NamedTuple):
    """Something to do, with its time, its button, and whether it needs the reader now."""

    at: datetime | None
    title: str
    note: str
    url: str
    do: str
    needs_you: bool = False


Things = Iterable[Thing]

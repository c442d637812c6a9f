"""What ``python -m pilotbase verify`` looks into: each app registers what it can prove."""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple


class Finding(NamedTuple):
    """Something that is not as it was written. ``what`` names the row as people know it."""

    kind: str
    what: str
    detail: str


Check = Callable[[], Iterator[Finding]]
CHECKS: Final[dict[str, Check]] = {}


def checker(name: str) -> Callable[[Check], Check]:
    """Register a check. It walks in constant memory and changes nothing."""

    def registered(check: Check) -> Check:
        CHECKS[name] = check
        return check

    return registered

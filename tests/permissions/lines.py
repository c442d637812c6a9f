"""What a line of the permission table says, and the named sets of callers it is said with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from tests.permissions.world import CALLERS, PEOPLE

Names = Mapping[str, Any]
Body = Callable[[Names], Mapping[str, Any]]
Who = frozenset[str]

GATEWAY: Final = frozenset({"gateway"})
EVERYONE: Final = frozenset(CALLERS) | GATEWAY
SIGNED_IN: Final = frozenset(PEOPLE)
KNOWN: Final = SIGNED_IN | GATEWAY
NO_ONE: Who = frozenset()

OWN: Final = frozenset({"lin", "chen"})  # whose rows they are
TENANTS: Final = OWN | {"eve"}
FLOOR: Final = frozenset({"operator", "technician", "reviewer", "signatory"})
STAFF: Final = FLOOR | {"biosafety", "manager", "quality", "finance"}
PLANT: Final = STAFF - {"finance"}  # who see what each machine does
FAR: Final = frozenset({"far"})  # the staff of another plant

# Whose is in the address exists for these, and for nobody else.
BOOKINGS: Final = OWN | STAFF
SAMPLES: Final = BOOKINGS - {"finance"}
RESULTS: Final = SAMPLES - {"biosafety"}
LAB: Final = RESULTS - OWN

BENCH: Final = OWN | {"operator", "technician"}  # who have samples in their hands
GIVERS: Final = OWN | FLOOR
BOOKERS: Final = TENANTS | FAR | {"manager"}
ASKERS: Final = OWN | {"technician", "manager"}
MEASURED: Final = TENANTS | FAR | {"manager", "quality", "finance"}
KEEPERS: Final = FAR | {"chen", "manager", "quality", "finance", "admin"}

ABSENT: Final[dict[type, Any]] = {str: "X-2026-99999", int: 987654}


def only(*names: str) -> Who:
    return frozenset(names)


@dataclass(frozen=True)
class Line:
    """Who may go through a door, and for whom what its address or body names exists.

    ``door`` is a page's url name or an operation's path. ``path`` maps its arguments to names of
    the world, or to values written with ``=`` before them. ``sees`` are those for whom the row
    named ``hides`` exists: to others it is answered just as what does not exist. Of ``may`` at
    least one must come through with success, unless ``never`` says why none can.
    """

    door: str
    method: Literal["GET", "POST", "PATCH"]
    may: Who
    sees: Who | None = None
    path: Mapping[str, str] = field(default_factory=dict)
    query: Body | None = None
    body: Body | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    match: str = ""  # whose version goes into If-Match
    hides: str = ""
    refused: int = 403
    by_role_first: bool = False  # who may never is told so, whatever the address names
    never: str = ""

    @property
    def is_api(self) -> bool:
        return self.door.startswith("/")

    @property
    def hidden(self) -> str:
        return self.hides or next(iter(self.path.values()), "")

    @property
    def in_address(self) -> bool:
        """Whether the hidden row is named by the address, where missing is 404."""
        return self.hidden in self.path.values()

    def __str__(self) -> str:
        return f"{self.method} {self.door}" + (f" ({self.hidden})" if self.sees else "")


def absent(names: Names, hidden: str) -> Names:
    """The same world, in which what is hidden does not exist."""
    kind: Any = type(names[hidden])
    return {**names, hidden: ABSENT[kind]}

"""Every refusal PilotBase can give a caller, by HTTP meaning."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from pilotbase.core.schemas import Reason


class PilotError(Exception):
    """A refusal: a sentence for people, a stable code for programs. Subclass one of the five.

    ``problems`` are all the things that stand in the way, when there is more than one to say;
    ``more`` are further members of the problem document (RFC 9457), such as a way out.
    """

    status: ClassVar[int] = 500
    code: str = "error"

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        code: str | None = None,
        problems: Sequence[Reason] = (),
        more: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code or self.code
        self.problems = tuple(problems)
        self.more = dict(more or {})


class NotAllowed(PilotError):
    """The caller's role, place or token does not allow it."""

    status = 403
    code = "not_allowed"


class SignedOut(NotAllowed):
    """Nobody knows who calls."""

    status = 401
    code = "signed_out"


class Missing(PilotError):
    """It does not exist, or not for this caller: the same answer for both."""

    status = 404
    code = "missing"


class Conflict(PilotError):
    """It cannot be done as things stand now."""

    status = 409
    code = "conflict"


class Invalid(PilotError):
    """What was said cannot be understood or cannot be true."""

    status = 422
    code = "invalid"


class TooLarge(Invalid):
    """More than one call or file may hold."""

    status = 413
    code = "too_large"


class TooMany(PilotError):
    """Too often, or too many at once."""

    status = 429
    code = "too_many"


class Busy(TooMany):
    """Others are changing the same rows. Nothing was saved: try again."""

    code = "busy"


class Stale(Conflict):
    """Someone has changed the row since its version was read."""

    status = 412
    code = "stale"


class Unconditional(Invalid):
    """A change needs If-Match with the version that was read."""

    status = 428
    code = "if_match_missing"


class NotReady(PilotError):
    """Something this installation needs is not there: say what and who can mend it."""

    status = 503
    code = "not_ready"

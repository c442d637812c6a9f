"""What the inbox tells live pages, after commit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NoticesWritten:
    """People were told something."""

    notice_ids: tuple[int, ...]


@dataclass(frozen=True)
class NoticesRead:
    """One person has read these, or what they told of is settled."""

    user_id: int
    notice_ids: tuple[int, ...]

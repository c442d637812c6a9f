"""What samples tell the rest of the process."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SamplesRegistered:
    """Samples were drawn or delivered, in one act."""

    sample_ids: tuple[int, ...]


@dataclass(frozen=True)
class CustodyChanged:
    """A link was added to each of these samples' chains: an offer, a receipt, a withdrawal."""

    sample_ids: tuple[int, ...]
    type: str
    actor_id: int | None
    counterparty_id: int | None

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


@dataclass(frozen=True)
class TestsRequested:
    """Tests were asked for on a sample."""

    __test__ = False

    sample_id: int
    request_ids: tuple[int, ...]


@dataclass(frozen=True)
class ResultsEntered:
    """Values were entered or imported; they wait for review."""

    request_ids: tuple[int, ...]


@dataclass(frozen=True)
class ResultsReviewed:
    """Results were approved or sent back."""

    request_ids: tuple[int, ...]


@dataclass(frozen=True)
class ReportIssued:
    """A report went out; from now on its tenant sees it."""

    report_id: int

"""What a reviewer's signature covers: a result as it was entered, in canonical JSON."""

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from json import dumps

from samples.models import Result


def result_digest(result: Result) -> str:
    """SHA-256 over who found what, where and how. Needs request, sample, method, analyte, person.

    Covers the typed value, not the column of numbers, which databases keep to 15 figures.
    """
    request = result.request
    said = {
        "sample": request.sample.number,
        "method": [request.method.code, request.method.edition],
        "analyte": result.analyte.code,
        "revision": result.revision,
        "typed": [result.typed, result.typed_unit],
        "reported": [result.qualifier, result.reported, result.unit],
        "verdict": result.verdict,
        "file": result.file.sha256 if result.file else "",
        "entered": [str(result.entered_by.person), _instant(result.entered_at)],
    }
    text = dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "v1:" + sha256(b"pilotbase/result/1|" + text.encode()).hexdigest()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def joint_digest(digests: Iterable[str]) -> str:
    """One digest over several, whatever their order."""
    return "v1:" + sha256("\n".join(sorted(digests)).encode()).hexdigest()

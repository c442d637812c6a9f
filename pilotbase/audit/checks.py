"""What the audit trail can prove of itself."""

from collections.abc import Iterator

from pilotbase.audit.integrity import Finding, checker
from pilotbase.audit.sealing import broken_seals


@checker("audit trail")
def check_seals() -> Iterator[Finding]:
    for seq, why in broken_seals():
        yield Finding("seal", f"seal {seq}", why)

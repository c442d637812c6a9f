"""What the audit trail does by itself."""

from datetime import timedelta

from pilotbase.audit.sealing import seal
from pilotbase.core.jobs import periodic


@periodic("audit.seal", timedelta(minutes=5))
def seal_audit() -> None:
    while seal():
        pass

"""Add a paper to what was recorded of a machine's upkeep: its certificate came later."""

from collections.abc import Iterable

from equipment.actions.record_upkeep import keep_paper
from equipment.models import UpkeepFile, UpkeepRecord
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.core.access import find
from pilotbase.core.files import Kept, cleaned, keep
from pilotbase.core.verbs import verb


def attach_certificate(
    actor: Actor, record_id: int, name: str, pieces: Iterable[bytes]
) -> UpkeepFile:
    """The file is stored before the transaction, under its hash: what is refused leaves no row.

    Raises Missing, NotAllowed, TooLarge (50 MB), and Invalid for an empty file.
    """
    find(UpkeepRecord.objects.visible_to(actor), pk=record_id)
    actor.require(Permission.RECORD_UPKEEP)
    shown = cleaned(name)
    return _attached(actor, record_id, shown, keep(pieces, shown))


@verb
def _attached(actor: Actor, record_id: int, name: str, kept: Kept) -> UpkeepFile:
    row = find(UpkeepRecord.objects.visible_to(actor).select_related("plan"), pk=record_id)
    return keep_paper(actor, row, name, kept)

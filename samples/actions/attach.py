"""Add a file to a sample: a photograph, a chromatogram, raw data."""

from collections.abc import Iterable

from pilotbase.accounts.actor import Actor
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.files import Kept, cleaned, keep
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb
from samples import custody
from samples.choices import CustodyType
from samples.custody import handing
from samples.models import Attachment, Sample


def attach(actor: Actor, number: str, name: str, pieces: Iterable[bytes]) -> Attachment:
    """The file is stored before the transaction, under its hash: what is refused leaves no row.

    Raises Missing, NotAllowed, TooLarge (50 MB), Invalid for an empty file, and InHandover.
    """
    sample = find(Sample.objects.visible_to(actor), number=number)
    handing.require_bench(actor)
    handing.check_at_rest(sample)
    shown = cleaned(name)
    return _added(actor, sample.pk, shown, keep(pieces, shown))


@verb
def _added(actor: Actor, sample_id: int, name: str, kept: Kept) -> Attachment:
    sample = lock(Sample.objects.all(), [sample_id])[sample_id]
    handing.check_at_rest(sample)
    attachment = Attachment.objects.create(
        sample=sample,
        name=name,
        media_type=kept.media_type,
        size=kept.size,
        sha256=kept.sha256,
        path=kept.path,
        added_at=clock.now(),
        added_by=actor.person(),
    )
    facts = {"name": name, "size": kept.size, "sha256": kept.sha256}
    custody.append(sample, actor, CustodyType.ATTACHED, facts)
    record(actor, "sample.attached", sample, after=facts)
    return attachment

"""Label samples: the first print is a link of the chain, a further one only an audit entry."""

from collections.abc import Iterable

from pilotbase.accounts.actor import Actor
from pilotbase.audit.log import record
from pilotbase.core.verbs import verb
from samples import custody
from samples.choices import CustodyType
from samples.custody import handing
from samples.models import CustodyEvent, Sample


@verb
def label(actor: Actor, number: str, stock: str, also: Iterable[str] = ()) -> list[Sample]:
    """The samples whose labels are printed, in the order asked. Raises Missing and NotAllowed."""
    samples = handing.found(actor, number, also)
    handing.require_bench(actor)
    samples = handing.locked(samples)
    done = CustodyEvent.objects.filter(sample__in=samples, type=CustodyType.LABELLED)
    labelled = set(done.values_list("sample_id", flat=True))
    for sample in samples:
        if sample.pk not in labelled:
            custody.append(sample, actor, CustodyType.LABELLED, {"stock": stock})
        record(actor, "sample.labelled", sample, after={"stock": stock})
    return samples

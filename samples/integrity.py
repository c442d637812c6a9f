"""Walks every chain of custody, and says what was touched: for ``python -m pilotbase verify``."""

from collections.abc import Iterable, Iterator
from itertools import chain as joined
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from pilotbase.audit.integrity import Finding, checker
from pilotbase.core.files import touched
from samples import custody
from samples.choices import CustodyType
from samples.models import Attachment, CustodyEvent, Sample
from samples.policy import standing

CHUNK = 500


@checker("chains of custody")
def check_chains() -> Iterator[Finding]:
    """The first bad event of each chain; a row that says something else than its chain.

    One pass in constant memory: the longest chain and one chunk of rows.
    """
    yield from joined.from_iterable(_of_one(sample, links) for sample, links in _chains())
    unbegun = Sample.objects.filter(custody=None).order_by("pk")
    for sample in unbegun.iterator(CHUNK):
        yield Finding("custody", sample.number, _("it has no chain of custody"))


@checker("attached files")
def check_files() -> Iterator[Finding]:
    rows = Attachment.objects.select_related("sample").order_by("pk")
    for row in rows.iterator(CHUNK):
        why = touched(row.path, row.sha256)
        if why:
            yield Finding("file", f"{row.sample.number} {row.name}", why)


def _chains() -> Iterator[tuple[Sample, list[CustodyEvent]]]:
    related = CustodyEvent.objects.select_related("sample", "actor", "counterparty")
    rows = related.order_by("sample_id", "seq").iterator(CHUNK)
    for _sample_id, links in groupby(rows, key=lambda link: link.sample_id):
        whole = list(links)
        yield whole[0].sample, whole


def _of_one(sample: Sample, links: list[CustodyEvent]) -> Iterator[Finding]:
    broken = custody.broken(links)
    if broken is not None:
        said = _("event %(seq)s: %(why)s") % {"seq": broken.seq, "why": broken.why}
        yield Finding("custody", sample.number, said)
        return
    last = links[-1]
    if (sample.links, sample.head) != (last.seq, last.hash):
        said = _("its chain should have %(links)s events and has %(found)s")
        facts = {"links": sample.links, "found": last.seq}
        yield Finding("custody", sample.number, said % facts)
        return
    if "sample" not in links[0].facts:
        yield Finding("custody", sample.number, _("its first event does not say what it is"))
    for name in _disagreements(sample, links):
        said = _("its %(field)s is not what its chain says") % {"field": name}
        yield Finding("custody", sample.number, said)


def _disagreements(sample: Sample, links: list[CustodyEvent]) -> Iterator[str]:
    now = custody.registered(sample)
    bound = _bound(links)
    # What a later release binds, an older first link does not speak of.
    yield from (name for name in now if name in bound and now[name] != bound[name])
    stands = standing(links)
    derived = (
        ("status", sample.status, stands.status),
        ("custodian", sample.custodian_id, stands.custodian),
        ("offered_to", sample.offered_to_id, stands.offered_to),
        ("received_at", sample.received_at, stands.received_at),
        ("condition", sample.condition, stands.condition),
    )
    yield from (name for name, on_row, in_chain in derived if on_row != in_chain)


def _bound(links: Iterable[CustodyEvent]) -> dict[str, Any]:
    """What the first link bound, with every correction since."""
    bound: dict[str, Any] = {}
    for link in links:
        bound.update(link.facts.get("sample", {}) if link.seq == 1 else {})
        if link.type == CustodyType.CORRECTION:
            changes = link.facts.get("changes", {})
            bound.update({name: step["to"] for name, step in changes.items()})
    return bound

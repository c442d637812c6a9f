"""Sealing: audit entries are chained after the fact, so that no writer waits for another.

A sealer takes what is committed and not yet sealed, hashes it in id order, and chains the seal to
the one before. Order of ids is not order of commits, so each entry says which seal it is in:
nothing that commits late is left out.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from json import dumps

from django.db import transaction

from pilotbase.audit.models import AuditEntry, Seal, Sealed
from pilotbase.core import clock

FIRST = "v1:" + "0" * 64
MOST = 5000  # entries in one seal


@transaction.atomic
def seal() -> Seal | None:
    """Seal what is committed and waits. None when nothing does, or another sealer works."""
    entries = list(AuditEntry.objects.filter(sealed=None).order_by("pk")[:MOST])
    if not entries:
        return None
    last = Seal.objects.order_by("-seq").first()
    new = Seal(
        seq=(last.seq if last else 0) + 1,
        sealed_at=clock.now(),
        first_id=entries[0].pk,
        last_id=entries[-1].pk,
        count=len(entries),
        entries_hash=hash_of(entries),
        prev_hash=last.hash if last else FIRST,
    )
    new.hash = digest(new)
    new.save(force_insert=True)
    Sealed.objects.bulk_create(Sealed(entry=entry, seal=new) for entry in entries)
    return new


def hash_of(entries: Iterable[AuditEntry]) -> str:
    """SHA-256 over the entries' canonical JSON, one a line, in id order."""
    whole = sha256()
    for entry in entries:
        whole.update(_canonical(entry) + b"\n")
    return "v1:" + whole.hexdigest()


def digest(seal: Seal) -> str:
    said = {
        "seq": seal.seq,
        "at": seal.sealed_at.isoformat(timespec="microseconds"),
        "first": seal.first_id,
        "last": seal.last_id,
        "count": seal.count,
        "entries": seal.entries_hash,
        "prev": seal.prev_hash,
    }
    return "v1:" + sha256(dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def broken_seals() -> Iterator[tuple[int, str]]:
    """Each seal that no longer tells the truth, and why. Stops at the first break of the chain."""
    prev = FIRST
    for expected, one in enumerate(Seal.objects.order_by("seq").iterator(), start=1):
        if (one.seq, one.prev_hash, one.hash) != (expected, prev, digest(one)):
            yield expected, "the seal was changed, or one before it was removed"
            return
        entries = list(AuditEntry.objects.filter(sealed__seal=one).order_by("pk"))
        if len(entries) != one.count or hash_of(entries) != one.entries_hash:
            yield one.seq, f"entries {one.first_id} to {one.last_id} are not as they were sealed"
        prev = one.hash


def _canonical(entry: AuditEntry) -> bytes:
    said = {
        "id": entry.pk,
        "at": entry.at.isoformat(timespec="microseconds"),
        "actor": entry.actor_id,
        "as": entry.acting_as,
        "door": entry.door,
        "verb": entry.verb,
        "target": [entry.target_type, entry.target_id, entry.target],
        "of": [entry.organisation_id, entry.facility_id],
        "before": entry.before,
        "after": entry.after,
        "reason": entry.reason,
    }
    return dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

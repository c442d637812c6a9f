"""Add an agreement to an enquiry: the newest of each kind is the one that both sides accept."""

from collections.abc import Iterable

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.files import Kept, cleaned, keep
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb
from pilotbase.intake import steps
from pilotbase.intake.choices import DocumentKind, EnquiryStatus, Side
from pilotbase.intake.models import Document, Enquiry


def add_document(
    actor: Actor, number: str, kind: DocumentKind, name: str, pieces: Iterable[bytes]
) -> Document:
    """The file is stored before the transaction, under its hash. What it replaces is kept.

    Raises Missing, NotAllowed, NotItsStep, TooLarge (50 MB), and Invalid for an empty file.
    """
    enquiry = steps.found(actor, number)
    require_side(actor, enquiry)
    steps.check_step(enquiry, EnquiryStatus.AGREEMENTS)
    shown = cleaned(name)
    return _added(actor, enquiry.pk, kind, shown, keep(pieces, shown))


def require_side(actor: Actor, enquiry: Enquiry) -> None:
    """The organisation's people add for it, the platform manager for the plant."""
    ours = steps.side_of(actor) == Side.PLANT
    permission = Permission.ANSWER_ENQUIRY if ours else Permission.ENQUIRE
    actor.require(permission, at=enquiry.facility_id if ours else None)


@verb
def _added(actor: Actor, enquiry_id: int, kind: DocumentKind, name: str, kept: Kept) -> Document:
    enquiry = lock(Enquiry.objects.all(), [enquiry_id])[enquiry_id]
    steps.check_step(enquiry, EnquiryStatus.AGREEMENTS)
    now = clock.now()
    enquiry.documents.current().filter(kind=kind).update(replaced_at=now)
    document = Document.objects.create(
        enquiry=enquiry,
        kind=kind,
        name=name,
        added_at=now,
        added_by=actor.person(),
        **kept._asdict(),
    )
    after = {"kind": kind.value, "name": name, "sha256": kept.sha256}
    record(actor, "enquiry.document_added", enquiry, after=after)
    return document

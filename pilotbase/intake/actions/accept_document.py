"""Accept an agreement for one's side; when both accept all of them, the strain is declared next."""

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb
from pilotbase.intake import steps
from pilotbase.intake.choices import DocumentKind, EnquiryStatus, Side
from pilotbase.intake.models import Document, Enquiry


@verb
def accept_document(actor: Actor, number: str, document_id: int) -> Document:
    """Said once for each side; said again it changes nothing. A replaced file is Missing.

    Raises Missing, NotAllowed, NotItsStep.
    """
    rows = Document.objects.visible_to(actor).current().filter(enquiry__number=number)
    enquiry_id = find(rows, pk=document_id).enquiry_id
    enquiry = lock(Enquiry.objects.select_related("facility"), [enquiry_id])[enquiry_id]
    side = steps.side_of(actor)
    at = enquiry.facility_id if side == Side.PLANT else None
    actor.require(Permission.ACCEPT_AGREEMENT, at=at)
    steps.check_step(enquiry, EnquiryStatus.AGREEMENTS)
    document = find(rows, pk=document_id)
    if document.accepted_by(side) is None:
        setattr(document, f"{side.value}_at", clock.now())
        setattr(document, f"{side.value}_by", actor.person())
        document.save()
        after = {"kind": document.kind, "side": side.value, "sha256": document.sha256}
        record(actor, "enquiry.document_accepted", enquiry, after=after)
        _go_on(actor, enquiry)
    return document


def _go_on(actor: Actor, enquiry: Enquiry) -> None:
    accepted = enquiry.documents.current().exclude(tenant_at=None).exclude(plant_at=None)
    if accepted.count() == len(DocumentKind):
        enquiry.version += 1
        steps.enter(actor, enquiry, EnquiryStatus.DECLARATION)

"""Whether the files of the intake are what they were: for ``python -m pilotbase verify``."""

from collections.abc import Iterator

from pilotbase.audit.integrity import Finding, checker
from pilotbase.core.files import touched
from pilotbase.intake.models import Document, Picture


@checker("pictures of the catalogue")
def check_pictures() -> Iterator[Finding]:
    """Those that hang and are not as they were added."""
    for picture in Picture.objects.hanging().select_related("equipment_class").iterator():
        why = touched(picture.path, picture.sha256)
        if why:
            yield Finding("file", f"picture {picture.equipment_class.code}", why)


@checker("agreements of enquiries")
def check_documents() -> Iterator[Finding]:
    """Files that are not as they were added: what both sides accepted is what is kept."""
    for document in Document.objects.select_related("enquiry").iterator():
        why = touched(document.path, document.sha256)
        if why:
            yield Finding("file", f"{document.enquiry.number} {document.name}", why)

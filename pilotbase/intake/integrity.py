"""Whether the files of the intake are what they were: for ``python -m pilotbase verify``."""

from collections.abc import Iterator

from pilotbase.audit.integrity import Finding, checker
from pilotbase.core.files import touched
from pilotbase.intake.models import Picture


@checker("pictures of the catalogue")
def check_pictures() -> Iterator[Finding]:
    """Those that hang and are not as they were added."""
    for picture in Picture.objects.hanging().select_related("equipment_class").iterator():
        why = touched(picture.path, picture.sha256)
        if why:
            yield Finding("file", f"picture {picture.equipment_class.code}", why)

"""Take a photograph out of the public catalogue; the file is kept."""

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import here
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.verbs import verb
from pilotbase.intake.models import Picture


@verb
def take_down_picture(actor: Actor, picture_id: int) -> Picture:
    """Raises NotAllowed, and Missing for one that does not hang here."""
    actor.require(Permission.MANAGE_PLANT)
    rows = here(actor, Picture.objects.visible_to(actor)).select_related("equipment_class")
    picture = find(rows, pk=picture_id)
    picture.taken_down_at = clock.now()
    picture.save(update_fields=["taken_down_at"])
    record(actor, "picture.taken_down", picture, before={"class": picture.equipment_class.code})
    return picture

"""Say what is measured on a machine: unit, range, limits."""

from equipment.models import Equipment, Tag
from equipment.schemas.plant import TagData
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import here
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core.access import refer
from pilotbase.core.verbs import verb


@verb
def save_tag(actor: Actor, data: TagData, version: int | None = None) -> Tag:
    """One variable for each code of a machine: said again, it is said anew.

    Raises NotAllowed, and Invalid for an unknown machine.
    """
    actor.require(Permission.MANAGE_PLANT)
    tag, _made = Tag.objects.update_or_create(
        equipment=refer(here(actor, Equipment.objects.all()), "equipment", tag=data.equipment),
        code=data.code,
        defaults=data.model_dump(exclude={"equipment", "code"}),
    )
    record(actor, "tag.said", tag, after=data.model_dump(mode="json"))
    return tag

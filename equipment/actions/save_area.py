"""Keep an area: its names, its place on the board, its hours."""

from datetime import date

from equipment.models import Area
from equipment.schemas.plant import AreaData
from pilotbase.accounts import masterdata
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import here
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.places import facility_of
from pilotbase.core.verbs import verb


@verb
def save_area(actor: Actor, data: AreaData, version: int | None = None) -> Area:
    """Raises NotAllowed, Exists, Missing, Unconditional and Stale."""
    actor.require(Permission.MANAGE_PLANT)
    values = data.model_dump(exclude={"code"}) | {"facility": facility_of(actor)}
    return masterdata.put(
        actor, here(actor, Area.objects.all()), {"code": data.code}, values, version
    )


@verb
def retire_area(actor: Actor, code: str, version: int | None, day: date) -> Area:
    """Raises StillNeeded while machines that serve on that day stand in it."""
    actor.require(Permission.MANAGE_PLANT)
    area = masterdata.retire(actor, here(actor, Area.objects.all()), code, version, day)
    standing = area.equipment.serving_on(day).order_by("tag").values_list("tag", flat=True)
    masterdata.refuse_while_needed(area.code, list(standing))
    return area

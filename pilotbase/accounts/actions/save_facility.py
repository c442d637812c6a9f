"""Keep the facility's names, address, hours and working week."""

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import put
from pilotbase.accounts.models import Facility
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.schemas import FacilityData
from pilotbase.core.verbs import verb


@verb
def save_facility(actor: Actor, data: FacilityData, version: int | None = None) -> Facility:
    """Raises NotAllowed, Exists, Missing, Unconditional and Stale."""
    actor.require(Permission.MANAGE_PLANT)
    values = data.model_dump(exclude={"code"})
    mine = Facility.objects.all()
    if actor.facility is not None:
        mine = mine.filter(pk=actor.facility.pk)
    return put(actor, mine, {"code": data.code}, values, version)

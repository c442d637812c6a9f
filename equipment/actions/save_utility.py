"""Keep a utility: what all machines share, and how much of it there is."""

from datetime import date

from equipment.events import UtilityRetires
from equipment.models import Utility
from equipment.schemas.plant import UtilityData
from pilotbase.accounts import masterdata
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import here
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.places import facility_of
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb


@verb
def save_utility(actor: Actor, data: UtilityData, version: int | None = None) -> Utility:
    """Raises NotAllowed, Exists, Missing, Unconditional and Stale."""
    actor.require(Permission.MANAGE_PLANT)
    values = data.model_dump(exclude={"code"}) | {"facility": facility_of(actor)}
    return masterdata.put(
        actor, here(actor, Utility.objects.all()), {"code": data.code}, values, version
    )


@verb
def retire_utility(actor: Actor, code: str, version: int | None, day: date) -> Utility:
    """Raises StillNeeded, from the apps above, while bookings of that day or later stand."""
    actor.require(Permission.MANAGE_PLANT)
    utility = masterdata.retire(actor, here(actor, Utility.objects.all()), code, version, day)
    emit(UtilityRetires(utility.pk, day))
    return utility

"""Keep a utility: what all machines share, and how much of it there is."""

from datetime import date

from equipment.models import Utility
from equipment.schemas_plant import UtilityData
from pilotbase.accounts import masterdata
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import here
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.places import facility_of
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
    actor.require(Permission.MANAGE_PLANT)
    return masterdata.retire(actor, here(actor, Utility.objects.all()), code, version, day)

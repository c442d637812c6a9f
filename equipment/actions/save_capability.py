"""Keep a capability: what only some machines can do, by its names in both languages."""

from datetime import date

from equipment.models import Capability, Equipment
from equipment.schemas.plant import CapabilityData
from pilotbase.accounts import masterdata
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import here
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.places import facility_of
from pilotbase.core.verbs import verb


@verb
def save_capability(actor: Actor, data: CapabilityData, version: int | None = None) -> Capability:
    """Raises NotAllowed, Exists, Missing, Unconditional and Stale."""
    actor.require(Permission.MANAGE_PLANT)
    rows, names = here(actor, Capability.objects.all()), data.model_dump(exclude={"code"})
    key = {"code": data.code, "facility": facility_of(actor)}
    return masterdata.put(actor, rows, key, names, version)


@verb
def retire_capability(actor: Actor, code: str, version: int | None, day: date) -> Capability:
    """Raises StillNeeded while machines that serve on that day have it."""
    actor.require(Permission.MANAGE_PLANT)
    gone = masterdata.retire(actor, here(actor, Capability.objects.all()), code, version, day)
    serving = here(actor, Equipment.objects.serving_on(day)).order_by("tag")
    able = serving.values_list("tag", "capabilities")
    masterdata.refuse_while_needed(code, [tag for tag, codes in able if code in codes])
    return gone

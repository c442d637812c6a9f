"""Keep an organisation: its kind, its price class, whether it is in the park."""

from datetime import date

from pilotbase.accounts import masterdata
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import Organisation
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.schemas import OrganisationData
from pilotbase.core.verbs import verb


@verb
def save_organisation(
    actor: Actor, data: OrganisationData, version: int | None = None
) -> Organisation:
    """Raises NotAllowed, Exists, Missing, Unconditional and Stale."""
    actor.require(Permission.MANAGE_ORGANISATIONS)
    values = data.model_dump(exclude={"code"})
    rows = Organisation.objects.all()
    return masterdata.put(actor, rows, {"code": data.code}, values, version)


@verb
def retire_organisation(actor: Actor, code: str, version: int | None, day: date) -> Organisation:
    """From that day on nobody acts for it."""
    actor.require(Permission.MANAGE_ORGANISATIONS)
    return masterdata.retire(actor, Organisation.objects.all(), code, version, day)

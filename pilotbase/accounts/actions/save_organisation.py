"""Keep an organisation: its kind, its price class, whether it is in the park."""

from datetime import date

from pilotbase.accounts import masterdata
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.events import OrganisationRetires
from pilotbase.accounts.models import Organisation
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.schemas import OrganisationData
from pilotbase.core.events import emit
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
    """From that day on nobody acts for it.

    Raises StillNeeded, from the apps above, while its bookings of that day or later stand, or
    tests on its samples are open.
    """
    actor.require(Permission.MANAGE_ORGANISATIONS)
    organisation = masterdata.retire(actor, Organisation.objects.all(), code, version, day)
    emit(OrganisationRetires(organisation.pk, day))
    return organisation

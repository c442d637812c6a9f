"""Open a project for an organisation, or change what it wants to do."""

from pilotbase.accounts import masterdata
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.choices import ProjectStatus
from pilotbase.accounts.models import Organisation, Project
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.places import facility_of
from pilotbase.accounts.schemas import ProjectData
from pilotbase.core.access import refer
from pilotbase.core.verbs import verb


@verb
def save_project(actor: Actor, data: ProjectData, version: int | None = None) -> Project:
    """What is changed must be approved again: it goes under review.

    Raises NotAllowed, Invalid for an unknown organisation, Exists, Missing, Unconditional, Stale.
    """
    actor.require(Permission.MANAGE_PROJECTS)
    known = Organisation.objects.all()
    if actor.organisation is not None:
        known = known.filter(pk=actor.organisation.pk)
    organisation = refer(known, "organisation", code=data.organisation)
    values = data.model_dump(exclude={"code", "organisation"}) | {
        "organisation": organisation,
        "facility": facility_of(actor),
        "status": ProjectStatus.UNDER_REVIEW,
    }
    rows = Project.objects.visible_to(actor)
    return masterdata.put(actor, rows, {"code": data.code}, values, version)

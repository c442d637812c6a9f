"""Ask whether the plant can do what one's organisation wants: the first step to a project."""

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.places import facility_of
from pilotbase.core.verbs import verb
from pilotbase.intake.beginning import begun
from pilotbase.intake.models import Enquiry
from pilotbase.intake.schemas.enquiry import Asking


@verb
def ask(actor: Actor, asking: Asking) -> Enquiry:
    """Raises NotAllowed for whoever acts for no organisation."""
    actor.require(Permission.ENQUIRE)
    organisation, person = actor.tenant(), actor.person()
    of = {"organisation": organisation, "asked_by": person}
    return begun(actor, facility_of(actor), asking.model_dump(), of)

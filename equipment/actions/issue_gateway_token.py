"""Give a gateway a new token; the one before ends."""

from equipment.gateways import issue_token
from equipment.models import Gateway
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core.access import find
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb


@verb
def issue_gateway_token(actor: Actor, code: str) -> str:
    """The token's text, which is never shown again. Raises Missing and NotAllowed."""
    gateway = find(Gateway.objects.all(), code=code)
    actor.require(Permission.MANAGE_PLANT, at=gateway.facility_id)
    gateway = lock(Gateway.objects.all(), [gateway.pk])[gateway.pk]
    text = issue_token(gateway)
    record(actor, "gateway.token_made", gateway)
    return text

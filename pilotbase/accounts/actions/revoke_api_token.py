"""End one of one's own tokens at once."""

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import ApiToken
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.verbs import verb


@verb
def revoke_api_token(actor: Actor, pk: int) -> ApiToken:
    """Raises SignedOut, and Missing for another's token. Revoking twice is once."""
    token = find(ApiToken.objects.filter(user=actor.person()), pk=pk)
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])
        record(actor, "token.revoked", token, after={"name": token.name})
    return token

"""``python -m pilotbase token EMAIL``: a Bearer token for that person, printed once."""

import sys
from datetime import timedelta

from pilotbase.accounts.actor import active_memberships, job
from pilotbase.accounts.models import Membership, User
from pilotbase.accounts.permissions import Scope
from pilotbase.accounts.tokens import make_token
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.verbs import verb

LASTS = timedelta(days=90)


def print_token(email: str) -> int:
    """Every scope, for 90 days. Returns 1 when there is no such person or she holds no place."""
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    membership = active_memberships(user).first() if user else None
    if membership is None:
        sys.stderr.write(f"There is no person {email} with a place to act for.\n")
        return 1
    sys.stdout.write(_make(membership.pk) + "\n")
    return 0


@verb
def _make(membership_id: int) -> str:
    membership = Membership.objects.select_related("user").get(pk=membership_id)
    token, text = make_token(membership, "command line", tuple(Scope), clock.now() + LASTS)
    record(job("token", "command"), "token.made", token, after={"scopes": token.scopes})
    return text

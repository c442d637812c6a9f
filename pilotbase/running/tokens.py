"""``python -m pilotbase token EMAIL``: a Bearer token, for a person or a gateway, printed once."""

import sys
from datetime import timedelta

from equipment.actions.issue_gateway_token import issue_gateway_token
from pilotbase.accounts.actor import active_memberships, job
from pilotbase.accounts.models import Membership, User
from pilotbase.accounts.permissions import Scope
from pilotbase.accounts.tokens import make_token
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.errors import Missing
from pilotbase.core.verbs import verb

LASTS = timedelta(days=90)
GATEWAY = "gateway:"


def print_token(whose: str) -> int:
    """For an e-mail or ``gateway:CODE``. Returns 1 when there is nobody to hold it."""
    return _of_gateway(whose) if whose.startswith(GATEWAY) else _of_person(whose)


def _of_gateway(whose: str) -> int:
    """It lasts until the next one is made."""
    try:
        text = issue_gateway_token(job("token", "command"), whose.removeprefix(GATEWAY))
    except Missing as missing:
        sys.stderr.write(f"{missing.message}\n")
        return 1
    sys.stdout.write(f"{text}\n")
    return 0


def _of_person(email: str) -> int:
    """Every scope, for 90 days; she needs a place to act for."""
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

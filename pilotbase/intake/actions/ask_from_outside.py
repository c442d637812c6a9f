"""Ask without an account: a visitor's name, organisation and e-mail stand for her."""

import hmac
from datetime import timedelta
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.places import facility_of
from pilotbase.core import clock
from pilotbase.core.verbs import verb
from pilotbase.intake.beginning import begun
from pilotbase.intake.errors import TooManyEnquiries
from pilotbase.intake.models import Enquiry
from pilotbase.intake.schemas.enquiry import VisitorAsking

DAY: Final = timedelta(days=1)
MOST: Final = {"visitor_address": 5, "visitor_email": 3}
MOST_OF_ALL: Final = 200
_OF_VISITOR: Final = ("name", "organisation", "email", "phone")


@verb
def ask_from_outside(actor: Actor, asking: VisitorAsking, address: str) -> Enquiry:
    """``address`` is the network's; a keyed digest of it is kept, to count by.

    Raises TooManyEnquiries: 5 a day from one address, 3 from one e-mail, 200 from everyone.
    """
    key = settings.SECRET_KEY.encode()
    whose = {f"visitor_{name}": getattr(asking, name) for name in _OF_VISITOR}
    whose["visitor_address"] = hmac.new(key, address.encode(), sha256).hexdigest()
    _check_often(whose)
    said = asking.model_dump(exclude=set(_OF_VISITOR))
    return begun(actor, facility_of(actor), said, whose)


def _check_often(whose: dict[str, str]) -> None:
    rows = Enquiry.objects.filter(asked_by=None, asked_at__gt=clock.now() - DAY)
    often = any(rows.filter(**{by: whose[by]}).count() >= most for by, most in MOST.items())
    if often or rows.count() >= MOST_OF_ALL:
        raise TooManyEnquiries(
            _("That is as many enquiries as we take in a day. Write to us, or come back tomorrow.")
        )

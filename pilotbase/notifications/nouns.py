"""What a plant sends by, as master data."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from pilotbase.accounts.masterdata import Noun, here
from pilotbase.accounts.nouns import fields_of
from pilotbase.accounts.permissions import Permission
from pilotbase.notifications.actions.save_messenger import (
    MessengerData,
    retire_messenger,
    save_messenger,
)
from pilotbase.notifications.models import Messenger


def _messenger(row: Messenger) -> dict[str, Any]:
    """Without what is never shown again."""
    return fields_of(row, MessengerData) | {"address": "", "secret": ""}


NOUNS = (
    Noun(
        key="messengers",
        one=_("messenger"),
        many=_("Messengers"),
        permission=Permission.MANAGE_PLANT,
        schema=MessengerData,
        rows=lambda actor: here(actor, Messenger.objects.order_by("code")),
        name="code",
        columns=("code", "channel", "tells_requests", "tells_service", "tells_faults"),
        said=_messenger,
        save=save_messenger,
        retire=retire_messenger,
        labels={
            "address": _("The robot's key, or the gateway's https address (never shown again)"),
            "secret": _("The secret that signs (never shown again)"),
        },
    ),
)

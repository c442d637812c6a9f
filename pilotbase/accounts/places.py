"""The facility an actor works in; a command or job works in the installation's first."""

from django.utils.translation import gettext as _

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import Facility
from pilotbase.core.errors import NotReady


def facility_of(actor: Actor) -> Facility:
    """Raises NotReady before the first run is done."""
    facility = actor.facility or Facility.objects.order_by("pk").first()
    if facility is None:
        raise NotReady(_("This installation has no facility yet. Open /setup first."))
    return facility

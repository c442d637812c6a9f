"""The facility an actor works in; a command or job works in the installation's first."""

from django.utils.translation import gettext as _

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import Facility
from pilotbase.core.errors import NotReady


def place_of_work(actor: Actor) -> Facility | None:
    """Nothing before the first run is done."""
    return actor.facility or Facility.objects.order_by("pk").first()


def facility_of(actor: Actor) -> Facility:
    """Raises NotReady before the first run is done."""
    facility = place_of_work(actor)
    if facility is None:
        raise NotReady(_("This installation has no facility yet. Open /setup first."))
    return facility

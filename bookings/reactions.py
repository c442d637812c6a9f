"""What bookings do when something happens below them: they keep a machine that is still needed."""

from datetime import datetime, time

from django.utils.translation import gettext as _

from bookings.models import Booking, Occupation
from equipment.events import EquipmentRetires
from equipment.models import Equipment
from pilotbase.core import clock
from pilotbase.core.errors import Conflict
from pilotbase.core.events import within

MOST_NAMED = 20


@within(EquipmentRetires)
def keep_what_is_booked(event: EquipmentRetires) -> None:
    """Raises Conflict with the numbers of the bookings that need the machine on that day or later.

    The machine's row is locked by who retires it, so that nobody books it meanwhile.
    """
    machine = Equipment.objects.select_related("facility").get(pk=event.equipment_id)
    midnight = datetime.combine(event.day, time(0), machine.facility.zone)
    needed = Occupation.objects.standing(clock.now()).filter(machine=machine, end__gte=midnight)
    numbers = Booking.objects.filter(stages__occupations__in=needed).distinct().order_by("number")
    named = list(numbers.values_list("number", flat=True))
    if named:
        more = len(named) - MOST_NAMED
        listed = ", ".join(named[:MOST_NAMED])
        if more > 0:
            listed = _("%(numbers)s and %(count)s more") % {"numbers": listed, "count": more}
        raise Conflict(
            _("%(tag)s is still needed on that day or later: %(numbers)s.")
            % {"tag": machine.tag, "numbers": listed},
            field="day",
            code="still_booked",
        )

"""What follows: freed time is offered down the line; what is still needed does not retire."""

from datetime import date, datetime, time

from django.db.models import Q

from bookings import ledger
from bookings.choices import StageStatus
from bookings.events import BookingEnded, BookingShortened, SlotGivenUp
from bookings.models import Booking, Occupation
from bookings.waiting import offer
from equipment.events import ClassRetires, EquipmentRetires, UtilityRetires
from equipment.models import Equipment, EquipmentClass, Utility
from pilotbase.accounts.events import OrganisationRetires, ProjectEnds
from pilotbase.accounts.masterdata import StillNeeded, refuse_while_needed
from pilotbase.accounts.models import Facility, Organisation, Project
from pilotbase.core import clock
from pilotbase.core.events import within


class StillBooked(StillNeeded):
    """Bookings of that day or later stand on what would retire; they are named."""

    code = "still_booked"


@within(BookingEnded)
def offer_what_a_booking_frees(event: BookingEnded) -> None:
    """In its transaction: nobody is quicker than who is first in line."""
    offer(Booking.objects.get(pk=event.booking_id).machines())


@within(BookingShortened)
def offer_what_it_gives_back(event: BookingShortened) -> None:
    offer(Booking.objects.get(pk=event.booking_id).machines())


@within(SlotGivenUp)
def offer_it_to_the_next(event: SlotGivenUp) -> None:
    offer([event.machine_id])


@within(EquipmentRetires)
def keep_a_machine(event: EquipmentRetires) -> None:
    """Its row is locked by who retires it, so that nobody books it meanwhile."""
    machine = Equipment.objects.get(pk=event.equipment_id)
    _keep(machine.tag, Q(machine=machine), event.day)


@within(ClassRetires)
def keep_a_class(event: ClassRetires) -> None:
    """Its machines are locked here, so that nobody books one meanwhile."""
    of = EquipmentClass.objects.get(pk=event.class_id)
    ledger.lock_alone(of.equipment.values_list("pk", flat=True))
    _keep(of.code, Q(machine__equipment_class=of), event.day)


@within(UtilityRetires)
def keep_a_utility(event: UtilityRetires) -> None:
    """Its row is locked by who retires it, so that nobody draws on it meanwhile."""
    utility = Utility.objects.get(pk=event.utility_id)
    drawn = Q(draws__utility=utility, draws__end__gte=_midnight(utility.facility, event.day))
    _keep(utility.code, drawn, event.day)


@within(OrganisationRetires)
def keep_an_organisation(event: OrganisationRetires) -> None:
    organisation = Organisation.objects.get(pk=event.organisation_id)
    _keep(organisation.code, Q(organisation=organisation), event.day)


@within(ProjectEnds)
def keep_a_project(event: ProjectEnds) -> None:
    """As its approval is judged: by the last day of what is still to run."""
    project = Project.objects.select_related("facility").get(pk=event.project_id)
    runs = Q(
        stage__booking__project=project,
        stage__status__in=(StageStatus.PLANNED, StageStatus.RUNNING),
        stage__run_end__gt=_midnight(project.facility, event.day),
    )
    _keep(project.code, runs, event.day, field="approved_until")


def _keep(name: str, about: Q, day: date, *, field: str = "day") -> None:
    """Raises StillBooked with the numbers of the bookings that need it on that day or later."""
    later = Q()
    for facility in Facility.objects.all():
        later |= Q(machine__facility=facility, end__gte=_midnight(facility, day))
    needed = Occupation.objects.standing(clock.now()).filter(about, later)
    numbers = Booking.objects.filter(stages__occupations__in=needed).distinct().order_by("number")
    by = list(numbers.values_list("number", flat=True))
    refuse_while_needed(name, by, StillBooked, field)


def _midnight(facility: Facility, day: date) -> datetime:
    return datetime.combine(day, time(0), facility.zone)

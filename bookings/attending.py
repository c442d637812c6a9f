"""Who takes part in a booking, and which of them may run its machine without an operator."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from bookings.models import Booking, Collaborator
from equipment.choices import QualificationLevel
from equipment.models import Equipment
from equipment.qualifications import holding
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import User
from pilotbase.accounts.permissions import GRANTS, Permission
from pilotbase.core import clock
from pilotbase.core.errors import Invalid


def partners(booking_id: int | None) -> list[int]:
    """Ids of those who take part beside its owner; of a booking that is not there, nobody."""
    if booking_id is None:
        return []
    rows = Collaborator.objects.filter(booking=booking_id)
    return list(rows.values_list("user", flat=True))


def members_who_book(organisation_id: int) -> list[User]:
    """The people of an organisation who may book for it today, by their address."""
    today = clock.today()
    may = [role for role, granted in GRANTS.items() if Permission.BOOK in granted]
    in_time = Q(memberships__until=None) | Q(memberships__until__gt=today)
    members = User.objects.filter(
        in_time,
        is_active=True,
        memberships__organisation=organisation_id,
        memberships__role__in=may,
        memberships__since__lte=today,
    )
    return list(members.distinct().order_by("email"))


def member(organisation_id: int, email: str, field: str) -> User:
    """Raises Invalid for who may not book for the organisation."""
    for user in members_who_book(organisation_id):
        if user.email == email:
            return user
    raise Invalid(
        _("%(email)s may not book for this organisation.") % {"email": email},
        field=field,
        code="missing",
    )


def named(organisation_id: int, emails: Iterable[str]) -> tuple[int, ...]:
    """Ids of those who are to take part from the start. Raises Invalid."""
    return tuple(member(organisation_id, email, "collaborators").pk for email in emails)


def best_level(people: Iterable[int], of: int, day: date) -> QualificationLevel | None:
    """The most that any of them may do on that day on machines of the class (its id)."""
    held = holding(people, [of], day).values()
    if QualificationLevel.ALONE in held:
        return QualificationLevel.ALONE
    return QualificationLevel.ASSISTED if held else None


def share(booking: Booking, people: Iterable[int]) -> None:
    """They take part from now on; its owner does anyhow."""
    others = [pk for pk in dict.fromkeys(people) if pk != booking.booked_by_id]
    Collaborator.objects.bulk_create(
        Collaborator(booking=booking, user_id=pk, since=clock.now()) for pk in others
    )
    booking.__dict__.pop("all_collaborators", None)


def works_alone(actor: Actor, booking: Booking, machine: Equipment) -> bool:
    """It is hers, or she takes part, and today she may work on the machine by herself."""
    of, person = machine.equipment_class, actor.person_id
    ours = actor.organisation_id == booking.organisation_id
    if person is None or not ours or not of.needs_qualification:
        return False
    if booking.booked_by_id != person and person not in partners(booking.pk):
        return False
    today = booking.facility.local(clock.now()).date()
    return best_level([person], of.pk, today) == QualificationLevel.ALONE


def may_run(actor: Actor, booking: Booking, machine: Equipment) -> bool:
    """An operator; or whoever takes part and works alone."""
    if actor.may(Permission.RUN_MACHINE):
        return True
    return actor.may(Permission.USE_MACHINE) and works_alone(actor, booking, machine)


def require_run(actor: Actor, booking: Booking, machine: Equipment) -> None:
    """Raises NotAllowed for whoever is neither."""
    if not actor.holds(Permission.RUN_MACHINE) and works_alone(actor, booking, machine):
        actor.require(Permission.USE_MACHINE)
    else:
        actor.require(Permission.RUN_MACHINE)

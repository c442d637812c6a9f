"""Say of a day whether the plant works: a statutory holiday, or a make-up day (调休)."""

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import CalendarDay
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.places import facility_of
from pilotbase.accounts.schemas import CalendarDayData
from pilotbase.audit.log import record
from pilotbase.core.verbs import verb


@verb
def save_calendar_day(
    actor: Actor, data: CalendarDayData, version: int | None = None
) -> CalendarDay:
    """A day that was said before is said anew: a calendar has no two opinions of one day."""
    actor.require(Permission.MANAGE_PLANT)
    day, _made = CalendarDay.objects.update_or_create(
        facility=facility_of(actor), day=data.day, defaults=data.model_dump(exclude={"day"})
    )
    record(actor, "calendarday.said", day, after=data.model_dump(mode="json"))
    return day

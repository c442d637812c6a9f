"""Take a machine's time for maintenance. What is booked then is named, and nothing is moved."""

from django.utils.translation import gettext as _

from bookings import ledger
from bookings.choices import OccupationKind
from bookings.events import TimeBlocked
from bookings.models import Occupation
from bookings.queries import local
from bookings.schemas import Block
from bookings.verdict import refusal
from equipment.models import Equipment
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.events import emit
from pilotbase.core.schemas import Reason
from pilotbase.core.verbs import verb
from pilotbase.web import text


@verb
def block_for_maintenance(actor: Actor, tag: str, request: Block) -> Occupation:
    """Raises Missing, NotAllowed, and Refused with every booking that is in the way."""
    machine = find(Equipment.objects.all(), tag=tag)
    actor.require(Permission.BLOCK_MACHINE, at=machine.facility_id)
    held, _utilities = ledger.lock_all([machine.pk])
    machine = held[machine.pk]
    _refuse_what_is_booked(machine, request)
    taking = ledger.Taking(machine, request.span, OccupationKind.MAINTENANCE, note=request.note)
    block = ledger.take([taking])[0]
    record(actor, "machine.blocked", machine, after=request.model_dump(mode="json"))
    emit(TimeBlocked(block.pk))
    return block


def _refuse_what_is_booked(machine: Equipment, request: Block) -> None:
    standing = machine.occupations.standing(clock.now()).within(request.span).order_by("start")
    problems = [
        Reason(code="time_taken", detail=_named(machine, row), field="span")
        for row in standing.select_related("stage__booking")
    ]
    if problems:
        free = ledger.next_free(machine.pk, request.span.length, request.span.start)
        raise refusal(problems, local(free, machine.facility.zone))


def _named(machine: Equipment, row: Occupation) -> str:
    """Who blocks a machine is staff, and may know whose booking it is that is in the way."""
    zone, now = machine.facility.zone, clock.now()
    words = {
        "what": row.stage.booking.number if row.stage else row.get_kind_display(),
        "tag": machine.tag,
        "from": text.instant(row.start, zone, now),
        "until": text.instant(row.end, zone, now),
    }
    return _("%(what)s has %(tag)s from %(from)s until %(until)s.") % words

"""Faults as their pages, programs and notices are told of them."""

from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet

from equipment.models import FaultNote, FaultReport, MachineSubscription
from equipment.schemas.faults import FaultNoteOut, FaultOut, FaultsWanted
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import User
from pilotbase.accounts.permissions import Permission


def faults_for(actor: Actor, wanted: FaultsWanted) -> QuerySet[FaultReport]:
    rows = FaultReport.objects.visible_to(actor)
    if wanted.equipment:
        rows = rows.filter(equipment__tag=wanted.equipment)
    if wanted.open:
        rows = rows.open()
    notes = Prefetch("notes", FaultNote.objects.select_related("by"))
    return rows.select_related("equipment", "reported_by", "organisation").prefetch_related(notes)


def reads_notes(actor: Actor) -> bool:
    """Whether the staff's own notes are for her."""
    return actor.reads(Permission.SEE_PLANT)


def listeners(report: FaultReport, also: Iterable[int] = ()) -> QuerySet[User]:
    """Who wants to know of a fault: who reported it, who follows its machine, and ``also``.

    Followers of another organisation may be told the machine and the status, and no word more:
    the rest is for whom ``FaultReport.visible_to`` lets see the report.
    """
    following = MachineSubscription.objects.filter(equipment=report.equipment_id)
    asked = Q(pk=report.reported_by_id) | Q(pk__in=following.values("user")) | Q(pk__in=set(also))
    return User.objects.filter(asked, is_active=True)


def fault_out(actor: Actor, row: FaultReport) -> FaultOut:
    names = set(FaultOut.model_fields) - {"equipment", "reported_by", "notes"}
    notes = None
    if reads_notes(actor):
        notes = [FaultNoteOut(at=n.at, by=n.by.email, text=n.text) for n in row.notes.all()]
    return FaultOut(
        equipment=row.equipment.tag,
        reported_by=row.reported_by.email,
        notes=notes,
        **{name: getattr(row, name) for name in names},
    )

"""How an enquiry goes from step to step: claimed by whoever saw it, with its owner and due date."""

from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.calendar import calendar_of
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.events import emit
from pilotbase.core.versions import raise_version
from pilotbase.intake.choices import DAYS, OWNERS, TRANSITIONS, DocumentKind, EnquiryStatus, Side
from pilotbase.intake.errors import NotItsStep
from pilotbase.intake.events import EnquiryMoved
from pilotbase.intake.models import Enquiry, EnquiryStep

RELATED = ("facility", "organisation", "asked_by", "project")


def found(actor: Actor, number: str) -> Enquiry:
    """Raises Missing."""
    return find(Enquiry.objects.visible_to(actor).select_related(*RELATED), number=number)


def claim(enquiry: Enquiry, version: int | None, *steps: EnquiryStatus) -> None:
    """Whoever claims its next version decides. Raises Unconditional, Stale and NotItsStep."""
    raise_version(enquiry, version)
    check_step(enquiry, *steps)


def check_step(enquiry: Enquiry, *steps: EnquiryStatus) -> None:
    """Raises NotItsStep."""
    status = EnquiryStatus(enquiry.status)
    if status not in steps:
        sentence = _("Enquiry %(number)s stands elsewhere: %(status)s.")
        raise NotItsStep(sentence % {"number": enquiry.number, "status": status.label})


def enter(actor: Actor, enquiry: Enquiry, status: EnquiryStatus, reason: str = "") -> None:
    """The step and its due date, told to the audit trail and to whoever listens.

    Raises NotItsStep for a step that does not follow.
    """
    before = EnquiryStatus(enquiry.status)
    if status not in TRANSITIONS[before]:
        check_step(enquiry)
    enquiry.status, enquiry.due_on = status, due_on(enquiry, status)
    enquiry.save()
    note_step(actor, enquiry, reason)
    told = {"status": status.value, "due_on": str(enquiry.due_on or "")}
    record(
        actor, "enquiry.moved", enquiry, before={"status": before.value}, after=told, reason=reason
    )
    emit(EnquiryMoved(enquiry.pk, status.value))


def note_step(actor: Actor, enquiry: Enquiry, reason: str = "") -> None:
    EnquiryStep.objects.create(
        enquiry=enquiry,
        status=enquiry.status,
        at=clock.now(),
        by_id=actor.person_id,
        due_on=enquiry.due_on,
        reason=reason,
    )


def due_on(enquiry: Enquiry, status: EnquiryStatus) -> date | None:
    """So many working days from today as the facility sets now; None when it is over."""
    setting = DAYS.get(status)
    if setting is None:
        return None
    days: int = getattr(enquiry.facility, setting)
    today = enquiry.facility.local(clock.now()).date()
    return calendar_of(enquiry.facility).after(today, days)


def side_of(actor: Actor) -> Side:
    return Side.TENANT if actor.organisation is not None else Side.PLANT


def waiting_for(actor: Actor) -> QuerySet[Enquiry]:
    """Those whose step is hers to take, the first due before the others."""
    steps = [status for status, permission in OWNERS.items() if actor.may(permission)]
    side = side_of(actor)
    accepted = Q(documents__replaced_at=None, **{f"documents__{side.value}_at__isnull": False})
    rows = Enquiry.objects.visible_to(actor).filter(status__in=steps)
    rows = rows.annotate(accepted=Count("documents", filter=accepted))
    done = Q(status=EnquiryStatus.AGREEMENTS, accepted=len(DocumentKind))
    return rows.exclude(done).select_related(*RELATED).order_by("due_on", "pk")

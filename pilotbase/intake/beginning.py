"""Writes a new enquiry down: numbered, with its first step and due date."""

from collections.abc import Mapping
from typing import Any

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import Facility
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.events import emit
from pilotbase.intake.choices import EnquiryStatus
from pilotbase.intake.events import EnquiryMoved
from pilotbase.intake.models import Enquiry
from pilotbase.intake.steps import due_on, note_step
from pilotbase.records.numbers import next_number


def begun(
    actor: Actor, facility: Facility, asking: Mapping[str, Any], of: Mapping[str, Any]
) -> Enquiry:
    """``of`` says whose it is. Its number comes last."""
    now = clock.now()
    enquiry = Enquiry(
        facility=facility, asked_at=now, status=EnquiryStatus.RECEIVED, **asking, **of
    )
    enquiry.due_on = due_on(enquiry, EnquiryStatus.RECEIVED)
    year = facility.local(now).year
    enquiry.number = f"E-{year}-{next_number('enquiry', str(year)):05}"
    enquiry.save()
    note_step(actor, enquiry)
    after = {"title": enquiry.title, "due_on": str(enquiry.due_on)}
    record(actor, "enquiry.made", enquiry, after=after)
    emit(EnquiryMoved(enquiry.pk, EnquiryStatus.RECEIVED.value))
    return enquiry

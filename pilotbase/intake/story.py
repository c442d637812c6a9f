"""Tells an enquiry to people: each step, who took it, why, and what waits now."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from pilotbase.core import clock
from pilotbase.intake.choices import OWNER_WORDS, EnquiryStatus
from pilotbase.intake.models import Enquiry, EnquiryStep


@dataclass(frozen=True)
class Told:
    at: datetime
    title: str
    lines: list[str] = field(default_factory=list)
    dot: str = "one"
    is_open: bool = False


def tell(enquiry: Enquiry) -> list[Told]:
    """Oldest first; the last one is open while someone has yet to take the step."""
    steps = list(enquiry.steps.select_related("by"))
    return [_told(enquiry, step, step is steps[-1]) for step in steps]


def _told(enquiry: Enquiry, step: EnquiryStep, is_last: bool) -> Told:
    status = EnquiryStatus(step.status)
    who = step.by.name if step.by else enquiry.asker
    owner = OWNER_WORDS.get(status)
    lines = [who, step.reason]
    if is_last and owner is not None:
        words = {"owner": owner, "day": step.due_on}
        lines.append(_("Waits for: %(owner)s, until %(day)s") % words)
        if enquiry.overdue(clock.today()):
            lines.append(_("Overdue"))
    title = _titles()[status]
    open_now = is_last and owner is not None
    dot = "open" if open_now else "pair"
    return Told(step.at, title, [line for line in lines if line], dot, open_now)


def _titles() -> dict[EnquiryStatus, str]:
    return {
        EnquiryStatus.RECEIVED: _("The enquiry was made"),
        EnquiryStatus.AGREEMENTS: _("It can be done here: agreements"),
        EnquiryStatus.DECLARATION: _("Strain and checklist to be declared"),
        EnquiryStatus.REVIEW: _("Declared: biosafety review"),
        EnquiryStatus.PROJECT: _("Strain approved: project to be opened"),
        EnquiryStatus.APPROVED: _("Project approved"),
        EnquiryStatus.DECLINED: _("Declined"),
        EnquiryStatus.WITHDRAWN: _("Enquiry withdrawn"),
    }

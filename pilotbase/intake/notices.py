"""Who is told of what about enquiries: whose step it is now, and how it ended."""

from datetime import tzinfo
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilotbase.accounts.permissions import Permission
from pilotbase.intake.choices import OWNERS, EnquiryStatus
from pilotbase.intake.events import EnquiryMoved
from pilotbase.intake.models import Enquiry
from pilotbase.notifications.kinds import Facts, Kind, register_kind
from pilotbase.notifications.telling import (
    News,
    members_of,
    settle,
    staff_who_may,
    tell,
    told_on,
    write_to,
)


def _waits(facts: Facts, zone: tzinfo) -> str:
    said = {**facts, "status": EnquiryStatus(facts["status"]).label}
    return _("Enquiry %(number)s: %(status)s, due on %(due)s.") % said


def _ended(facts: Facts, zone: tzinfo) -> str:
    said = {**facts, "status": EnquiryStatus(facts["status"]).label}
    return _("Enquiry %(number)s: %(status)s.") % said


WAITS: Final = register_kind(
    Kind("enquiry_waits", gettext_lazy("A step of an enquiry is mine to take"), _waits)
)
ENDED: Final = register_kind(Kind("enquiry_ended", gettext_lazy("An enquiry is over"), _ended))


def _answered(facts: Facts, zone: tzinfo) -> str:
    return _("Your enquiry %(number)s was answered.") % facts + f"\n\n{facts['text']}"


ANSWERED: Final = register_kind(
    Kind("enquiry_answered", gettext_lazy("An enquiry is answered"), _answered, for_people=False)
)


@told_on(EnquiryMoved)
def tell_of_a_step(event: EnquiryMoved) -> None:
    """Those who own the step; of one that is over, the organisation's people."""
    enquiry = Enquiry.objects.select_related("facility").get(pk=event.enquiry_id)
    status = EnquiryStatus(event.status)
    permission, about = OWNERS.get(status), f"enquiry:{enquiry.pk}"
    settle(about)
    _write_to_the_visitor(enquiry, status)
    facts = {"number": enquiry.number, "status": status.value, "due": str(enquiry.due_on or "")}
    tell(
        _people(enquiry, permission),
        News(
            ENDED if permission is None else WAITS,
            facts,
            reverse("enquiry", args=[enquiry.number]),
            enquiry.facility_id,
            enquiry.organisation_id,
            about,
        ),
    )


def _write_to_the_visitor(enquiry: Enquiry, status: EnquiryStatus) -> None:
    """The plant's answer, where someone asked who has no account."""
    is_answer = status in (EnquiryStatus.AGREEMENTS, EnquiryStatus.DECLINED)
    if is_answer and enquiry.visitor_email:
        step = enquiry.steps.order_by("pk").last()
        facts = {"number": enquiry.number, "text": step.reason if step else ""}
        write_to(enquiry.visitor_email, ANSWERED, facts, enquiry.facility_id)


def _people(enquiry: Enquiry, permission: Permission | None) -> set[int]:
    theirs: set[int] = set()
    if enquiry.organisation_id is not None:
        theirs = set(members_of(enquiry.organisation_id))
    if permission in (None, Permission.ENQUIRE):
        return theirs
    staff = set(staff_who_may(permission, enquiry.facility_id))
    return staff | theirs if permission == Permission.ACCEPT_AGREEMENT else staff

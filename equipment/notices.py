"""Who is told of faults and of requests for help: whom they concern, and who sees to them.

Followers of another organisation are told the machine and the status, and no word of the report.
"""

from collections.abc import Iterable
from datetime import tzinfo
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from equipment.choices import FaultStatus
from equipment.events import FaultChanged, FaultReported, HelpChanged
from equipment.faults import listeners
from equipment.models import FaultReport, HelpThread
from pilotbase.accounts.models import Membership
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.models import AuditEntry
from pilotbase.notifications.kinds import Facts, Kind, register_kind
from pilotbase.notifications.telling import News, announce, staff_who_may, tell, told_on


def _fault(facts: Facts, zone: tzinfo) -> str:
    status = FaultStatus(facts["status"]).label
    return _("Fault on %(machine)s: %(status)s.") % {"machine": facts["machine"], "status": status}


FAULT: Final = register_kind(
    Kind(
        "machine_fault",
        gettext_lazy("A fault of a machine that concerns me"),
        _fault,
        topic="faults",
    )
)


def tell_of_a_fault(event: FaultReported | FaultChanged) -> None:
    row = FaultReport.objects.select_related("equipment").get(pk=event.report_id)
    _tell(row, concerned(row))
    staff = news_of(row, None)
    announce(FAULT, staff.facts, staff.href, row.facility_id)


told_on(FaultReported)(tell_of_a_fault)
told_on(FaultChanged)(tell_of_a_fault)


def concerned(row: FaultReport) -> set[int]:
    """Who is told from here, and who did it: an app above need not tell them again."""
    new = row.status == FaultStatus.OPEN
    seers = staff_who_may(Permission.SERVE_MACHINE, row.facility_id) if new else []
    found = set(listeners(row, seers).values_list("pk", flat=True))
    doer = _who_did(row)
    return found if doer is None else found | {doer}


def _help(facts: Facts, zone: tzinfo) -> str:
    sentence = _("Answered: help with %(machine)s.")
    if facts["waits"]:
        sentence = _("Help with %(machine)s is asked for.")
    return sentence % {"machine": facts["machine"]}


HELP: Final = register_kind(Kind("help", gettext_lazy("A request for help with a machine"), _help))


@told_on(HelpChanged)
def tell_the_other_side(event: HelpChanged) -> None:
    """A question is for those of the plant who answer; an answer for those who asked."""
    row = HelpThread.objects.select_related("equipment").get(pk=event.thread_id)
    asked = set(row.messages.filter(by_staff=False).values_list("by", flat=True))
    seers = staff_who_may(Permission.SERVE_MACHINE, row.facility_id)
    facts = {"machine": row.equipment.tag, "waits": row.waits_for_staff}
    way = reverse("help_thread", args=[row.pk])
    news = News(HELP, facts, way, row.facility_id, row.organisation_id)
    tell(seers if row.waits_for_staff else asked, news)


def news_of(row: FaultReport, organisation_id: int | None) -> News:
    """As it is told to an organisation, or to the plant's staff for None."""
    own = organisation_id in (None, row.organisation_id)
    way = reverse("fault", args=[row.pk]) if own else reverse("machine", args=[row.equipment.tag])
    facts = {"machine": row.equipment.tag, "status": row.status}
    return News(FAULT, facts, way, row.facility_id, organisation_id)


def _tell(row: FaultReport, people: Iterable[int]) -> None:
    """Each once, and not who did it."""
    wanted = set(people) - {_who_did(row)}
    own = Membership.objects.filter(user__in=wanted).exclude(organisation=None)
    strangers = dict(
        own.exclude(organisation=row.organisation_id)
        .order_by("pk")
        .values_list("user", "organisation")
    )
    staff = Membership.objects.filter(user__in=strangers, facility=row.facility_id)
    for user in staff.values_list("user", flat=True):
        strangers.pop(user, None)
    tell(wanted - set(strangers), news_of(row, row.organisation_id))
    for organisation in sorted(set(strangers.values())):
        theirs = {user for user, place in strangers.items() if place == organisation}
        tell(theirs, news_of(row, organisation))


def _who_did(row: FaultReport) -> int | None:
    trail = AuditEntry.objects.filter(target_type=row._meta.label_lower, target_id=str(row.pk))
    return trail.order_by("-pk").values_list("actor_id", flat=True).first()

"""Who is told of what about samples and reports."""

from datetime import tzinfo
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilotbase.notifications.kinds import Facts, Kind, register_kind
from pilotbase.notifications.telling import News, members_of, tell, told_on
from samples.events import ReportIssued
from samples.models import Report


def _issued(facts: Facts, zone: tzinfo) -> str:
    return _("Report %(number)s is issued: you can read and download it.") % facts


REPORT_ISSUED: Final = register_kind(
    Kind("report_issued", gettext_lazy("A report is issued to us"), _issued)
)


@told_on(ReportIssued)
def tell_the_client(event: ReportIssued) -> None:
    """Those of the client's people who asked for its tests; all of them where none did."""
    report = Report.objects.get(pk=event.report_id)
    client = set(members_of(report.organisation_id))
    asked = report.results.values_list("request__requested_by", flat=True)
    way = reverse("report", args=[report.number])
    news = News(
        REPORT_ISSUED,
        {"number": report.number},
        way,
        report.facility_id,
        report.organisation_id,
    )
    tell(client & set(asked) or client, news)

"""Something to be told of, without an app that tells it."""

from pilotbase.core.verbs import verb
from pilotbase.notifications.models import Notice
from pilotbase.notifications.telling import News, tell
from samples.notices import REPORT_ISSUED
from tests.people import Cast


def told(cast: Cast, *names: str, number: str = "R-2026-1") -> list[Notice]:
    """These people are told that a report of the startup is issued; the rows it made."""
    way, facts = f"/reports/{number}", {"number": number}
    news = News(REPORT_ISSUED, facts, way, cast.facility.pk, cast.startup.pk)
    before = set(Notice.objects.values_list("pk", flat=True))
    verb(tell)([cast.people[name].pk for name in names], news)
    return list(Notice.objects.exclude(pk__in=before).order_by("pk"))

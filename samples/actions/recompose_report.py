"""Compose a report anew that is not issued yet, because a result in it was corrected."""

from django.utils.translation import gettext as _

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit import log
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.errors import Conflict
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb
from pilotbase.core.versions import raise_version
from pilotbase.pdf import fonts
from samples.choices import ReportStatus
from samples.models import Report, Result, Sample
from samples.reports.content import digest
from samples.reports.drafting import RELATED, Remarks, compose, refuse_outdated
from samples.reports.paper import refuse_unprintable_content
from samples.reports.signing import content_of


class Issued(Conflict):
    code = "report_issued"


def recompose_report(actor: Actor, number: str, version: int | None) -> Report:
    """Keeps its number and its samples; a signature on the content before no longer counts.

    Raises Missing, NotAllowed, Issued, Stale, and OutOfDate while a result waits for review.
    """
    fonts.register()  # reads the typeface once, and not while anything is locked
    return _recompose(actor, number, version)


@verb
def _recompose(actor: Actor, number: str, version: int | None) -> Report:
    report = find(Report.objects.visible_to(actor), number=number)
    actor.require(Permission.COMPOSE_REPORT)
    order = [said.number for said in content_of(report).samples]
    locked = lock(
        Sample.objects.select_related("equipment"), report.samples.values_list("pk", flat=True)
    )
    report = lock(
        Report.objects.select_related("project__facility", "project__organisation"), [report.pk]
    )[report.pk]
    if report.status == ReportStatus.ISSUED:
        raise Issued(_("%(number)s is issued and never changes.") % {"number": report.number})
    raise_version(report, version)
    samples = sorted(locked.values(), key=lambda sample: order.index(sample.number))
    results = _current(report)
    before = report.digest
    _compose(report, samples, results)
    log.record(
        actor,
        "recompose_report",
        report,
        before={"digest": before},
        after={"digest": report.digest},
    )
    return report


def _current(report: Report) -> list[Result]:
    """Today's versions of the results it tells; every one is reviewed."""
    requests = report.results.values("request")
    results = list(
        Result.objects.current()
        .filter(request__in=requests)
        .select_related(*RELATED)
        .order_by("pk")
    )
    refuse_outdated(report, results)
    return results


def _compose(report: Report, samples: list[Sample], results: list[Result]) -> None:
    assert report.project is not None  # noqa: S101  (compose_report always names one)
    was = content_of(report)
    own = Remarks(
        deviations=was.deviations[0].zh if was.deviations else "",
        opinion=was.opinion.zh,
        environment=was.environment.zh,
    )
    content = compose(report.number, report.project, samples, results, own)
    refuse_unprintable_content(content)
    report.content, report.digest = content.model_dump(mode="json"), digest(content)
    report.status, report.composed_at = ReportStatus.DRAFT, clock.now()
    report.save(update_fields=["content", "digest", "status", "composed_at"])
    report.results.set(results)

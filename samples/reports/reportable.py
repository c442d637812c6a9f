"""Says which results a report may tell, and everything that stands in the way."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from pilotbase.core.errors import Conflict
from pilotbase.core.schemas import Reason
from samples.choices import RequestStatus
from samples.models import Report, Result, Sample, TestRequest
from samples.reports.drafting import OPEN_REPORTS, RELATED
from samples.testing.values import OPEN


class NotReviewed(Conflict):
    """Not everything that was asked of the samples is reviewed, or nothing is."""

    code = "not_reviewed"


class InReport(Conflict):
    code = "in_report"


def reportable(samples: Sequence[Sample]) -> list[Result]:
    """The approved results of these samples that no report tells yet.

    Raises NotReviewed, with every reason, and InReport naming the draft that tells them.
    """
    requests = list(
        TestRequest.objects.filter(sample__in=samples)
        .exclude(status=RequestStatus.CANCELLED)
        .select_related("sample", "method")
        .order_by("sample__number", "method__code")
    )
    _refuse_unreviewed(samples, requests)
    ready = [r for r in requests if r.status == RequestStatus.APPROVED]
    results = Result.objects.current().filter(request__in=ready).select_related(*RELATED)
    found = list(results.order_by("pk"))
    _refuse_in_draft(found)
    return found


def _refuse_unreviewed(samples: Sequence[Sample], requests: Sequence[TestRequest]) -> None:
    reasons = [
        Reason(
            code="not_reviewed",
            detail=_("%(method)s of %(sample)s: %(status)s.")
            % {
                "method": request.method.code,
                "sample": request.sample.number,
                "status": request.get_status_display(),
            },
        )
        for request in requests
        if request.status in OPEN
    ]
    told = {r.sample_id for r in requests if r.status in (*OPEN, RequestStatus.APPROVED)}
    reasons += [
        Reason(
            code="nothing_to_report",
            detail=_("%(sample)s has no reviewed result that is not yet reported.")
            % {"sample": sample.number},
        )
        for sample in samples
        if sample.pk not in told
    ]
    if reasons:
        said = _("Not everything here can be reported yet: %(first)s") % {
            "first": reasons[0].detail
        }
        raise NotReviewed(said, field="samples", problems=reasons)


def _refuse_in_draft(results: Sequence[Result]) -> None:
    draft = Report.objects.filter(results__in=results, status__in=OPEN_REPORTS).first()
    if draft is not None:
        raise InReport(
            _("%(number)s already tells these results: sign it, or compose it anew.")
            % {"number": draft.number},
            field="samples",
        )

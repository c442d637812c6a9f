"""Carries a decision over results out: signs what is approved, charges what is done."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.signing import sign
from pilotbase.audit import log
from pilotbase.core import clock
from pilotbase.core.errors import Conflict
from pilotbase.core.events import emit
from samples.choices import Meaning, RequestStatus, ResultStatus
from samples.events import ResultsReviewed
from samples.models import Result, Sample, TestRequest
from samples.schemas.testing import Review
from samples.testing.charging import charge
from samples.testing.digests import result_digest
from samples.testing.rights import refuse_own_entry, require_authorised
from samples.testing.values import finish_work, settle

RELATED = (
    "request__sample",
    "request__method__facility",
    "request__facility",
    "request__organisation",
    "analyte",
    "entered_by",
    "file",
)


class NotToReview(Conflict):
    code = "not_to_review"


def readable(pks: Sequence[int]) -> list[Result]:
    """The results as they are now, with all that a review reads, in the order asked."""
    found = Result.objects.select_related(*RELATED).in_bulk(pks)
    return [found[pk] for pk in pks]


def decide(
    actor: Actor, results: Sequence[Result], review: Review, samples: Mapping[int, Sample]
) -> list[Result]:
    """``samples`` are locked. All or none: the first result that cannot be decided refuses."""
    require_authorised(actor, {r.request.method for r in results}, Meaning.REVIEW)
    for result in results:
        _refuse_decided(result)
        refuse_own_entry(actor, result)
    for result in results:
        _decide(actor, result, review)
    for request in _requests(results):
        request.sample = samples[request.sample_id]
        if settle(request) == RequestStatus.APPROVED:
            charge(actor, request)
    for pk in {r.request.sample_id: None for r in results}:
        finish_work(actor, samples[pk])
    emit(ResultsReviewed(request_ids=tuple({r.request_id: None for r in results})))
    return list(results)


def _refuse_decided(result: Result) -> None:
    if result.status != ResultStatus.ENTERED:
        raise NotToReview(
            _("%(analyte)s of %(sample)s does not wait for review: %(status)s.")
            % {
                "analyte": result.analyte.code,
                "sample": result.request.sample.number,
                "status": result.get_status_display(),
            }
        )


def _decide(actor: Actor, result: Result, review: Review) -> None:
    approved = review.decision == "approve"
    result.status = ResultStatus.APPROVED if approved else ResultStatus.REJECTED
    result.reviewed_by = actor.person()
    result.reviewed_at = clock.now()
    result.review_note = review.reason
    result.version += 1
    result.save(update_fields=["status", "reviewed_by", "reviewed_at", "review_note", "version"])
    if approved:
        sign(actor.person(), actor.acting_as, Meaning.REVIEW, result, result_digest(result))
    facts = {"status": result.status, "reported": result.reported}
    log.record(actor, "review_result", result, after=facts, reason=review.reason)


def _requests(results: Iterable[Result]) -> list[TestRequest]:
    return list({result.request_id: result.request for result in results}.values())

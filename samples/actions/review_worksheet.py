"""Review several results of a worksheet at once, each under its own signature."""

from django.utils.translation import gettext as _

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.core.access import find
from pilotbase.core.errors import Invalid
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb
from samples.choices import ResultStatus
from samples.models import Result, Sample, Worksheet
from samples.schemas_testing import WorksheetReview
from samples.testing.reviewing import decide, readable


@verb
def review_worksheet(actor: Actor, number: str, review: WorksheetReview) -> list[Result]:
    """All or none. Raises as review_result, and Invalid for a result that is not on the sheet."""
    worksheet = find(Worksheet.objects.visible_to(actor), number=number)
    actor.require(Permission.REVIEW_RESULT)
    samples = lock(Sample.objects.all(), worksheet.requests.values_list("sample_id", flat=True))
    chosen = _chosen(worksheet, review)
    return decide(actor, readable(chosen), review, samples)


def _chosen(worksheet: Worksheet, review: WorksheetReview) -> list[int]:
    on_it = Result.objects.filter(request__worksheet=worksheet)
    if not review.results:
        waiting = on_it.filter(status=ResultStatus.ENTERED).values_list("pk", flat=True)
        if not waiting:
            raise Invalid(
                _("No result of %(number)s waits for review.") % {"number": worksheet.number},
                field="results",
                code="nothing_to_review",
            )
        return list(waiting)
    known = set(on_it.filter(pk__in=review.results).values_list("pk", flat=True))
    for n, pk in enumerate(review.results):
        if pk not in known:
            raise Invalid(
                _("Result %(id)s is not on worksheet %(number)s.")
                % {"id": pk, "number": worksheet.number},
                field=f"results.{n}",
                code="missing",
            )
    return list(review.results)

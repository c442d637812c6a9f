"""Review several results at once, each under its own signature: all of them or none."""

from django.utils.translation import gettext as _

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.core.access import refer
from pilotbase.core.errors import Invalid
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb
from samples.choices import ResultStatus
from samples.models import Result, Sample, Worksheet
from samples.schemas.testing import BatchReview
from samples.testing.reviewing import decide, readable


@verb
def review_results(actor: Actor, review: BatchReview) -> list[Result]:
    """The door has checked the PIN. Raises as review_result, and Invalid beside its field."""
    chosen = _chosen(actor, review)
    actor.require(Permission.REVIEW_RESULT)
    named = Result.objects.filter(pk__in=chosen).values_list("request__sample_id", flat=True)
    samples = lock(Sample.objects.all(), named)
    return decide(actor, readable(chosen), review, samples)


def _chosen(actor: Actor, review: BatchReview) -> list[int]:
    """Those named, or all that wait on the worksheet; those named stand on it, if it is."""
    rows = Result.objects.visible_to(actor)
    if review.worksheet is not None:
        sheet = refer(Worksheet.objects.visible_to(actor), "worksheet", number=review.worksheet)
        rows = rows.filter(request__worksheet=sheet)
    if review.results:
        found = set(rows.filter(pk__in=review.results).values_list("pk", flat=True))
        for n, pk in enumerate(review.results):
            if pk not in found:
                refer(rows, f"results.{n}", pk=pk)
        return list(dict.fromkeys(review.results))
    waiting = rows.filter(status=ResultStatus.ENTERED).order_by("pk")
    if not waiting.exists():
        raise Invalid(
            _("No result of %(number)s waits for review.") % {"number": review.worksheet},
            field="worksheet",
            code="nothing_to_review",
        )
    return list(waiting.values_list("pk", flat=True))

"""Review a result that someone else entered: approve it under one's signature, or send it back."""

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.core.access import find
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb
from samples.models import Result, Sample
from samples.schemas.testing import Review
from samples.testing.reviewing import decide, readable


@verb
def review_result(actor: Actor, result_id: int, review: Review) -> Result:
    """The door has checked the PIN. Raises Missing, NotAllowed, SamePerson, NotToReview."""
    found = find(Result.objects.visible_to(actor), pk=result_id)
    actor.require(Permission.REVIEW_RESULT)
    samples = lock(Sample.objects.all(), [found.request.sample_id])
    return decide(actor, readable([found.pk]), review, samples)[0]

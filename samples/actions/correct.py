"""Correct what was registered of a sample: the old value stays in the chain, with the reason."""

from typing import Any

from django.utils.translation import gettext as _

from pilotbase.accounts.actor import Actor
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.errors import Conflict, Invalid
from pilotbase.core.locks import lock
from pilotbase.core.units import millilitres
from pilotbase.core.verbs import verb
from pilotbase.core.versions import raise_version
from samples import custody
from samples.choices import CustodyType
from samples.custody import handing
from samples.models import Sample
from samples.policy import check_claimed
from samples.schemas.sample import Correction


@verb
def correct(actor: Actor, number: str, version: int | None, correction: Correction) -> Sample:
    """Number, project, run and organisation are not corrected: that is another sample.

    Raises Missing, NotAllowed, Unconditional, Stale, InHandover, Conflict and Invalid.
    """
    sample = find(Sample.objects.visible_to(actor), number=number)
    handing.require_bench(actor)
    sample = lock(Sample.objects.all(), [sample.pk])[sample.pk]
    raise_version(sample, version)
    _check(actor, sample, correction)
    changes = _changes(sample, _wanted(correction))
    sample.save(update_fields=list(changes))
    facts = {"changes": changes, "reason": correction.reason}
    custody.append(sample, actor, CustodyType.CORRECTION, facts)
    before, after = ({name: step[side] for name, step in changes.items()} for side in _SIDES)
    record(actor, "sample.corrected", sample, before=before, after=after, reason=correction.reason)
    return sample


_SIDES = ("from", "to")


def _check(actor: Actor, sample: Sample, correction: Correction) -> None:
    handing.check_at_rest(sample)
    if sample.received_at is not None and actor.facility is None:
        raise Conflict(
            _("The laboratory has %(number)s already. Ask it to correct this.")
            % {"number": sample.number},
            code="in_the_laboratory",
        )
    if correction.drawn_at is not None:
        if sample.run_id is not None:
            raise Invalid(
                _("When it was drawn came from the run, and stays."), field="drawn_at", code="kept"
            )
        check_claimed(correction.drawn_at, clock.now(), None, field="drawn_at")


def _wanted(correction: Correction) -> dict[str, Any]:
    """Column by column, what it should be; a field that is not named stays."""
    wanted = correction.model_dump(exclude_none=True, exclude={"reason", "volume"})
    if correction.volume is not None:
        volume = correction.volume
        wanted["volume_ml"] = millilitres(volume.value, volume.unit, field="volume")
    return wanted


def _changes(sample: Sample, wanted: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Set what differs, and say from what to what. Raises Invalid when nothing does."""
    before = custody.registered(sample)
    for name, value in wanted.items():
        setattr(sample, name, value)
    after = custody.registered(sample)
    changes = {
        name: {"from": before[name], "to": after[name]}
        for name in after
        if after[name] != before[name]
    }
    if not changes:
        raise Invalid(_("Nothing would change."), code="no_change")
    return changes

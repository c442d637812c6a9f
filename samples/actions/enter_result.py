"""Enter a result as it is read: kept as typed, rounded and judged; a correction says why."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit import log
from pilotbase.core.access import refer
from pilotbase.core.errors import Invalid
from pilotbase.core.events import emit
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb
from pilotbase.core.versions import raise_version
from samples.choices import Meaning, RequestStatus
from samples.events import ResultsEntered
from samples.models import Analyte, Result, Sample, TestRequest
from samples.schemas.testing import ResultEntry
from samples.testing.evaluating import measured
from samples.testing.rights import require_authorised
from samples.testing.values import put, refuse_closed, settle, start_work, why


class Place(NamedTuple):
    """Where a value belongs, and the version that stands there now."""

    request: TestRequest
    analyte: Analyte
    before: Result | None


@verb
def enter_result(actor: Actor, entry: ResultEntry, version: int | None = None) -> Result:
    """``version`` is that of the value to be replaced, as one has seen it.

    Raises NotAllowed, NotAuthorised, NotReceived, AlreadyReported, AlreadyEntered, Stale, and
    Invalid beside its field.
    """
    sample = refer(Sample.objects.visible_to(actor), "sample", number=entry.sample)
    actor.require(Permission.ENTER_RESULT)
    sample = lock(Sample.objects.all(), [sample.pk])[sample.pk]
    place = _place(sample, entry)
    require_authorised(actor, [place.request.method], Meaning.TEST)
    refuse_closed(place.request)
    now = measured(place.analyte, entry.value, entry.unit)
    reason = ""
    if place.before is not None:
        reason = why(place.before, entry.reason)
        raise_version(place.before, version)
    result = put(actor, *place[:2], now, before=place.before, reason=reason)
    settle(place.request)
    start_work(actor, sample, place.request.method.code)
    _record(actor, result, place.before)
    emit(ResultsEntered(request_ids=(place.request.pk,)))
    return result


def _place(sample: Sample, entry: ResultEntry) -> Place:
    requests = sample.tests.exclude(status=RequestStatus.CANCELLED)
    request = (
        requests.filter(method__code=entry.method)
        .select_related("method__facility", "facility")
        .first()
    )
    if request is None:
        raise Invalid(
            _("%(method)s was not asked for on %(sample)s: request the test first.")
            % {"method": entry.method, "sample": sample.number},
            field="method",
            code="not_requested",
        )
    request.sample = sample
    analyte = refer(request.method.analytes.all(), "analyte", code=entry.analyte)
    before = request.results.current().filter(analyte=analyte).select_related("analyte").first()
    if before is not None:
        before.request = request
    return Place(request, analyte, before)


def _record(actor: Actor, result: Result, before: Result | None) -> None:
    log.record(
        actor,
        "enter_result",
        result,
        before={"typed": before.typed, "unit": before.typed_unit} if before else None,
        after={
            "sample": result.request.sample.number,
            "analyte": result.analyte.code,
            "typed": result.typed,
            "unit": result.typed_unit,
            "reported": result.reported,
        },
        reason=result.reason,
    )

"""Writes a version of a result, and lets request and sample stand where the results say."""

from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from pilotbase.accounts.actor import Actor
from pilotbase.core import clock
from pilotbase.core.errors import Conflict, Invalid
from samples import custody
from samples.choices import CustodyType, RequestStatus, ResultStatus, SampleStatus
from samples.models import Analyte, ImportFile, Result, Sample, TestRequest
from samples.testing.evaluating import Measured

OPEN = (RequestStatus.REQUESTED, RequestStatus.ENTERED)


class NotReceived(Conflict):
    code = "not_received"


class AlreadyReported(Conflict):
    code = "already_reported"


class AlreadyEntered(Invalid):
    code = "already_entered"


@dataclass(frozen=True)
class Origin:
    """Where a value comes from: typed, or a row of a file."""

    file: ImportFile | None = None
    row: int | None = None


TYPED = Origin()


def refuse_closed(request: TestRequest) -> None:
    """Raises NotReceived or AlreadyReported: no value may be entered now.

    The request comes with its sample and method.
    """
    if request.sample.received_at is None:
        raise NotReceived(
            _("%(sample)s has not been received by the laboratory yet: receive it first.")
            % {"sample": request.sample.number}
        )
    if request.status == RequestStatus.REPORTED:
        raise AlreadyReported(
            _("%(method)s of %(sample)s stands in an issued report, which never changes.")
            % {"method": request.method.code, "sample": request.sample.number}
        )


def is_same(before: Result, now: Measured) -> bool:
    """Whether entering it again says nothing new."""
    sent_back = before.status == ResultStatus.REJECTED
    return not sent_back and (before.typed, before.typed_unit) == (now.typed, now.unit)


def why(before: Result, reason: str) -> str:
    """Why a value is replaced; the first stays visible. What sent it back is reason enough.

    Raises AlreadyEntered without any.
    """
    if not reason and before.status == ResultStatus.REJECTED:
        return before.review_note
    if not reason:
        raise AlreadyEntered(
            _("%(analyte)s of %(sample)s is entered as %(value)s: say why it is replaced.")
            % {
                "analyte": before.analyte.code,
                "sample": before.request.sample.number,
                "value": f"{before.reported} {before.unit}".strip(),
            },
            field="reason",
        )
    return reason


def put(  # noqa: PLR0913  (the parts of one result)
    actor: Actor,
    request: TestRequest,
    analyte: Analyte,
    now: Measured,
    *,
    before: Result | None = None,
    reason: str = "",
    origin: Origin = TYPED,
) -> Result:
    """Store a value, as the version after ``before``. The caller has locked the sample."""
    if before is not None:
        Result.objects.filter(pk=before.pk).update(
            status=ResultStatus.REPLACED, version=F("version") + 1
        )
    return Result.objects.create(
        request=request,
        analyte=analyte,
        facility=request.facility,
        organisation_id=request.organisation_id,
        revision=before.revision + 1 if before else 1,
        replaces=before,
        typed=now.typed,
        typed_unit=now.unit,
        value=now.value,
        qualifier=now.reported.qualifier.value,
        reported=now.reported.text,
        unit=analyte.unit,
        verdict=now.verdict,
        status=ResultStatus.ENTERED,
        file=origin.file,
        row=origin.row,
        reason=reason,
        entered_by=actor.person(),
        entered_at=clock.now(),
    )


def settle(request: TestRequest) -> RequestStatus:
    """Let the request stand where its current results say; every analyte counts."""
    wanted = request.method.analytes.count()
    found = list(request.results.current().values_list("status", flat=True))
    good = [one for one in found if one != ResultStatus.REJECTED]
    status = RequestStatus.REQUESTED
    if len(good) == wanted:
        done = all(one == ResultStatus.APPROVED for one in good)
        status = RequestStatus.APPROVED if done else RequestStatus.ENTERED
    if status != request.status:
        request.status = status
        TestRequest.objects.filter(pk=request.pk).update(status=status, version=F("version") + 1)
    return status


def start_work(actor: Actor, sample: Sample, method: str) -> None:
    """The chain says when work on a sample begins, and when it begins again."""
    if sample.status in (SampleStatus.RECEIVED, SampleStatus.TESTED):
        custody.append(sample, actor, CustodyType.TEST_STARTED, {"method": method})


def finish_work(actor: Actor, sample: Sample) -> None:
    """Once nothing that was asked of the sample is open, the chain says so."""
    if sample.status == SampleStatus.IN_TEST and not sample.tests.filter(status__in=OPEN).exists():
        methods = sorted(
            sample.tests.exclude(status=RequestStatus.CANCELLED).values_list(
                "method__code", flat=True
            )
        )
        custody.append(sample, actor, CustodyType.TEST_FINISHED, {"methods": methods})

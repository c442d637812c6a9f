"""Ask for tests on a sample: each method once, at its owner's price today, with a promised day."""

from decimal import Decimal

from django.utils.translation import gettext as _

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.calendar import calendar_of
from pilotbase.accounts.permissions import Permission
from pilotbase.audit import log
from pilotbase.core import clock
from pilotbase.core.access import find, refer
from pilotbase.core.errors import Conflict
from pilotbase.core.events import emit
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb
from samples.choices import RequestStatus, SampleStatus
from samples.events import TestsRequested
from samples.models import Sample, TestMethod, TestRequest
from samples.schemas.testing import TestsWanted
from samples.testing.charging import known_prices


class NothingToTest(Conflict):
    code = "sample_rejected"


class AlreadyRequested(Conflict):
    code = "already_requested"


@verb
def request_tests(actor: Actor, number: str, wanted: TestsWanted) -> list[TestRequest]:
    """Raises Missing, NotAllowed, NothingToTest, AlreadyRequested, NoPrice, Invalid."""
    sample = find(Sample.objects.visible_to(actor), number=number)
    actor.require(Permission.REQUEST_TESTS)
    sample = lock(Sample.objects.select_related("facility"), [sample.pk])[sample.pk]
    if sample.status == SampleStatus.REJECTED:
        raise NothingToTest(
            _("%(sample)s was rejected on receipt: nothing can be tested on it.")
            % {"sample": sample.number}
        )
    methods = _methods(sample, wanted)
    _refuse_twice(sample, methods)
    priced = known_prices(methods, sample)
    requests = [_request(actor, sample, method, priced[method.pk]) for method in methods]
    after = {"methods": [method.code for method in methods]}
    log.record(actor, "request_tests", sample, after=after)
    emit(TestsRequested(sample_id=sample.pk, request_ids=tuple(r.pk for r in requests)))
    return requests


def _methods(sample: Sample, wanted: TestsWanted) -> list[TestMethod]:
    """The newest edition of each method that is valid today."""
    today = sample.facility.local(clock.now()).date()
    valid = TestMethod.objects.filter(facility=sample.facility).valid_on(today)
    newest_first = valid.order_by("-valid_from", "-pk")
    return [
        refer(newest_first, f"tests.{n}.method", code=test.method)
        for n, test in enumerate(wanted.tests)
    ]


def _refuse_twice(sample: Sample, methods: list[TestMethod]) -> None:
    open_ones = sample.tests.exclude(status=RequestStatus.CANCELLED)
    asked = set(open_ones.values_list("method__code", flat=True))
    for n, method in enumerate(methods):
        if method.code in asked:
            raise AlreadyRequested(
                _("%(method)s is already asked for on %(sample)s.")
                % {"method": method.code, "sample": sample.number},
                field=f"tests.{n}.method",
            )
        asked.add(method.code)


def _request(actor: Actor, sample: Sample, method: TestMethod, price: Decimal) -> TestRequest:
    now = clock.now()
    today = sample.facility.local(now).date()
    return TestRequest.objects.create(
        sample=sample,
        method=method,
        facility=sample.facility,
        organisation_id=sample.organisation_id,
        requested_by=actor.person(),
        requested_at=now,
        due_on=calendar_of(sample.facility).after(today, method.turnaround_days),
        price=price,
        status=RequestStatus.REQUESTED,
    )

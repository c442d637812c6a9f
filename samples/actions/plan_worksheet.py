"""Plan a worksheet: requests of one method that are worked together, under one number."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit import log
from pilotbase.core import clock
from pilotbase.core.access import refer
from pilotbase.core.errors import Conflict, Invalid
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb
from pilotbase.records.numbers import next_number
from samples.models import Sample, TestRequest, Worksheet
from samples.schemas.testing import WorksheetPlan
from samples.testing.values import OPEN


class NotWaiting(Conflict):
    code = "not_waiting"


@verb
def plan_worksheet(actor: Actor, plan: WorksheetPlan) -> Worksheet:
    """Raises NotAllowed, Invalid for what cannot stand together, NotWaiting for what is taken."""
    visible = TestRequest.objects.visible_to(actor)
    samples = [
        refer(visible, f"requests.{n}", pk=pk).sample_id for n, pk in enumerate(plan.requests)
    ]
    actor.require(Permission.ENTER_RESULT)
    lock(Sample.objects.all(), samples)
    requests = list(
        visible.filter(pk__in=plan.requests).select_related("method", "sample", "worksheet")
    )
    _refuse_mixed(requests)
    _refuse_taken(requests)
    worksheet = _make(actor, requests[0], plan.title)
    TestRequest.objects.filter(pk__in=plan.requests).update(worksheet=worksheet)
    samples_named = sorted(request.sample.number for request in requests)
    log.record(actor, "plan_worksheet", worksheet, after={"samples": samples_named})
    return worksheet


def _refuse_mixed(requests: Iterable[TestRequest]) -> None:
    methods = sorted({f"{r.method.code} {r.method.edition}" for r in requests})
    if len(methods) > 1:
        raise Invalid(
            _("A worksheet holds one method; these are %(methods)s.")
            % {"methods": ", ".join(methods)},
            field="requests",
            code="methods_mixed",
        )


def _refuse_taken(requests: Iterable[TestRequest]) -> None:
    for request in requests:
        if request.worksheet is not None or request.status not in OPEN:
            place = request.worksheet.number if request.worksheet else request.get_status_display()
            raise NotWaiting(
                _("%(method)s of %(sample)s does not wait for a worksheet: %(place)s.")
                % {"method": request.method.code, "sample": request.sample.number, "place": place},
                field="requests",
            )


def _make(actor: Actor, first: TestRequest, title: str) -> Worksheet:
    now = clock.now()
    year = str(first.facility.local(now).year)
    return Worksheet.objects.create(
        number=f"W-{year}-{next_number('worksheet', year):04d}",
        facility=first.facility,
        method=first.method,
        title=title,
        made_at=now,
        made_by=actor.person(),
    )

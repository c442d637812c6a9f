"""Hand in samples for testing without a run (送样): one or a whole manifest, all or none."""

from collections import Counter
from datetime import UTC
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import Project
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import refer
from pilotbase.core.errors import Invalid
from pilotbase.core.events import emit
from pilotbase.core.units import millilitres
from pilotbase.core.verbs import verb
from pilotbase.records.numbers import next_numbers
from samples import custody
from samples.choices import CustodyType
from samples.custody import handing
from samples.errors import ProjectNotOpen
from samples.events import SamplesRegistered
from samples.models import Sample
from samples.policy import check_claimed
from samples.schemas.sample import Delivery, DeliveryLine


@verb
def deliver(actor: Actor, delivery: Delivery) -> list[Sample]:
    """Raises Invalid (naming the line), NotAllowed and ProjectNotOpen."""
    project = refer(Project.objects.visible_to(actor), "project", code=delivery.project)
    actor.require(Permission.DELIVER_SAMPLE)
    _check_open(project)
    _check_marks(delivery)
    samples = [_sample(actor, project, line, n) for n, line in enumerate(delivery.lines)]
    receipt = _receipt(actor, delivery)
    year = project.facility.local(clock.now()).year
    for sample, n in zip(samples, next_numbers("sample", str(year), len(samples)), strict=True):
        sample.number = f"S-{year}-{n:05d}"
    custody.begin(samples, actor, CustodyType.REGISTERED, clock.now(), {"said_by": "client"})
    for sample in samples:
        record(actor, "sample.delivered", sample, after=custody.registered(sample))
    if receipt is not None:
        nobody = [None] * len(samples)
        handing.write(samples, actor, CustodyType.RECEIVED, receipt, clock.now(), nobody)
    emit(SamplesRegistered(tuple(sample.pk for sample in samples)))
    return samples


def _check_open(project: Project) -> None:
    if not project.approved_on(project.facility.local(clock.now()).date()):
        raise ProjectNotOpen(
            _("Project %(code)s is not approved today. The biosafety officer approves it.")
            % {"code": project.code},
            field="project",
        )


def _check_marks(delivery: Delivery) -> None:
    """Two tubes with one mark cannot be told apart."""
    marks = Counter(line.client_mark for line in delivery.lines)
    for n, line in enumerate(delivery.lines):
        if marks[line.client_mark] > 1:
            raise Invalid(
                _("The mark %(mark)s is there twice.") % {"mark": line.client_mark},
                field=f"lines.{n}.client_mark",
                code="mark_twice",
            )


def _receipt(actor: Actor, delivery: Delivery) -> dict[str, Any] | None:
    """The lab's own receipt, when it registers what it already has in its hands."""
    if delivery.receipt is None:
        return None
    handing.require_laboratory(actor)
    return handing.receipt_facts(actor, delivery.receipt)


def _sample(actor: Actor, project: Project, line: DeliveryLine, n: int) -> Sample:
    now = clock.now()
    if line.drawn_at is not None:
        check_claimed(line.drawn_at, now, None, field=f"lines.{n}.drawn_at")
    return Sample(
        facility=project.facility,
        organisation_id=project.organisation_id,
        project=project,
        kind=line.kind,
        client_mark=line.client_mark,
        description=line.description,
        batch=line.batch,
        drawn_at=line.drawn_at and line.drawn_at.astimezone(UTC),
        volume_ml=_millilitres(line, f"lines.{n}.volume"),
        container=line.container,
        storage=line.storage,
        containment=project.containment,
        gmo=project.gmo,
        registered_by=actor.user,
        registered_at=now,
    )


def _millilitres(line: DeliveryLine, field: str) -> Decimal | None:
    volume = line.volume
    return millilitres(volume.value, volume.unit, field=field) if volume else None

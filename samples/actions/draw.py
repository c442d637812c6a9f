"""Draw a sample from a running vessel: the run, its process time and its values come along."""

from datetime import UTC, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bookings.models import Booking, Run
from equipment.models import Equipment
from equipment.telemetry import trends
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import refer
from pilotbase.core.events import emit
from pilotbase.core.units import millilitres
from pilotbase.core.verbs import verb
from pilotbase.records.numbers import next_number
from samples import custody
from samples.choices import CustodyType
from samples.errors import NoRun
from samples.events import SamplesRegistered
from samples.models import Sample
from samples.policy import check_claimed
from samples.schemas.sample import Drawing, DrawnFrom


@verb
def draw(actor: Actor, drawing: Drawing) -> Sample:
    """Raises Invalid (missing, wrong unit or time), NotAllowed and NoRun."""
    at = (drawing.at or clock.now()).astimezone(UTC)
    runs = _runs(actor, drawing.drawn_from)
    actor.require(Permission.DRAW_SAMPLE)
    check_claimed(at, clock.now(), None)
    sample = _sample(actor, drawing, _run_at(runs, at, drawing.drawn_from), at)
    said = {"volume": drawing.volume.model_dump()}
    custody.begin([sample], actor, CustodyType.COLLECTED, at, said)
    record(actor, "sample.drawn", sample, after=custody.registered(sample))
    emit(SamplesRegistered((sample.pk,)))
    return sample


def _runs(actor: Actor, source: DrawnFrom) -> QuerySet[Run]:
    runs = Run.objects.visible_to(actor).select_related("facility", "project", "equipment")
    if source.run is not None:
        return runs.filter(pk=refer(runs, "drawn_from.run", number=source.run).pk)
    if source.booking is not None:
        bookings = Booking.objects.visible_to(actor)
        booking = refer(bookings, "drawn_from.booking", number=source.booking)
        return runs.filter(stage__booking=booking, stage__position=source.stage)
    machines = Equipment.objects.all()
    return runs.filter(equipment=refer(machines, "drawn_from.equipment", tag=source.equipment))


def _run_at(runs: QuerySet[Run], at: datetime, source: DrawnFrom) -> Run:
    """The run that was going at that time: a sample may be written down after its end."""
    going = runs.filter(Q(ended_at=None) | Q(ended_at__gte=at), started_at__lte=at)
    run = going.order_by("-started_at").first()
    if run is None:
        raise NoRun(
            _("%(name)s had no run going at that time. Start the run first, then draw.")
            % {"name": getattr(source, source.named)},
            field=f"drawn_from.{source.named}",
        )
    return run


def _sample(actor: Actor, drawing: Drawing, run: Run, at: datetime) -> Sample:
    now, volume = clock.now(), drawing.volume
    year = run.facility.local(now).year
    return Sample(
        facility=run.facility,
        organisation_id=run.organisation_id,
        project=run.project,
        run=run,
        equipment=run.equipment,
        kind=drawing.kind,
        description=drawing.description,
        client_mark=drawing.client_mark,
        batch=drawing.batch,
        port=drawing.drawn_from.port,
        drawn_at=at,
        process_time=run.process_time(at),
        sensors=trends.snapshot(run.equipment_id, at),
        volume_ml=millilitres(volume.value, volume.unit, field="volume"),
        container=drawing.container,
        storage=drawing.storage,
        containment=run.project.containment,
        gmo=run.project.gmo,
        registered_by=actor.user,
        registered_at=now,
        number=f"S-{year}-{next_number('sample', str(year)):05d}",  # last: it locks
    )

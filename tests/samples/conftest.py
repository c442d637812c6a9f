"""A run to draw from, and samples in people's hands."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from bookings.choices import BookingStatus, StageStatus
from bookings.models import Booking, Run, Stage
from pilotbase.accounts.choices import PriceClass
from pilotbase.accounts.models import Project
from pilotbase.core.timespan import Span
from samples.actions.deliver import deliver
from samples.actions.draw import draw
from samples.choices import SampleKind, Storage
from samples.models import Sample, TestMethod
from samples.schemas.sample import Delivery, DeliveryLine, Drawing, DrawnFrom, Volume
from tests.factories import Plant
from tests.people import Cast
from tests.samples.lab import received, the_methods

STARTED = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
NOON = STARTED + timedelta(hours=12)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def run(cast: Cast, plant: Plant, project: Project) -> Run:
    """On BR300-1 since STARTED; process time counts from two hours later."""
    span = Span(start=STARTED, end=STARTED + timedelta(hours=72))
    booking = Booking.objects.create(
        number="B-2026-000123",
        facility=cast.facility,
        organisation=cast.startup,
        project=project,
        booked_by=cast.lin,
        made_at=STARTED - timedelta(days=9),
        asked_at=STARTED - timedelta(days=9),
        status=BookingStatus.IN_USE,
        price=Decimal(0),
        price_class=PriceClass.EXTERNAL,
    )
    stage = Stage.objects.create(
        booking=booking,
        position=1,
        equipment=plant.br300,
        run_start=span.start,
        run_end=span.end,
        status=StageStatus.RUNNING,
    )
    return Run.objects.create(
        number="R-2026-0113",
        stage=stage,
        equipment=plant.br300,
        facility=cast.facility,
        organisation=cast.startup,
        project=project,
        started_at=span.start,
        started_by=cast.operator,
        zero_at=span.start + timedelta(hours=2),
    )


def drawing(**more: object) -> Drawing:
    said = {
        "kind": SampleKind.BROTH,
        "drawn_from": DrawnFrom(run="R-2026-0113", port="harvest"),
        "volume": Volume(value=Decimal(50), unit="mL"),
        "storage": Storage.FRIDGE,
        **more,
    }
    return Drawing.model_validate(said)


def delivery(count: int = 1, **more: object) -> Delivery:
    lines = [
        DeliveryLine(client_mark=f"RK-{n}", kind=SampleKind.SUPERNATANT, storage=Storage.FRIDGE)
        for n in range(1, count + 1)
    ]
    return Delivery.model_validate({"project": "P-0004", "lines": tuple(lines), **more})


@pytest.fixture
def drawn(cast: Cast, run: Run) -> Sample:
    """A sample that the operator drew, in her hands."""
    return draw(cast.actor("operator"), drawing(at=NOON))


@pytest.fixture
def delivered(cast: Cast, project: Project) -> list[Sample]:
    """Three samples that Lin registered, in her hands."""
    return deliver(cast.actor("lin"), delivery(3))


@pytest.fixture
def methods(cast: Cast) -> dict[str, TestMethod]:
    """HPLC-TITER with five analytes in g/L, GC-ISOP with one in mg/L and a limit."""
    return the_methods(cast)


@pytest.fixture
def tested(cast: Cast, project: Project, methods: dict[str, TestMethod]) -> Sample:
    """One sample that the laboratory has received, and nothing asked of it yet."""
    return received(cast, ["RK-B1"])[0]

from datetime import timedelta
from decimal import Decimal

import pytest

from bookings.models import Run
from equipment.models import Reading, Tag
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock, events
from pilotbase.core.errors import Invalid, NotAllowed, PilotError
from samples.actions.draw import draw
from samples.choices import CustodyType, SampleStatus
from samples.errors import NoRun
from samples.events import SamplesRegistered
from samples.models import Sample
from samples.schemas.sample import DrawnFrom, Volume
from tests.people import Cast
from tests.samples.conftest import NOON, STARTED, drawing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(NOON):
        yield


def test_run_process_time_volume_and_values_come_along(cast: Cast, run: Run) -> None:
    tic, ph = Tag.objects.get(code="TIC"), Tag.objects.get(code="PH")
    for tag, ago, value in [(tic, 90, 20.0), (tic, 30, 30.004), (tic, -5, 99.0), (ph, 61, 7.0)]:
        Reading.objects.create(tag=tag, at=NOON - timedelta(seconds=ago), value=value)
    with events.heard(SamplesRegistered) as told:
        sample = draw(cast.actor("operator"), drawing())
    sample.refresh_from_db()
    assert sample.number == "S-2026-00001"
    assert (sample.run, sample.equipment, sample.project) == (run, run.equipment, run.project)
    assert (sample.organisation, sample.facility) == (cast.startup, cast.facility)
    assert sample.process_time == timedelta(hours=10)
    assert (sample.volume_ml, sample.port, sample.gmo) == (Decimal(50), "harvest", True)
    assert (sample.status, sample.custodian) == (SampleStatus.COLLECTED, cast.operator)
    assert list(sample.sensors) == ["TIC"]  # the newest that is not older than a minute
    assert (sample.sensors["TIC"]["value"], sample.sensors["TIC"]["unit"]) == ("30.00", "degC")
    link = sample.custody.get()
    assert (link.type, link.occurred_at) == (CustodyType.COLLECTED, NOON)
    assert link.facts["sample"]["sensors"] == sample.sensors
    assert link.facts["volume"] == {"value": "50", "unit": "mL"}
    assert told == [SamplesRegistered((sample.pk,))]
    assert AuditEntry.objects.filter(verb="sample.drawn").count() == 1


@pytest.mark.parametrize(
    "source",
    [
        DrawnFrom(run="R-2026-0113"),
        DrawnFrom(booking="B-2026-000123", stage=1),
        DrawnFrom(equipment="BR300-1"),
    ],
    ids=["run", "booking", "equipment"],
)
def test_the_vessel_by_any_of_its_names(cast: Cast, run: Run, source: DrawnFrom) -> None:
    assert draw(cast.actor("technician"), drawing(drawn_from=source)).run == run


def test_volumes_are_checked_for_their_unit(cast: Cast, run: Run) -> None:
    sample = draw(cast.actor("operator"), drawing(volume=Volume(value=Decimal("0.5"), unit="L")))
    assert sample.volume_ml == Decimal(500)
    with pytest.raises(Invalid) as refused:
        draw(cast.actor("operator"), drawing(volume=Volume(value=Decimal(5), unit="g")))
    assert (refused.value.code, refused.value.field) == ("unit", "volume")


@pytest.mark.parametrize(
    ("at", "refusal"),
    [
        (STARTED, None),
        (NOON + timedelta(minutes=2), None),
        (NOON + timedelta(minutes=3), "in_the_future"),
        (STARTED - timedelta(minutes=1), "no_run"),
    ],
)
def test_a_sample_is_drawn_while_the_run_is_going(
    cast: Cast, run: Run, at: object, refusal: str | None
) -> None:
    said = drawing(at=at, drawn_from=DrawnFrom(equipment="BR300-1"))
    if refusal is None:
        assert draw(cast.actor("operator"), said).drawn_at == at
        return
    with pytest.raises(PilotError) as refused:
        draw(cast.actor("operator"), said)
    assert refused.value.code == refusal


def test_it_may_be_written_down_after_the_run_ended(cast: Cast, run: Run) -> None:
    Run.objects.update(ended_at=NOON - timedelta(hours=1))
    before = NOON - timedelta(hours=2)
    assert draw(cast.actor("operator"), drawing(at=before)).process_time == timedelta(hours=8)
    with pytest.raises(NoRun, match="R-2026-0113 had no run going at that time"):
        draw(cast.actor("operator"), drawing())


def test_numbers_have_no_gaps(cast: Cast, run: Run) -> None:
    for _ in range(2):
        draw(cast.actor("operator"), drawing())
    with pytest.raises(Invalid):
        draw(cast.actor("operator"), drawing(volume=Volume(value=Decimal(5), unit="g")))
    assert draw(cast.actor("operator"), drawing()).number == "S-2026-00003"


@pytest.mark.parametrize(
    ("source", "field"),
    [
        (DrawnFrom(run="R-2026-0113"), "drawn_from.run"),
        (DrawnFrom(booking="B-2026-000123"), "drawn_from.booking"),
    ],
)
def test_to_a_competitor_the_run_is_missing(
    cast: Cast, run: Run, source: DrawnFrom, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        draw(cast.actor("eve"), drawing(drawn_from=source))
    assert (refused.value.code, refused.value.field) == ("missing", field)
    with pytest.raises(NotAllowed):
        draw(cast.actor("eve"), drawing(drawn_from=DrawnFrom(equipment="BR300-1")))
    assert not Sample.objects.exists()


@pytest.mark.parametrize("who", ["lin", "reviewer", "quality", "admin"])
def test_only_operators_and_technicians_draw(cast: Cast, run: Run, who: str) -> None:
    with pytest.raises((NotAllowed, Invalid)):
        draw(cast.actor(who), drawing())

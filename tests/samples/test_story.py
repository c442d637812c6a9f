"""A chain as people read it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from pilotbase.accounts.actor import acting, job
from pilotbase.core import clock
from samples import custody
from samples.actions.correct import correct
from samples.actions.hand_over import hand_over
from samples.actions.label import label
from samples.actions.receive import receive
from samples.actions.reject import reject
from samples.actions.relinquish import relinquish
from samples.actions.withdraw import withdraw
from samples.choices import CustodyType
from samples.custody import Break
from samples.custody.story import Told, tell, values
from samples.models import Sample
from samples.queries import links_of
from samples.schemas.sample import (
    Correction,
    HandOver,
    Receiving,
    Rejecting,
    Relinquishing,
    Volume,
    Withdrawing,
)
from tests.people import Cast
from tests.samples.conftest import NOON

pytestmark = pytest.mark.django_db
TECHNICIAN = "technician@demo.test"


def told(sample: Sample, found: Break | None = None) -> list[Told]:
    sample = Sample.objects.select_related("equipment").get(pk=sample.pk)
    return tell(sample, links_of(sample), found)


def plainly(lines: list[str]) -> list[str]:
    return [line.replace("\u00a0", " ") for line in lines]


@pytest.fixture
def lived(cast: Cast, drawn: Sample) -> Sample:
    """All that can happen to a sample has happened to it."""
    with clock.at(NOON + timedelta(minutes=1)):
        _handed_over(cast, drawn.number)
    with clock.at(NOON + timedelta(minutes=30)):
        _in_the_laboratory(cast, drawn.number)
    return drawn


def _handed_over(cast: Cast, number: str) -> None:
    operator, seal = cast.actor("operator"), {"number": "A-1021", "state": "intact"}
    label(operator, number, "tube")
    relinquish(operator, number, Relinquishing(to="colleague@demo.test"))
    withdraw(operator, number, Withdrawing(reason="off duty"))
    offer = {"to": TECHNICIAN, "seal": seal, "reason": "titer", "at": clock.now()}
    relinquish(operator, number, Relinquishing.model_validate(offer))
    said = {"condition": "warm", "temperature": {"value": "11.5", "unit": "degC"}}
    rejecting = Rejecting.model_validate({**said, "note": "no ice"})
    reject(cast.actor("technician"), number, rejecting)
    relinquish(operator, number, Relinquishing(to=TECHNICIAN))


def _in_the_laboratory(cast: Cast, number: str) -> None:
    technician = cast.actor("technician")
    said = {"condition": "ok", "at": NOON + timedelta(minutes=20)}
    receive(technician, number, Receiving.model_validate(said))
    less = Volume(value=Decimal(38), unit="mL")
    version = Sample.objects.get().version
    sample = correct(technician, number, version, Correction(reason="spun down", volume=less))
    for kind in (CustodyType.TEST_STARTED, CustodyType.TEST_FINISHED):
        custody.append(sample, technician, kind, {})
    custody.append(sample, job("import"), CustodyType.ATTACHED, {"name": "peaks.csv"})


def test_the_whole_life_of_a_sample(lived: Sample) -> None:
    story = told(lived)
    assert [(event.title, event.dot) for event in story] == [
        ("Drawn by Operator", "one"),
        ("Labelled by Operator", "env"),
        ("Operator hands it to Colleague", "one"),
        ("Operator took the hand-over back", "env"),
        ("Operator hands it to Technician", "one"),
        ("Technician refused it from Operator", "pair"),
        ("Operator hands it to Technician", "one"),
        ("Technician received it from Operator", "pair"),
        ("Corrected by Technician", "env"),
        ("Tests begun by Technician", "env"),
        ("Tests finished", "env"),
        ("the plant added a file", "env"),
    ]
    lines = [plainly(event.lines) for event in story]
    assert lines[0][0] == "BR300-1 harvest · 50 mL"
    assert lines[3] == ["off duty"]
    assert lines[4] == ["seal A-1021: Intact · titer"]
    assert lines[5] == ["Too warm · 11.5 °C · both signed", "no ice"]
    assert lines[7][0] == "In order · both signed"
    assert lines[7][1].startswith("written down 11-24")  # ten minutes after it happened
    assert lines[8] == ["volume (mL): “50” became “38”", "spun down"]
    assert lines[11] == ["peaks.csv"]
    assert all(event.is_intact for event in story)


def test_an_open_offer_waits(cast: Cast, drawn: Sample) -> None:
    relinquish(cast.actor("operator"), drawn.number, Relinquishing(to=TECHNICIAN))
    last = told(drawn)[-1]
    assert (last.is_open, last.dot) == (True, "open")
    assert last.lines == ["signed by one; the receiver has not confirmed yet"]


def test_nothing_is_vouched_for_from_the_break_on(cast: Cast, drawn: Sample) -> None:
    label(cast.actor("operator"), drawn.number, "tube")
    hand_over(
        cast.actor("operator"),
        drawn.number,
        HandOver.model_validate({"to": TECHNICIAN, "receipt": {"condition": "ok"}}),
    )
    story = told(drawn, Break(2, "it is not as it was written"))
    assert [event.is_intact for event in story] == [True, False, False, False]
    assert all(len(event.hash) == 64 for event in story)


def test_sensors_are_read_with_their_units() -> None:
    said = {
        "TIC": {"value": "37.0", "unit": "degC", "simulated": "true"},
        "PH": {"value": "7.01", "unit": "pH", "simulated": "false"},
    }
    shown = [(value.name, *plainly([value.text]), value.simulated) for value in values(said)]
    assert shown == [("TIC", "37.0 °C", True), ("PH", "7.01", False)]


def test_a_job_confirms_by_its_door(cast: Cast, delivered: list[Sample]) -> None:
    """The history of a demonstration is made by the real verbs, without PINs."""
    lin = acting(cast.lin, "command")
    number = delivered[0].number
    (link,) = relinquish(lin, number, Relinquishing(to=TECHNICIAN))
    assert link.facts["confirmed_by"] == "command"

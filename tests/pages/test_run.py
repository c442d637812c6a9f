"""A run's page: curves and results on one axis, for its tenant and the staff alone."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.actions.finish_run import finish_run
from bookings.actions.log_phase import log_phase
from bookings.actions.start_run import start_run
from bookings.choices import RunEventKind
from bookings.models import Run
from bookings.schemas.runs import Finish, Phase, StageRef
from equipment import statelog
from equipment.choices import MachineState, Priority, Source
from equipment.models import Alarm, CurrentState, Tag
from equipment.telemetry.store import NewReading, append
from pilotbase.accounts.actor import job
from pilotbase.accounts.models import Project
from pilotbase.core import clock
from samples.actions.draw import draw
from samples.actions.review_result import review_result
from samples.choices import SampleKind, Storage
from samples.models import Sample
from samples.schemas.sample import Drawing, DrawnFrom, Volume
from tests.bookings.standing import a_booking
from tests.factories import Plant
from tests.people import Cast
from tests.samples.lab import APPROVE, GC, entered, requested, the_methods

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 24, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
S = MachineState


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@pytest.fixture
def run(cast: Cast, plant: Plant, project: Project) -> Run:
    """In use since START - 8 h, inoculated at START, growing since an hour later."""
    booking = a_booking(project, plant.br300, START, START + hours(72))
    operator = cast.actor("operator")
    with clock.at(START - hours(8)):
        started = start_run(operator, booking.number, StageRef(stage=1))
        log_phase(operator, started.number, Phase(state=S.SIP))
    with clock.at(START):
        log_phase(operator, started.number, Phase(state=S.INOCULATION, text="10 %"))
    with clock.at(START + hours(1)):
        log_phase(operator, started.number, Phase(state=S.GROWTH))
        log_phase(operator, started.number, Phase(kind=RunEventKind.NOTE, text="foam"))
    started.refresh_from_db()
    return started


def readings(plant: Plant, *values: tuple[float, float], code: str = "TIC") -> None:
    tag = Tag.objects.get(equipment=plant.br300, code=code)
    append(NewReading(tag.pk, START + hours(at), value, simulated=True) for at, value in values)


def a_sample(cast: Cast, run: Run, after: float) -> Sample:
    with clock.at(START + hours(after)):
        return draw(
            cast.actor("operator"),
            Drawing(
                kind=SampleKind.BROTH,
                drawn_from=DrawnFrom(booking=run.stage.booking.number, stage=1, port="harvest"),
                volume=Volume(value="20", unit="mL"),
                container="50 mL tube",
                storage=Storage.FRIDGE,
            ),
        )


def page(client: Client, run: Run, after: float = 10) -> str:
    with clock.at(START + hours(after)):
        answer = client.get(f"/runs/{run.number}", headers={"accept-language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


def drawn(client: Client, run: Run, after: float = 10) -> Any:
    with clock.at(START + hours(after)):
        answer = client.get(f"/runs/{run.number}/curves.json", headers={"accept-language": "en"})
    assert answer.status_code == 200
    return answer.json()


def test_the_page_answers(cast: Cast, run: Run) -> None:
    html = page(cast.client("lin"), run)
    assert run.number in html
    assert "Batch growth for" in html
    assert "inoculated" in html
    assert "foam" in html
    assert "Log a phase" not in html
    assert "Log a phase" in page(cast.client("operator"), run)


@pytest.mark.parametrize("path", ["", "/curves.json", "/now"])
def test_strangers_find_nothing(cast: Cast, run: Run, path: str) -> None:
    for name in ("eve", "admin"):
        assert cast.client(name).get(f"/runs/{run.number}{path}").status_code == 404
    assert Client().get(f"/runs/{run.number}{path}").status_code == 302


def test_phases_and_events(cast: Cast, run: Run) -> None:
    data = drawn(cast.client("lin"), run)
    assert datetime.fromisoformat(data["zero"]) == START
    phases = [(p["look"], p["planned"]) for p in data["phases"]]
    assert phases == [("sip", False), ("inoculation", False), ("growth", False), ("", True)]
    assert datetime.fromisoformat(data["end"]) == START + hours(72)
    labels = [event["label"] for event in data["events"]]
    assert labels == ["Inoculation 10 %", "foam"]


def test_curves_are_clipped_to_the_run(cast: Cast, plant: Plant, run: Run) -> None:
    readings(plant, (-9, 99.0), (2, 30.0), (2.01, 31.0), (9, 33.0))
    (panel,) = drawn(cast.client("lin"), run)["panels"]
    assert (panel["key"], panel["unit"], panel["colour"]) == ("TIC", "°C", "t")
    assert panel["simulated"] is True
    assert 99.0 not in panel["values"]
    assert None in panel["values"]  # the silence between is a hole, not a line
    with clock.at(START + hours(9.5)):
        finish_run(cast.actor("operator"), run.number, Finish())
    readings(plant, (10, 77.0))
    data = drawn(cast.client("lin"), run, after=20)
    assert 77.0 not in data["panels"][0]["values"]
    assert (data["now"], datetime.fromisoformat(data["end"])) == (None, START + hours(9.5))


def test_results_stand_at_the_time_of_their_samples(cast: Cast, run: Run) -> None:
    the_methods(cast)
    sample = a_sample(cast, run, 5)
    with clock.at(START + hours(6)):
        requested(cast, sample, GC)
        (waiting,) = drawn(cast.client("lin"), run)["offline"]
        assert waiting["points"][0]["value"] is None
        receive(cast, sample)
        result = entered(cast, sample)
        assert [s["key"] for s in drawn(cast.client("lin"), run)["offline"]] == ["awaited"]
        assert [s["key"] for s in drawn(cast.client("operator"), run)["offline"]] == ["isoprenol"]
        review(cast, result)
    (series,) = drawn(cast.client("lin"), run)["offline"]
    (point,) = series["points"]
    assert (series["key"], series["unit"], series["shape"]) == ("isoprenol", "mg/L", "dot")
    assert datetime.fromisoformat(point["at"]) == START + hours(5)
    assert float(point["value"]) == 818.65
    assert point["url"].endswith(sample.number)
    assert sample.number in page(cast.client("lin"), run)


def receive(cast: Cast, sample: Sample) -> None:
    """As if it had been handed over: the laboratory has it."""
    Sample.objects.filter(pk=sample.pk).update(
        status="received", custodian=cast.technician, received_at=clock.now()
    )


def review(cast: Cast, result: Any) -> None:
    review_result(cast.actor("reviewer"), result.pk, APPROVE)


def test_what_is_true_now(cast: Cast, plant: Plant, run: Run) -> None:
    when = START + hours(10)
    CurrentState.objects.filter(pk=plant.br300.pk).update(
        values={
            "TIC": [37.04, when.isoformat(), "good", True],
            "DO": [31.0, (when - hours(1)).isoformat(), "good", False],
            "PH": [6.9, (START - hours(9)).isoformat(), "good", False],
        }
    )
    html = page(cast.client("lin"), run)
    assert "37.04" in html
    assert "simulated" in html
    assert 'class="pb-old"' in html  # the dissolved oxygen of an hour ago
    assert "6.90" not in html  # that was before the run
    tag = Tag.objects.get(equipment=plant.br300, code="TIC")
    Alarm.objects.create(
        equipment=plant.br300,
        tag=tag,
        code="high",
        priority=Priority.MEDIUM,
        value=40,
        limit=39,
        raised_at=when - hours(1),
    )
    assert "1 alarm stands" in page(cast.client("lin"), run)
    events = drawn(cast.client("lin"), run)["events"]
    assert {"label": "TIC high", "level": "bad"}.items() <= events[-1].items()


def test_a_fault_without_a_tag_is_named(cast: Cast, plant: Plant, run: Run) -> None:
    with clock.at(START + hours(2)):
        statelog.enter(
            plant.br300.pk, S.FAULT, clock.now(), actor=job("gateway"), source=Source.GATEWAY
        )
    assert drawn(cast.client("lin"), run)["events"][-1]["label"] == "Fault"
    assert "1 alarm stands" in page(cast.client("lin"), run)


def test_a_run_without_online_data(cast: Cast, run: Run) -> None:
    with clock.at(START + hours(72)):
        finish_run(cast.actor("operator"), run.number, Finish())
    assert drawn(cast.client("lin"), run, after=80)["panels"] == []
    html = page(cast.client("lin"), run, after=80)
    assert "Accepted" in html
    assert "sent no values" not in html


def test_what_was_typed_is_kept(cast: Cast, run: Run) -> None:
    with clock.at(START + hours(3)):
        answer = cast.client("operator").post(
            f"/runs/{run.number}", {"do": "log", "kind": "note", "state": "", "text": ""}
        )
        wrong_time = cast.client("operator").post(
            f"/runs/{run.number}",
            {"do": "log", "kind": "note", "text": "late", "at": "2026-11-30T08:00"},
        )
    assert answer.status_code == wrong_time.status_code == 422
    assert b"late" in wrong_time.content


def test_queries_stay_constant(cast: Cast, run: Run) -> None:
    client = cast.client("lin")
    a_sample(cast, run, 2)
    with CaptureQueriesContext(connection) as one:
        page(client, run)
    for number in range(20):
        a_sample(cast, run, 3 + number / 10)
        with clock.at(START + hours(6)):
            log_phase(cast.actor("operator"), run.number, Phase(kind=RunEventKind.NOTE, text="x"))
    with CaptureQueriesContext(connection) as twenty:
        page(client, run)
    assert len(twenty) == len(one)


def test_an_alarm_that_is_back_stands_beside_a_run_within_its_limits(
    cast: Cast, plant: Plant, run: Run
) -> None:
    when = START + hours(9)
    alarm = Alarm.objects.create(
        equipment=plant.br300,
        tag=Tag.objects.get(equipment=plant.br300, code="TIC"),
        code="high",
        priority=Priority.MEDIUM,
        value=40,
        limit=39,
        raised_at=when,
    )
    now = f"/runs/{run.number}/now"
    values = {"TIC": [37.2, (START + hours(10)).isoformat(), "good", True]}
    CurrentState.objects.filter(pk=plant.br300.pk).update(values=values)
    with clock.at(START + hours(10)):
        told = cast.client("operator").get(now).content.decode()
        assert 'is-bad">37.20' in told
        assert "pb-note--bad" in told
        assert f"<title>(1) {run.number}" in told
        assert "1 alarm stands" in told
        Alarm.objects.update(cleared_at=when + hours(0.5))
        told = cast.client("operator").get(now).content.decode()
        assert "pb-note--bad" not in told
        assert "37.20" in told
        assert "is-bad" not in told
        assert "TIC back" in told
        assert "everything within its limits" in told
        assert f"<title>(1) {run.number}" in told
        assert f"<title>{run.number}" in cast.client("lin").get(now).content.decode()
        cast.client("operator").post(f"/alarms/{alarm.pk}/acknowledge")
        assert "TIC back" not in cast.client("operator").get(now).content.decode()


def test_the_page_of_a_run_that_ended_meanwhile_is_read_again(cast: Cast, run: Run) -> None:
    with clock.at(START + hours(12)):
        finish_run(cast.actor("operator"), run.number, Finish())
        answer = cast.client("operator").get(f"/runs/{run.number}/now")
    assert (answer.status_code, answer["HX-Refresh"]) == (200, "true")


def test_an_open_page_asks_for_what_came_since(cast: Cast, plant: Plant, run: Run) -> None:
    def later(at: datetime, **asked: Any) -> Any:
        with clock.at(at):
            return cast.client("lin").get(f"/runs/{run.number}/curves.json", asked)

    readings(plant, (-9, 99.0), *((9 + n / 60, 30.0) for n in range(61)))
    whole = later(START + hours(10)).json()
    assert (whole["since"], whole["told"]) == (None, (START + hours(10)).isoformat())
    assert whole["step"] == 30.0
    readings(plant, (10.02, 31.0), (10.1, 33.0))
    asked = {"since": whole["told"], "step": whole["step"]}
    more = later(START + hours(10.1) + timedelta(seconds=1), **asked).json()
    (panel,) = more["panels"]
    assert panel["simulated"] is True
    assert panel["times"][0] >= more["since"] - 60
    assert None in panel["values"]  # the silence between is a hole, not a line
    assert 99.0 not in panel["values"]
    assert more["phases"] == later(START + hours(10.1) + timedelta(seconds=1)).json()["phases"]
    assert later(START + hours(11), since="x", step="1").status_code == 422
    assert later(START + hours(60), since=whole["told"], step="1").json()["since"] is None

"""What is logged in a run: phases that machine and run share, additions, notes."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from pydantic import ValidationError

from bookings.actions.log_phase import log_phase
from bookings.actions.start_run import start_run
from bookings.choices import RunEventKind
from bookings.errors import WrongStatus
from bookings.events import PhaseLogged
from bookings.models import Run, RunEvent
from bookings.schemas.runs import Phase, StageRef
from equipment import statelog
from equipment.choices import MachineState
from equipment.errors import StateUnknown
from equipment.models import StateEntry
from pilotbase.accounts.models import Project
from pilotbase.core import clock, events
from pilotbase.core.errors import Invalid, Missing, NotAllowed
from tests.bookings.standing import a_booking
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 24, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
S = MachineState


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@pytest.fixture
def run(cast: Cast, plant: Plant, project: Project) -> Run:
    booking = a_booking(project, plant.br300, START, START + hours(72))
    with clock.at(START - hours(8)):
        return start_run(cast.actor("operator"), booking.number, StageRef(stage=1))


def by_api(client: Client, number: str, **body: Any) -> Any:
    return client.post(f"/api/v1/runs/{number}/phases", body, content_type="application/json")


def by_page(client: Client, number: str, **body: Any) -> Any:
    return client.post(f"/runs/{number}", {"do": "log", "kind": "phase", **body})


@pytest.mark.parametrize("door", [by_api, by_page])
def test_inoculation_is_zero(cast: Cast, run: Run, door: Any) -> None:
    operator = cast.client("operator")
    with clock.at(START), events.heard(PhaseLogged) as told:
        assert door(operator, run.number, state="INOCULATION").status_code in (201, 302)
    run.refresh_from_db()
    assert (run.zero_at, run.version) == (START, 2)
    assert told == [PhaseLogged(run.pk)]
    entry = StateEntry.objects.get()
    assert (entry.state, entry.at, entry.note) == (S.INOCULATION, START, run.number)
    assert entry.recorded_by == cast.operator
    with clock.at(START + hours(1)):
        assert door(operator, run.number, state="DRYING").status_code == 422
        assert door(operator, run.number).status_code == 422
    assert RunEvent.objects.count() == 1


@pytest.mark.parametrize("door", [by_api, by_page])
def test_who_may_not(cast: Cast, run: Run, door: Any) -> None:
    with clock.at(START):
        assert door(cast.client("eve"), run.number, state="GROWTH").status_code == 404
        assert door(cast.client("lin"), run.number, state="GROWTH").status_code == 403
        assert door(Client(), run.number, state="GROWTH").status_code in (401, 302)
    assert not RunEvent.objects.exists()


def test_later_than_it_happened(cast: Cast, plant: Plant, run: Run) -> None:
    operator = cast.actor("operator")
    with clock.at(START + hours(3)):
        log_phase(operator, run.number, Phase(state=S.GROWTH, at=START + hours(1)))
        log_phase(operator, run.number, Phase(state=S.SIP, at=START - hours(6)))
    assert statelog.state_at(plant.br300.pk, START) == S.SIP
    assert statelog.state_at(plant.br300.pk, START + hours(2)) == S.GROWTH
    assert [event.state for event in run.events.all()] == [S.SIP, S.GROWTH]
    run.refresh_from_db()
    assert run.zero_at == START - hours(8)


@pytest.mark.parametrize("after", [-8.1, 1.1])
def test_not_before_it_began_nor_ahead(cast: Cast, run: Run, after: float) -> None:
    with clock.at(START + hours(1)), pytest.raises(Invalid) as refused:
        log_phase(cast.actor("operator"), run.number, Phase(state=S.SIP, at=START + hours(after)))
    assert refused.value.field == "at"


def test_notes_and_additions_touch_no_machine(cast: Cast, run: Run) -> None:
    with clock.at(START):
        for kind in (RunEventKind.NOTE, RunEventKind.ADDITION):
            log_phase(cast.actor("operator"), run.number, Phase(kind=kind, text="IPTG 0.5 mM"))
    assert [event.text for event in run.events.all()] == ["IPTG 0.5 mM"] * 2
    assert not StateEntry.objects.exists()


@pytest.mark.parametrize(
    "said", [{}, {"kind": "note"}, {"kind": "note", "text": "x", "state": "SIP"}]
)
def test_what_says_nothing(said: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Phase.model_validate(said)


def test_after_the_end_nothing_is_logged(cast: Cast, run: Run) -> None:
    Run.objects.update(ended_at=START)
    with clock.at(START + hours(1)), pytest.raises(WrongStatus):
        log_phase(cast.actor("operator"), run.number, Phase(state=S.GROWTH))


def test_directly_too(cast: Cast, run: Run) -> None:
    with clock.at(START):
        with pytest.raises(Missing):
            log_phase(cast.actor("eve"), run.number, Phase(state=S.GROWTH))
        with pytest.raises(NotAllowed):
            log_phase(cast.actor("chen"), run.number, Phase(state=S.GROWTH))
        with pytest.raises(StateUnknown):
            log_phase(cast.actor("operator"), run.number, Phase(state=S.MAINTENANCE))

"""A run sheet written up at once: the same as line by line."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bookings.actions.log_phase import log_phase
from bookings.actions.log_phases import log_phases
from bookings.actions.start_run import start_run
from bookings.choices import RunEventKind
from bookings.events import PhaseLogged
from bookings.models import Run, RunEvent
from bookings.schemas.runs import Phase, RunSheet, StageRef
from equipment.choices import MachineState
from equipment.errors import StateUnknown
from equipment.models import CurrentState, StateEntry, StateInterval
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock, events
from pilotbase.core.errors import Invalid, Missing, NotAllowed
from tests.bookings.standing import a_booking
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 24, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
S = MachineState


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


SHEET = RunSheet(
    lines=(
        Phase(state=S.SIP, at=at(-6)),
        Phase(state=S.STERILE_HOLD, at=at(-2)),
        Phase(state=S.INOCULATION, at=at(0.25)),
        Phase(kind=RunEventKind.NOTE, text="OD 0.1", at=at(0.5)),
        Phase(state=S.GROWTH, at=at(0.75)),
    )
)


@pytest.fixture
def run(cast: Cast, plant: Plant, project: Project) -> Run:
    booking = a_booking(project, plant.br300, START, at(72))
    with clock.at(at(-8)):
        return start_run(cast.actor("operator"), booking.number, StageRef(stage=1))


def intervals(run: Run) -> list[tuple[str, datetime, datetime | None]]:
    rows = StateInterval.objects.filter(equipment=run.equipment).order_by("start")
    return list(rows.values_list("state", "start", "end"))


def test_a_sheet_is_what_its_lines_are_one_by_one(cast: Cast, run: Run) -> None:
    operator = cast.actor("operator")
    with clock.at(at(1)), events.heard(PhaseLogged) as told:
        logged = log_phases(operator, run.number, SHEET)
    assert [(one.state, one.text, one.at) for one in logged] == [
        (line.state or "", line.text, line.at) for line in SHEET.lines
    ]
    assert told == [PhaseLogged(run.pk)]
    run.refresh_from_db()
    assert (run.zero_at, run.version) == (at(0.25), 2)
    assert intervals(run) == [
        ("SIP", at(-6), at(-2)),
        ("STERILE_HOLD", at(-2), at(0.25)),
        ("INOCULATION", at(0.25), at(0.75)),
        ("GROWTH", at(0.75), None),
    ]
    assert {(e.note, e.recorded_at) for e in StateEntry.objects.all()} == {(run.number, at(1))}
    assert AuditEntry.objects.filter(verb="run.logged").count() == 1
    current = CurrentState.objects.get(equipment=run.equipment)
    assert (current.state, current.since) == ("GROWTH", at(0.75))


def test_a_sheet_without_phases_leaves_the_machine_alone(cast: Cast, run: Run) -> None:
    note = RunSheet(lines=(Phase(kind=RunEventKind.NOTE, text="all quiet"),))
    with clock.at(at(1)):
        log_phases(cast.actor("operator"), run.number, note)
    assert not StateEntry.objects.exists()
    assert RunEvent.objects.get().at == at(1)


def test_nothing_of_a_sheet_is_kept_when_a_line_is_wrong(cast: Cast, run: Run) -> None:
    operator = cast.actor("operator")
    backwards = RunSheet(lines=SHEET.lines[::-1])
    unknown = RunSheet(lines=(*SHEET.lines, Phase(state=S.RUNNING, at=at(0.8))))
    with clock.at(at(1)):
        with pytest.raises(Invalid) as refused:
            log_phases(operator, run.number, backwards)
        assert refused.value.field == "lines.1"
        with pytest.raises(StateUnknown):
            log_phases(operator, run.number, unknown)
        with pytest.raises(Invalid):
            log_phases(operator, run.number, RunSheet(lines=(Phase(state=S.SIP, at=at(2)),)))
    assert not RunEvent.objects.exists()


def test_only_those_who_run_machines_write_it_up(cast: Cast, run: Run) -> None:
    with clock.at(at(1)):
        with pytest.raises(NotAllowed):
            log_phases(cast.actor("lin"), run.number, SHEET)
        with pytest.raises(Missing):
            log_phases(cast.actor("eve"), run.number, SHEET)


def test_a_line_after_the_sheet_goes_on_from_it(cast: Cast, run: Run) -> None:
    operator = cast.actor("operator")
    with clock.at(at(1)):
        log_phases(operator, run.number, SHEET)
    with clock.at(at(10)):
        log_phase(operator, run.number, Phase(state=S.FEED))
    assert intervals(run)[-2:] == [("GROWTH", at(0.75), at(10)), ("FEED", at(10), None)]

"""A log of runs written up at once: as each on its own, all or nothing, at no more questions."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.actions.record_run import record_run
from bookings.actions.record_runs import record_runs
from bookings.actions.start_run import start_run
from bookings.choices import BookingStatus, StageStatus
from bookings.errors import TimeTaken, WrongStatus
from bookings.events import RunFinished
from bookings.models import Booking, Charge, Occupation, Run
from bookings.schemas.runs import Phase, RunLog, RunLogLine, StageRef
from equipment.choices import MachineState
from equipment.models import CurrentState, Equipment
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock, events
from pilotbase.core.errors import Invalid, NotAllowed, PilotError
from tests.bookings.standing import a_booking, a_stage
from tests.bookings.test_record_run import LINES, START, a_record, at, left_behind
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
S = MachineState
NOW = at(160)
LATER = {  # a second run of the same vessel
    "started_at": at(90),
    "ended_at": at(150),
    "lines": (Phase(state=S.INOCULATION, at=at(96)), Phase(state=S.CIP, at=at(145))),
}


def line(booking: Booking, **more: Any) -> RunLogLine:
    said = a_record(**more)
    return RunLogLine(booking=booking.number, **{name: getattr(said, name) for name in _NAMES})


_NAMES = ("stage", "started_at", "ended_at", "left", "outcome", "note", "lines")


def a_log(*lines: RunLogLine) -> RunLog:
    return RunLog(runs=lines)


@pytest.fixture
def first(project: Project, plant: Plant) -> Booking:
    return a_booking(project, plant.br300, START, at(72))


@pytest.fixture
def second(project: Project, plant: Plant) -> Booking:
    """The next of the same vessel."""
    return a_booking(project, plant.br300, at(97), at(144))


@pytest.fixture
def elsewhere(project: Project, plant: Plant) -> Booking:
    return a_booking(project, plant.br300_2, START, at(72))


@pytest.fixture
def three(first: Booking, second: Booking, elsewhere: Booking) -> tuple[Booking, Booking, Booking]:
    return first, second, elsewhere


def test_it_leaves_what_recording_each_leaves(
    cast: Cast, first: Booking, elsewhere: Booking
) -> None:
    operator = cast.actor("operator")
    with clock.at(at(80)):
        alone = record_run(operator, elsewhere.number, a_record(note="good"))
        with events.heard(RunFinished) as told:
            (run,) = record_runs(operator, a_log(line(first, note="good")))
    assert told == [RunFinished(run.pk)]
    assert left_behind(run) == left_behind(alone)


def test_a_day_of_many_machines(
    cast: Cast, plant: Plant, first: Booking, second: Booking, elsewhere: Booking
) -> None:
    """Two runs of one vessel and one of another, in whichever order they lie on the pile."""
    pile = a_log(line(second, **LATER), line(elsewhere), line(first))
    with clock.at(NOW):
        runs = record_runs(cast.actor("operator"), pile)
    assert [run.stage.booking.number for run in runs] == [
        *(second.number, elsewhere.number, first.number)
    ]
    states = [
        list(Equipment.objects.get(pk=pk).intervals.order_by("start").values_list("state", "start"))
        for pk in (plant.br300.pk, plant.br300_2.pk)
    ]
    phases = [(one.state, one.at) for one in LINES if one.state]
    assert states[1] == [*phases, (S.IDLE_CLEAN, at(79))]
    more = [(S.INOCULATION, at(96)), (S.CIP, at(145)), (S.IDLE_CLEAN, at(150))]
    assert states[0] == [*states[1], *more]
    assert CurrentState.objects.get(pk=plant.br300.pk).since == at(150)
    assert set(Booking.objects.values_list("status", flat=True)) == {BookingStatus.COMPLETED}
    assert Charge.objects.count() == 3
    assert AuditEntry.objects.filter(verb="run.recorded").count() == 3
    assert sorted(run.number for run in runs) == [f"R-2026-0000{n}" for n in (1, 2, 3)]


def test_both_stages_of_a_booking(cast: Cast, plant: Plant, first: Booking) -> None:
    a_stage(first, plant.br300_2, START, at(72))
    with clock.at(at(80)):
        record_runs(cast.actor("operator"), a_log(line(first), line(first, stage=2)))
    first.refresh_from_db()
    assert first.status == BookingStatus.COMPLETED
    assert set(first.stages.values_list("status", flat=True)) == {StageStatus.DONE}


def test_beside_a_stage_that_still_runs(cast: Cast, plant: Plant, first: Booking) -> None:
    a_stage(first, plant.br300_2, at(96), at(144))
    operator = cast.actor("operator")
    with clock.at(at(90)):
        start_run(operator, first.number, StageRef(stage=2))
        record_runs(operator, a_log(line(first)))
    first.refresh_from_db()
    assert first.status == BookingStatus.IN_USE
    assert set(first.stages.values_list("status", flat=True)) == {"done", "running"}


def test_what_is_left_of_the_time_is_free(cast: Cast, plant: Plant, first: Booking) -> None:
    taken = Occupation.objects.get(stage__booking=first)
    turnaround = timedelta(hours=6)
    first.stages.update(turnaround=turnaround)
    Occupation.objects.filter(pk=taken.pk).update(end=at(72) + turnaround)
    early = {"ended_at": at(50), "lines": LINES[:3]}
    with clock.at(at(60)):
        record_runs(cast.actor("operator"), a_log(line(first, **early)))
    taken.refresh_from_db()
    assert taken.end == at(60)


@pytest.mark.parametrize(
    ("lines", "how"),
    [
        (
            lambda one, following, other: (line(other), line(one, lines=LINES[::-1])),
            (Invalid, "runs.1.lines.1", "invalid"),
        ),
        (
            lambda one, following, other: (line(one), line(one)),
            (WrongStatus, "runs.1.booking", "wrong_status"),
        ),
        (
            lambda one, following, other: (
                *(line(one), line(following, **{**LATER, "ended_at": at(999)})),
            ),
            (Invalid, "runs.1.ended_at", "invalid"),
        ),
        (
            lambda one, following, other: (line(one, ended_at=at(94)), line(following, **LATER)),
            (WrongStatus, "runs.1.booking", "in_use"),
        ),
        (
            lambda one, following, other: (line(other), line(one, stage=2)),
            (Invalid, "runs.1.stage", "missing"),
        ),
        (
            lambda one, following, other: (line(one, started_at=at(-12)),),
            (WrongStatus, "runs.0.booking", "too_early"),
        ),
    ],
)
def test_one_that_cannot_have_been_undoes_them_all(
    cast: Cast,
    three: tuple[Booking, Booking, Booking],
    lines: Callable[..., Sequence[RunLogLine]],
    how: tuple[type[PilotError], str, str],
) -> None:
    log = a_log(*lines(*three))
    with clock.at(NOW), pytest.raises(how[0]) as refused:
        record_runs(cast.actor("operator"), log)
    assert (refused.value.field, refused.value.code) == how[1:]
    assert not Run.objects.exists()
    assert not CurrentState.objects.exclude(since=None).exists()
    assert not AuditEntry.objects.exists()


def test_not_in_what_is_taken_for_another(
    cast: Cast, plant: Plant, project: Project, second: Booking
) -> None:
    third = a_booking(project, plant.br300, at(161), at(168))
    Occupation.objects.filter(stage__booking=second).update(start=at(92))
    Occupation.objects.filter(stage__booking=third).update(start=at(88), end=at(92))
    with clock.at(NOW), pytest.raises(TimeTaken) as refused:
        record_runs(cast.actor("operator"), a_log(line(second, **LATER)))
    assert refused.value.field == "runs.0.run"


def test_who_may_not(cast: Cast, first: Booking, elsewhere: Booking) -> None:
    with clock.at(at(80)):
        for name in ("lin", "eve", "technician"):
            with pytest.raises(NotAllowed):
                record_runs(cast.actor(name), a_log(line(first)))
        Booking.objects.filter(pk=elsewhere.pk).update(number="B-2026-900000")
        for number in ("B-2026-999999", "\x00"):
            gone = line(first).model_copy(update={"booking": number})
            with pytest.raises(Invalid) as refused:
                record_runs(cast.actor("operator"), a_log(line(first), gone))
            assert (refused.value.field, refused.value.code) == ("runs.1.booking", "missing")


def test_by_program(cast: Cast, first: Booking, second: Booking, elsewhere: Booking) -> None:
    pile = a_log(line(first), line(elsewhere), line(second, **LATER)).model_dump(mode="json")
    operator, path = cast.bearer("operator"), "/api/v1/runs/records"
    with clock.at(NOW):
        answer = operator.post(path, pile, content_type="application/json")
        again = operator.post(path, pile, content_type="application/json")
        nothing = operator.post(path, {"runs": []}, content_type="application/json")
        too_many = operator.post(
            path, {"runs": pile["runs"][:1] * 101}, content_type="application/json"
        )
        theirs = cast.bearer("lin").post(path, pile, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert [run["booking"] for run in answer.json()] == [
        *(first.number, elsewhere.number, second.number)
    ]
    assert again.status_code == 409
    assert again.json()["field"] == "runs.0.booking"
    assert [one.status_code for one in (nothing, too_many, theirs)] == [422, 422, 403]


def test_a_longer_log_asks_little_more(
    cast: Cast, plant: Plant, project: Project, first: Booking, elsewhere: Booking
) -> None:
    """Of each machine's state, two questions; of each run, its number. Notices come besides."""
    for machine in (plant.br300, plant.br300_2):
        CurrentState.objects.create(equipment=machine, since=at(-99), last_at=at(-99))
    third = a_booking(project, plant.br300_2, at(97), at(144))
    operator, asked = cast.actor("operator"), []
    for log, when in (
        (a_log(line(elsewhere)), at(80)),
        (a_log(line(first), line(third, **LATER)), NOW),
    ):
        with clock.at(when), events.quiet(), CaptureQueriesContext(connection) as seen:
            record_runs(operator, log)
        asked.append(len(seen))
    assert asked[1] - asked[0] == 3

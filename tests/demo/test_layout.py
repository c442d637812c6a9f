"""The plan of the demonstration keeps the rules of the house by itself."""

from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise

import pytest

from pilotbase.accounts.choices import ProjectStatus
from pilotbase.demo import fleet, people
from pilotbase.demo.anchors import EXAMPLE, REAL, RUNNING, run_of
from pilotbase.demo.calendar import CALENDAR, at, back, day_of
from pilotbase.demo.lanes import MACHINES, STEAM, class_of, occupied
from pilotbase.demo.layout import lay_out
from pilotbase.demo.planned import Asked, Fate, Plan, Run

TODAY = date(2026, 11, 25)
NOW = at(TODAY, 0)
VESSELS = [row.tag for row in fleet.MACHINES if row.of.startswith(("BR", "MBR"))]
PROJECTS = {row.code: row for row in people.PROJECTS}
TAKES_TIME = {Fate.USED, Fate.NO_SHOW}


@cache
def plan() -> Plan:
    return lay_out(TODAY)


def runs(*fates: Fate) -> list[tuple[Asked, Run]]:
    return [(a, run) for a in plan().asked for run in a.runs if a.fate in (fates or tuple(Fate))]


def test_the_same_day_and_dice_give_the_same_plan() -> None:
    assert lay_out(TODAY) == plan()
    assert lay_out(TODAY, 7).asked != plan().asked
    assert lay_out(TODAY + timedelta(days=1)).asked != plan().asked


def test_it_is_about_as_large_as_it_should_be() -> None:
    made = [one for one in plan().asked if one.fate != Fate.REFUSED]
    assert 2700 <= len(made) <= 3300
    for fate, least in {Fate.NO_SHOW: 30, Fate.CANCELLED: 80, Fate.REFUSED: 50}.items():
        assert sum(one.fate == fate for one in plan().asked) >= least
    assert sum(one.moved_at is not None for one in made) >= 40
    assert sum(len(one.runs) > 1 for one in made) >= 50
    assert sum(one.runs[0].start > NOW for one in made) >= 80
    assert len(plan().blocks) >= 100


def test_vessels_are_taken_for_55_to_75_percent_of_the_year() -> None:
    year = timedelta(days=365)
    taken = dict.fromkeys(VESSELS, timedelta())
    for _asked, run in runs(Fate.USED):
        slot = occupied(run.tag, run.start, run.end)
        inside = min(slot.end, NOW) - max(slot.start, NOW - year)
        if run.tag in taken and inside > timedelta(0):
            taken[run.tag] += inside
    load = sum(taken.values(), timedelta()) / (len(VESSELS) * year)
    assert 0.55 <= load <= 0.75
    assert all(0.45 <= mine / year <= 0.82 for mine in taken.values())


@pytest.mark.parametrize("tag", sorted(MACHINES))
def test_no_machine_is_taken_twice(tag: str) -> None:
    slots = [
        (occupied(tag, run.start, run.end).start, occupied(tag, run.start, run.end).end)
        for asked, run in runs(*TAKES_TIME)
        if run.tag == tag
    ]
    slots += [(block.start, block.end) for block in plan().blocks if block.tag == tag]
    if tag == EXAMPLE[0]:
        slots.append(EXAMPLE[1:])  # the contract's example is free
    slots.sort()
    for (_start, end), (following, _end) in pairwise(slots):
        assert end <= following


def test_steam_suffices_when_vessels_heat_up() -> None:
    drawn: dict[datetime, float] = {}
    for _asked, run in runs(*TAKES_TIME):
        demand = fleet.DEMANDS.get(MACHINES[run.tag].of)
        begins = occupied(run.tag, run.start, run.end).start + fleet.HEATING
        if demand is None:
            continue
        for half in range(2):
            instant = begins + half * timedelta(minutes=30)
            drawn[instant] = drawn.get(instant, 0) + float(demand.steam)
    assert max(drawn.values()) <= STEAM
    assert STEAM < 900 + 1800  # the two largest at once would not


def test_lengths_and_steps_are_those_of_the_class() -> None:
    for _asked, run in runs():
        of = class_of(run.tag)
        assert of.shortest <= run.end - run.start <= of.longest
        for instant in (run.start, run.end):
            assert instant.minute in (0, 30)
            assert not instant.second


def test_requests_come_in_time_and_on_working_days() -> None:
    for asked in plan().asked:
        lead = max(class_of(run.tag).lead_days for run in asked.runs)
        if asked.fate != Fate.REFUSED:
            assert day_of(asked.made_at) <= back(day_of(asked.runs[0].start), lead)
        assert CALENDAR.works(day_of(asked.made_at))
        assert asked.made_at < NOW
        assert asked.runs[-1].end < asked.made_at + timedelta(days=183)


def test_projects_are_approved_and_fit_the_machine() -> None:
    for asked, run in runs():
        project = PROJECTS[asked.project]
        assert project.approved, ProjectStatus.APPROVED
        assert project.containment <= MACHINES[run.tag].level
        assert MACHINES[run.tag].bookable


def test_the_day_has_its_picture() -> None:
    going = {
        run.tag
        for asked, run in runs(Fate.USED)
        if run.start <= NOW + timedelta(hours=12) <= run.end
    }
    assert len(going & set(VESSELS)) >= 11
    assert {"BR300-1", "BR500-2"} <= going
    assert not {"BR100-3", "BR15-3", "BR10K-1"} & going
    assert any(
        asked.project == "P-0004" and run.start > NOW and run.tag == "BR300-1"
        for asked, run in runs(Fate.USED)
    )


@pytest.mark.parametrize("working_days", [0, 1, 2, 5, 30])
def test_back_is_the_latest_day_from_which_so_many_are_in_time(working_days: int) -> None:
    for n in range(0, 400, 3):
        day = date(2026, 1, 1) + timedelta(days=n)
        found = back(day, working_days)
        assert CALENDAR.after(found, working_days) <= day
        assert CALENDAR.after(found + timedelta(days=1), working_days) > day


def test_what_the_tour_shows_is_there_on_every_day() -> None:
    """Whatever the dice say: the real fermentation was run, the example's vessel is going."""
    for n in range(25):
        today = TODAY + timedelta(days=n)
        used = {
            (run.tag, run.start)
            for asked in lay_out(today).asked
            for run in asked.runs
            if asked.fate == Fate.USED
        }
        for anchor in (REAL, *RUNNING):
            start, _end = run_of(today, anchor)
            assert (anchor.tag, start) in used

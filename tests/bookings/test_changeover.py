"""What lies between two pieces of work on a machine: cleaning, or no way; and idle for too long."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings import policy
from bookings.choices import OccupationKind, Trait
from bookings.models import Occupation, RuleSet
from bookings.policy.case import Approval, Case, Change, Neighbour, Others, Work
from bookings.policy.changeover import FORBIDDEN, needed
from bookings.policy.soonest import soonest
from pilotbase.accounts.models import Project
from tests.bookings.asking import API, asked, at, booked, codes, post, run
from tests.bookings.judging import case, found, span, wanted
from tests.bookings.test_pages import read, send
from tests.bookings.test_save_rules import typed
from tests.factories import Plant
from tests.people import Cast, a_project

HOUR = timedelta(hours=1)
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
COLI, YEAST = Work("Escherichia coli", gmo=True, containment=1), Work("S. cerevisiae")
ANY = Change(Trait.ORGANISM, "", "", 4 * HOUR)
FROM_COLI = Change(Trait.ORGANISM, "escherichia coli", "", 9 * HOUR)
GMO = Change(Trait.GMO, "yes", "no", 6 * HOUR)
KETONE = Work("S. cerevisiae", solvent="flammable")
CHLORINE = Work("S. cerevisiae", solvent="halogenated")
SOLVENT = Change(Trait.SOLVENT, "flammable", "", 12 * HOUR)
NO_HALOGENS = Change(Trait.SOLVENT, "", "halogenated", FORBIDDEN)
NEVER = Change(Trait.CONTAINMENT, "1", "0", FORBIDDEN)


@pytest.mark.parametrize(
    ("changes", "before", "after", "hours"),
    [
        ((), COLI, YEAST, 0),
        ((ANY,), COLI, COLI, 0),
        ((ANY,), COLI, Work("escherichia  COLI"), 0),  # written otherwise, the same
        ((ANY,), COLI, YEAST, 4),
        ((ANY, FROM_COLI), COLI, YEAST, 9),
        ((ANY, FROM_COLI), YEAST, COLI, 4),
        ((GMO,), COLI, YEAST, 6),
        ((GMO,), YEAST, COLI, 0),
        ((ANY, NEVER), COLI, YEAST, FORBIDDEN / HOUR),
        ((NEVER,), YEAST, COLI, 0),
        ((SOLVENT,), KETONE, YEAST, 12),
        ((SOLVENT,), YEAST, KETONE, 0),
        ((SOLVENT,), KETONE, KETONE, 0),
        ((NO_HALOGENS,), KETONE, CHLORINE, FORBIDDEN / HOUR),
        ((NO_HALOGENS,), CHLORINE, CHLORINE, 0),
    ],
)
def test_what_lies_between(
    changes: tuple[Change, ...], before: Work, after: Work, hours: float
) -> None:
    assert needed(changes, before, after) == hours * HOUR


def held(start: float, *beside: Neighbour, changes: tuple[Change, ...] = (ANY,)) -> Case:
    """Of yeast, for 72 h, with 8 h before and after."""
    leave = Approval("P-0004", granted=True, containment=0, work=YEAST)
    taken = {1: tuple(span_of(one) for one in beside)}
    stage = wanted(start, start + 72, machine={"changes": changes})
    return case(stage, approval=leave, others=Others(taken=taken, neighbours={1: beside}))


def span_of(one: Neighbour) -> Any:
    return span((one.start - at(0)) / HOUR, (one.end - at(0)) / HOUR)


def there(start: float, end: float, work: Work | None = COLI) -> Neighbour:
    return Neighbour(at(start), at(end), work)


TABLE: list[tuple[Case, list[str], str]] = [
    (held(0, there(-50, -12)), [], ""),
    (held(0, there(-50, -11)), ["time_taken"], "taken until 2027-01-11 Mon 01:00."),
    (held(0, there(-50, -11, YEAST)), [], ""),
    (held(0, there(-50, -11, None)), [], ""),  # maintenance carries nothing over
    (held(0, there(84, 90)), [], ""),
    (held(0, there(83, 90)), ["time_taken"], "taken until 2027-01-15 Fri 02:00."),
    (held(0, there(-90, -20), there(-20, -8, YEAST)), [], ""),  # only what stands beside counts
    (held(0, there(-50, 0)), ["time_taken"], "taken until 2027-01-11 Mon 08:00."),
    (held(0, there(-500, -400), changes=(NEVER,)), ["time_taken"], "taken then."),
    (
        held(0, there(-500, -400), there(90, 99), changes=(NEVER,)),
        ["time_taken"],
        "taken until 2027-01-15 Fri 11:00.",
    ),
]


@pytest.mark.parametrize(("of", "expected", "words"), TABLE)
def test_enough_time_lies_between(of: Case, expected: list[str], words: str) -> None:
    problems = policy.problems(of)
    assert [problem.code for problem in problems] == expected
    assert all(problem.detail == f"BR300-1 is {words}" for problem in problems)
    assert all(problem.overridable_by is None for problem in problems)


ROW = st.tuples(st.integers(0, 60), st.integers(1, 40), st.booleans())


@UNHURRIED
@given(one=ROW, two=ROW, start=st.integers(0, 60))
def test_the_next_free_time_leaves_enough_and_is_the_earliest(
    one: tuple[int, int, bool], two: tuple[int, int, bool], start: int
) -> None:
    beside, reached = [], -40
    for gap, length, same in (one, two):
        reached += gap
        beside.append(there(reached, reached + length, YEAST if same else COLI))
        reached += length
    free = soonest(held(start, *beside))
    assert free is not None
    first = (free.start - at(0)) / HOUR
    assert found(held(first, *beside)) == []
    before = [start + n / 2 for n in range(int((first - start) * 2))]
    assert all(found(held(begin, *beside)) for begin in before)


# -- through the verbs ---------------------------------------------------------------------------


@pytest.fixture
def other(cast: Cast) -> Project:
    """Yeast, of the rival."""
    project = a_project(cast, cast.rival, "P-0009")
    project.organism, project.gmo = "S. cerevisiae", False
    project.save()
    return project


def say(plant: Plant, **said: Any) -> None:
    RuleSet.objects.create(facility=plant.area.facility, machine=plant.br300, said=said)


LINE = {"trait": "organism", "cleaning": "4"}


@pytest.mark.django_db
def test_solvents_of_the_one_before_ask_for_cleaning(
    cast: Cast, plant: Plant, project: Project, other: Project
) -> None:
    line = {"trait": "solvent", "before": "flammable", "after": "none", "cleaning": "12"}
    say(plant, changeovers=[line])
    Project.objects.filter(pk=project.pk).update(solvent="flammable")
    booked(cast, ("BR300-1", 0, 24))  # taken to 32
    eve = cast.bearer("eve")
    answer = post(eve, asked(("BR300-1", 51, 24), project="P-0009"))
    assert (codes(answer), answer.json()["next_free"]) == (["time_taken"], run(52, 24))
    assert "flammable" not in answer.content.decode()
    other.solvent = "flammable"
    other.save()
    assert post(eve, asked(("BR300-1", 51, 24), project="P-0009")).status_code == 201


@pytest.mark.django_db
def test_solvents_are_known_by_their_class(cast: Cast, plant: Plant) -> None:
    body = {"changeovers": [{"trait": "solvent", "before": "petrol", "cleaning": 3}], "reason": "x"}
    answer = post(cast.bearer("manager"), body, "/api/v1/rules/machine/BR300-1")
    assert answer.status_code == 422
    assert "flammable, halogenated" in answer.content.decode()


@pytest.mark.django_db
def test_a_neighbour_is_not_hinted_at(
    cast: Cast, plant: Plant, project: Project, other: Project
) -> None:
    say(plant, changeovers=[LINE])
    booked(cast, ("BR300-1", 0, 24))  # taken to 32
    eve = cast.bearer("eve")
    answer = post(eve, asked(("BR300-1", 43, 24), project="P-0009"))
    assert codes(answer) == ["time_taken"]
    assert answer.json()["detail"] == "BR300-1 is taken until 2027-01-12 Tue 20:00."
    assert answer.json()["next_free"] == run(44, 24)
    for word in ("cleaning", "Escherichia", "P-0004", "yanxi", "Yanxi"):
        assert word not in answer.content.decode()
    override = asked(("BR300-1", 43, 24), override="whatever it takes")
    lin = cast.bearer("lin")
    assert post(eve, asked(("BR300-1", 44, 24), project="P-0009")).status_code == 201
    # and after it, on the other side
    assert codes(post(lin, asked(("BR300-1", 87, 24)))) == ["time_taken"]
    assert post(lin, asked(("BR300-1", 88, 24))).status_code == 201
    assert codes(post(cast.bearer("manager"), override)) == ["time_taken"]


@pytest.mark.django_db
def test_what_is_idle_for_too_long_is_cleaned_again(
    cast: Cast, plant: Plant, project: Project
) -> None:
    say(plant, hold="48", hold_cleaning="6")
    first = booked(cast, ("BR300-1", 0, 24))  # nothing ever stood there before
    assert first.all_stages[0].occupied.start == at(-14)
    soon = booked(cast, ("BR300-1", 88, 24))  # 32 to 80: two days
    assert soon.all_stages[0].occupied.start == at(80)
    late = booked(cast, ("BR300-1", 176.5, 24))
    assert late.all_stages[0].occupied.start == at(162.5)
    assert Occupation.objects.filter(start=at(162.5), kind=OccupationKind.RUN).exists()
    quoted = post(cast.bearer("lin"), asked(("BR300-1", 131, 24)), f"{API}/quote").json()
    assert quoted["next_free"] is not None
    begin = quoted["next_free"]["start"]
    stages = [{"equipment": "BR300-1", "run": {**quoted["next_free"], "start": begin}}]
    body = {"project": "P-0004", "stages": stages}
    assert post(cast.bearer("lin"), body).status_code == 201


@pytest.mark.django_db
def test_by_the_page(cast: Cast, plant: Plant) -> None:
    manager, path = cast.client("manager"), "/rules/machine/BR300-1"
    line = {"lines": "1", "trait_0": "gmo", "before_0": "yes", "after_0": "", "cleaning_0": "6"}
    assert send(manager, path, typed(do="save", **line)).status_code == 302
    page = read(manager, path)
    assert "Genetically modified, from yes to any: 6" in page
    both = {**line, "forbidden_0": "on"}
    assert send(manager, path, typed(do="save", version="1", **both)).status_code == 422
    forbidden = {**both, "cleaning_0": ""}
    assert send(manager, path, typed(do="save", version="1", **forbidden)).status_code == 302
    assert "from yes to any: forbidden" in read(manager, "/rules")

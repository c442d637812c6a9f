"""Calibration, a project's limits, and how many machines of a place run at once."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings import policy
from bookings.choices import OccupationKind, RuleScope
from bookings.models import Occupation, RuleSet
from bookings.policy.case import Approval, Busy, Capacity, Case, Others, Places
from bookings.policy.soonest import soonest
from equipment.choices import QualificationLevel
from equipment.models import EquipmentQualification, MaintenancePlan
from pilotbase.accounts.models import Project
from tests.bookings.asking import API, PLANT, asked, at, booked, codes, patch, post, run
from tests.bookings.judging import case, found, span, wanted
from tests.factories import Plant, a_machine
from tests.people import Cast

HOUR = timedelta(hours=1)
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
L = QualificationLevel
HERE, BESIDE, FAR = Places(1, 2, 3, 4), Places(1, 2, 3, 5), Places(1, 9, 9, 9)


def leave(**more: Any) -> Approval:
    return Approval("P-0004", granted=True, containment=0, **more)


def held(machine: dict[str, Any], start: float = 0, end: float = 72, **more: Any) -> Case:
    return case(wanted(start, end, machine=machine), **more)


def moved(had: int, **approval: Any) -> Case:
    return case(wanted(0, 72, was=span(0, had)), approval=leave(**approval))


LAST = date(2027, 1, 14)  # the occupation ends on that day at 16:00
TABLE: list[tuple[Case, list[str]]] = [
    (held({"calibrated_until": LAST}), []),
    (held({"calibrated_until": LAST - timedelta(days=1)}), ["calibration_lapses"]),
    (held({"calibrated_until": LAST}, 0, 80), []),  # to midnight
    (held({"calibrated_until": LAST}, 0, 80.5), ["calibration_lapses"]),
    (held({"of": "BR300"}, approval=leave(classes=frozenset({"BR300", "DSC"}))), []),
    (held({"of": "BR500"}, approval=leave(classes=frozenset({"BR300"}))), ["class_not_approved"]),
    (case(approval=leave(hours=72 * HOUR)), []),
    (case(approval=leave(hours=72 * HOUR, used=HOUR)), ["project_hours"]),
    (case(approval=leave(bookings=1)), []),
    (case(approval=leave(bookings=2, booked=2)), ["project_bookings"]),
    (held({"needs_qualification": True}), ["not_qualified"]),
    (case(replace(wanted(machine={"needs_qualification": True}), level=L.ALONE)), []),
    # a change is refused only where it takes more than it had
    (moved(72, hours=HOUR), []),
    (moved(71, hours=HOUR), ["project_hours"]),
    (moved(71, bookings=1, booked=1), []),
]


@pytest.mark.parametrize(("of", "expected"), TABLE)
def test_fitness(of: Case, expected: list[str]) -> None:
    assert found(of) == expected


def area(most: int, **more: Any) -> Capacity:
    return Capacity(RuleScope.AREA, 2, "F2", **{"most": most, **more})


def busy(start: float, end: float, places: Places = BESIDE) -> Busy:
    return Busy(places, at(start), at(end))


def crowded(most: int, *others: Busy, start: float = 0, end: float = 72) -> Case:
    stage = wanted(start, end, machine={"places": HERE})
    return case(stage, capacities=(area(most),), others=Others(busy=others))


@pytest.mark.parametrize(
    ("of", "instant"),
    [
        (crowded(1), None),
        (crowded(0), -8),
        (crowded(1, busy(80, 90), busy(-20, -8)), None),  # it is taken from -8 to 80
        (crowded(1, busy(79, 90)), 79),
        (crowded(2, busy(0, 10), busy(10, 20)), None),
        (crowded(2, busy(0, 10), busy(9, 20), busy(30, 50), busy(30, 50)), 9),
        (crowded(1, busy(0, 10, FAR)), None),
    ],
)
def test_the_earliest_breach_is_named_and_no_neighbour(of: Case, instant: float | None) -> None:
    problems = policy.problems(of)
    assert [p.code for p in problems] == ["place_full"] * (instant is not None)
    for problem in problems:
        most = of.capacities[0].most
        machines = "machine" if most == 1 else "machines"
        verb = "is" if most == 1 else "are"
        local = at(instant or 0).astimezone(PLANT)
        year = "2027-"
        assert problem.detail == (
            f"F2 is full at {year}{local:%m-%d} {local:%a} {local:%H:%M}:"
            f" {most} {machines} at most {verb} in use there at a time."
        )
        assert problem.overridable_by == "manager"


def test_stages_of_one_booking_fill_a_place_together() -> None:
    one = wanted(machine={"places": HERE})
    two = wanted(number=2, machine={"pk": 2, "tag": "B", "places": BESIDE})
    assert found(case(one, two, capacities=(area(1),))) == ["place_full"] * 2
    assert found(case(one, two, capacities=(area(2),))) == []
    away = wanted(number=2, machine={"pk": 2, "tag": "B", "places": FAR})
    assert found(case(one, away, capacities=(area(1),))) == []


SPANS = st.lists(st.tuples(st.integers(-50, 300), st.integers(1, 90)), max_size=4)


@UNHURRIED
@given(most=st.integers(1, 4), spans=SPANS, start=st.integers(0, 100))
def test_the_next_free_time_is_not_crowded_and_the_earliest(
    most: int, spans: list[tuple[int, int]], start: int
) -> None:
    others = [busy(a, a + n) for a, n in spans]
    free = soonest(crowded(most, *others, start=start, end=start + 72))
    assert free is not None
    first = (free.start - at(0)) / HOUR

    def fits(begin: float) -> bool:
        return not found(crowded(most, *others, start=begin, end=begin + 72))

    assert fits(first)
    assert not any(fits(start + n / 2) for n in range(int((first - start) * 2)))


# -- through the verbs ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_calibration_that_lapses_before_the_end(
    cast: Cast, plant: Plant, project: Project
) -> None:
    MaintenancePlan.objects.create(
        equipment=plant.br300,
        code="PH",
        kind="calibration",
        name_zh="校准",
        name_en="Calibration",
        every_days=365,
        due_on=date(2027, 1, 13),
    )
    answer = post(cast.bearer("lin"), asked())
    assert codes(answer) == ["calibration_lapses"]
    assert answer.json()["problems"][0]["overridable_by"] == "manager"
    assert post(cast.bearer("lin"), asked(("BR300-1", 0, 24))).status_code == 201
    assert post(cast.bearer("lin"), asked(("BR300-2", 0, 72))).status_code == 201


@pytest.mark.django_db
def test_who_is_qualified_on_the_day_of_the_run(cast: Cast, plant: Plant, project: Project) -> None:
    plant.vessels.needs_qualification = True
    plant.vessels.save()
    lin, manager = cast.bearer("lin"), cast.bearer("manager")
    answer = post(lin, asked())
    assert codes(answer) == ["not_qualified"]
    assert "for BR300 on 2027-01-11 Mon" in answer.json()["detail"]
    held = {"user": cast.lin, "organisation": cast.startup, "equipment_class": plant.vessels}
    told = {"assessed_by": cast.operator, "assessed_at": at(-600), "valid_from": date(2026, 1, 1)}
    one = EquipmentQualification.objects.create(
        **held, **told, level="assisted", valid_until=date(2027, 1, 11)
    )
    # with an operator: it starts and ends while one is there
    assert post(lin, asked(("BR300-1", 0, 10))).status_code == 201
    assert codes(post(lin, asked(("BR300-2", 0, 20)))) == ["not_staffed"]
    one.level = "alone"
    one.save()
    assert post(lin, asked(("BR300-2", 0, 20))).status_code == 201
    assert codes(post(lin, asked(("BR300-1", 48, 10)))) == ["not_qualified"]  # it has run out
    assert post(lin, asked(("DSC-1", 48, 10))).status_code == 201  # not asked for there
    # the plant's own people work with an operator
    assert post(manager, asked(("BR300-1", 48, 10))).status_code == 201


@pytest.mark.django_db
def test_a_project_stays_within_what_was_approved(
    cast: Cast, plant: Plant, project: Project
) -> None:
    project.limits = {"classes": ["BR300"], "hours": 100, "bookings": 2}
    project.save()
    lin = cast.bearer("lin")
    assert codes(post(lin, asked(("DSC-1", 0, 4)))) == ["class_not_approved"]
    assert codes(post(lin, asked(("BR300-1", 0, 101)))) == ["project_hours"]
    first = booked(cast, ("BR300-1", 0, 60))
    assert codes(post(lin, asked(("BR300-2", 0, 41)))) == ["project_hours"]
    booked(cast, ("BR300-2", 0, 20))
    assert codes(post(lin, asked(("BR300-2", 100, 20)))) == ["project_bookings"]
    longer = {"stages": [{"stage": 1, "run": run(0, 80)}]}
    assert patch(lin, first.number, longer).status_code == 200
    longer = {"stages": [{"stage": 1, "run": run(0, 81)}]}
    assert codes(patch(lin, first.number, longer, 2)) == ["project_hours"]
    post(lin, {}, f"{API}/{first.number}/cancel")
    assert post(lin, asked(("BR300-2", 100, 20))).status_code == 201


@pytest.mark.django_db
def test_a_place_is_full(cast: Cast, plant: Plant, project: Project) -> None:
    RuleSet.objects.create(facility=cast.facility, area=plant.area, said={"at_once": 2})
    lin = cast.bearer("lin")
    booked(cast, ("DSC-1", 0, 24))
    third = a_machine(plant.area, plant.vessels, "BR300-3")
    Occupation.objects.create(
        machine=third, kind=OccupationKind.MAINTENANCE, start=at(0), end=at(90)
    )
    booked(cast, ("BR300-1", 0, 24))
    answer = post(lin, asked(("BR300-2", 0, 24)))
    assert codes(answer) == ["place_full"]
    assert answer.json()["next_free"] == run(32, 24)
    assert "BR300-1" not in answer.content.decode()
    assert "DSC-1" not in answer.content.decode()
    assert post(lin, asked(("BR300-2", 32, 24))).status_code == 201

"""What counts against a person, what it costs her, and her appeal against it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bookings.actions.finish_run import finish_run
from bookings.actions.start_run import start_run
from bookings.choices import RunOutcome, ViolationKind, ViolationStatus
from bookings.conduct import barred_by
from bookings.models import Violation
from bookings.schemas.runs import Finish, StageRef
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from tests.bookings.asking import API, asked, at, booked, codes, post
from tests.bookings.conducting import does_not_come, terms
from tests.factories import Plant
from tests.people import Cast

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("points", "until"),
    [
        ([], None),
        ([(0, 3)], None),
        ([(0, 4)], 30),
        ([(0, 2), (10, 2)], 40),
        ([(0, 2), (10, 2), (20, 1)], 50),
        ([(0, 2), (90, 2)], None),  # the first does not count any more
        ([(0, 2), (89, 2)], 119),
        ([(0, 4), (100, 1)], 30),
    ],
)
def test_until_when_points_bar(points: list[tuple[int, int]], until: int | None) -> None:
    told = [(at(0) + day * DAY, many) for day, many in points]
    found: datetime | None = barred_by(told, 4, 90 * DAY, 30 * DAY)
    assert found == (None if until is None else at(0) + until * DAY)


@pytest.mark.django_db
def test_who_does_not_come_is_barred_for_a_while(
    cast: Cast, plant: Plant, project: Project
) -> None:
    terms(cast)
    first = does_not_come(cast)
    assert first is not None
    assert (first.kind, first.points, first.user) == (ViolationKind.NO_SHOW, 2, cast.lin)
    assert AuditEntry.objects.get(verb="violation.noted").after is not None
    with clock.at(at(3)):
        page = cast.client("lin").get("/violations").content.decode()
        assert "2 points count against you" in page
        assert "A warning" in page
        assert post(cast.client("lin"), asked(("DSC-1", 400, 4))).status_code == 201
    does_not_come(cast, 24)
    with clock.at(at(30)):
        lin = cast.client("lin")
        refused = post(lin, asked(("DSC-1", 500, 4)))
        assert codes(refused) == ["barred"]
        assert refused.json()["problems"][0]["overridable_by"] == "manager"
        assert post(lin, asked(("DSC-1", 500, 4)), f"{API}/quote").json()["status"] is None
        assert "You may book again" in lin.get("/violations").content.decode()
        assert post(cast.client("chen"), asked(("DSC-1", 500, 4))).status_code == 201
    with clock.at(at(24 + 2) + 30 * DAY):
        assert post(cast.client("lin"), asked(("DSC-1", 900, 4))).status_code == 201


@pytest.mark.django_db
def test_cancelling_late_and_booking_twice_the_need(
    cast: Cast, plant: Plant, project: Project
) -> None:
    terms(cast)
    early, late, by_plant = (booked(cast, ("DSC-1", n * 10, 4)) for n in range(3))
    with clock.at(at(-49)):
        post(cast.client("lin"), {}, f"{API}/{early.number}/cancel")
    with clock.at(at(-1)):
        post(cast.client("lin"), {}, f"{API}/{late.number}/cancel")
        post(cast.client("manager"), {}, f"{API}/{by_plant.number}/cancel")
    assert [row.kind for row in Violation.objects.all()] == [ViolationKind.LATE_CANCEL]
    operator, counts = cast.actor("operator"), []
    for start, used, outcome in ((50, 3.9, "accepted"), (60, 3.9, "failed"), (70, 4, "accepted")):
        booking = booked(cast, ("DSC-1", start, 8))
        with clock.at(at(start)):
            start_run(operator, booking.number, StageRef(stage=1))
        with clock.at(at(start + used)):
            finish_run(operator, booking.number, Finish(stage=1, outcome=RunOutcome(outcome)))
        rows = Violation.objects.filter(kind=ViolationKind.OVERBOOKED)
        counts.append(rows.count())
    assert counts == [1, 1, 1]


@pytest.mark.django_db
def test_without_terms_or_for_the_plants_own_nothing_counts(
    cast: Cast, plant: Plant, project: Project
) -> None:
    assert does_not_come(cast) is None
    assert "Nothing speaks against anyone" in cast.client("lin").get("/violations").content.decode()
    terms(cast)
    assert does_not_come(cast, 24, by="manager") is None
    terms(cast, no_show=0)
    assert does_not_come(cast, 48) is None


def by_api(cast: Cast, who: str, violation: Violation) -> Any:
    path = f"/api/v1/violations/{violation.pk}/appeal"
    return post(cast.client(who), {"text": "the door was locked"}, path)


def by_page(cast: Cast, who: str, violation: Violation) -> Any:
    path = f"/violations/{violation.pk}/appeal"
    return cast.client(who).post(path, {"text": "the door was locked"})


@pytest.mark.django_db
@pytest.mark.parametrize("door", [by_api, by_page])
def test_an_appeal_is_made_once(cast: Cast, plant: Plant, project: Project, door: Any) -> None:
    terms(cast)
    violation = does_not_come(cast)
    assert violation is not None
    assert door(cast, "eve", violation).status_code == 404
    assert door(cast, "operator", violation).status_code == 403
    assert door(cast, "lin", violation).status_code in (200, 302)
    violation.refresh_from_db()
    assert (violation.status, violation.appeal) == (ViolationStatus.APPEALED, "the door was locked")
    assert door(cast, "lin", violation).status_code == 409
    assert cast.client("lin").post(f"/violations/{violation.pk}/appeal", {}).status_code == 422

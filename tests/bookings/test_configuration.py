"""How a machine is to be set up: said when it is booked or moved, and told to no other tenant."""

from typing import Any

import pytest

from bookings.actions.split import split
from bookings.actions.start_run import start_run
from bookings.models import Booking, Stage
from bookings.schemas.booking import Splitting
from bookings.schemas.runs import StageRef
from pilotbase.accounts.models import Project
from pilotbase.core import clock
from tests.bookings.asking import API, MONDAY, asked, at, booked, patch, post, run
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
MEDIUM = "BSM, 2 % glycerol"


@pytest.fixture(autouse=True)
def _place(plant: Plant, project: Project) -> None:
    """Of every test here."""


def said(cast: Cast, door: str, text: str) -> Any:
    if door == "api":
        body = asked()
        body["stages"][0]["configuration"] = text
        return post(cast.bearer("lin"), body)
    form = {"equipment_0": "BR300-1", "start_0": f"{MONDAY:%Y-%m-%dT%H:%M}", "hours_0": "72"}
    body = {"project": "P-0004", "do": "book", "configuration_0": text, **form}
    return cast.client("lin").post("/bookings/new", body)


@pytest.mark.parametrize("door", ["api", "page"])
def test_both_doors_take_it(cast: Cast, door: str) -> None:
    assert said(cast, door, "m" * 81).status_code in (200, 422)
    assert not Booking.objects.exists()
    assert said(cast, door, f"  {MEDIUM} ").status_code in (201, 302)
    assert Stage.objects.get().configuration == MEDIUM
    number = Booking.objects.get().number
    assert cast.bearer("lin").get(f"{API}/{number}").json()["stages"][0]["configuration"] == MEDIUM
    assert MEDIUM in cast.client("lin").get(f"/bookings/{number}").content.decode()


def with_medium(cast: Cast) -> Booking:
    booking = booked(cast)
    Stage.objects.update(configuration=MEDIUM)
    return booking


def test_a_move_leaves_it_unless_it_says_another(cast: Cast) -> None:
    number, lin = with_medium(cast).number, cast.bearer("lin")
    move: dict[str, Any] = {"stage": 1, "run": run(24)}
    assert patch(lin, number, {"stages": [move]}).status_code == 200
    assert Stage.objects.get().configuration == MEDIUM
    move["configuration"] = "YPD"
    assert patch(lin, number, {"stages": [move]}, 2).status_code == 200
    assert Stage.objects.get().configuration == "YPD"
    trail = cast.client("manager").get("/audit").content.decode()
    assert "YPD" in trail


def test_the_page_changes_it_and_keeps_it_where_it_does_not_ask(cast: Cast) -> None:
    number, page = with_medium(cast).number, cast.client("lin")
    times = {"start_0": f"{at(24):%Y-%m-%dT%H:%M}", "hours_0": "72", "equipment_0": "BR300-1"}
    path = f"/bookings/{number}/change"
    assert page.post(path, {"version": 1, "stages": 1, **times}).status_code == 302
    assert Stage.objects.get().configuration == MEDIUM
    said = {"version": 2, "stages": 1, **times, "configuration_0": "YPD"}
    assert page.post(path, said).status_code == 302
    assert Stage.objects.get().configuration == "YPD"


def test_what_is_split_off_keeps_it(cast: Cast) -> None:
    booking = with_medium(cast)
    parts = {"stage": 1, "parts": [run(0, 24), run(44, 28)]}
    split(cast.actor("lin"), booking.number, 1, Splitting.model_validate(parts))
    assert {stage.configuration for stage in Stage.objects.all()} == {MEDIUM}
    assert Stage.objects.count() == 2


@pytest.mark.parametrize(("name", "knows"), [("lin", True), ("manager", True), ("eve", False)])
def test_it_stands_on_the_blocks_of_those_it_concerns(
    cast: Cast, name: str, *, knows: bool
) -> None:
    with_medium(cast)
    page = cast.client(name).get(f"/timeline?start={MONDAY:%Y-%m-%d}").content.decode()
    period = {"from": at(0).isoformat(), "to": at(24).isoformat()}
    told = cast.bearer(name).get("/api/v1/timeline", period).content.decode()
    assert "BR300-1" in page
    assert "BR300-1" in told
    assert (MEDIUM in page) == knows
    assert (MEDIUM in told) == knows


def test_the_run_page_says_it(cast: Cast) -> None:
    booking = with_medium(cast)
    with clock.at(at(0)):
        started = start_run(cast.actor("operator"), booking.number, StageRef(stage=1))
        page = cast.client("operator").get(f"/runs/{started.number}").content.decode()
    assert MEDIUM in page

"""What open timelines are told: which machine's time has changed, and nothing else."""

from collections.abc import Iterator
from typing import Any

import pytest

from bookings import live
from bookings.actions.cancel import cancel
from bookings.actions.reschedule import reschedule
from bookings.models import Occupation
from bookings.schemas.booking import Cancellation, Rescheduling
from pilotbase.accounts.models import Project
from pilotbase.live.envelope import Item
from tests.bookings.asking import booked, run
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db(transaction=True)
Told = list[dict[str, int]]


@pytest.fixture(autouse=True)
def _new_process() -> Iterator[None]:
    live._known.clear()
    yield
    live._known.clear()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """By tag the number of each message, in order."""
    found: Told = []

    def publish(topic: str, *items: Item) -> None:
        assert topic == live.TOPIC
        assert all(item.data == {"machine": item.key} for item in items)
        found.append({item.key: item.version for item in items})

    monkeypatch.setattr(live, "publish", publish)
    return found


def numbers() -> dict[str, int]:
    return {item.key: item.version for item in live.timeline_topic().load()}


def move(cast: Cast, number: str, **to: Any) -> None:
    asked = {"stages": [{"stage": 1, **to}]}
    reschedule(cast.actor("lin"), number, 1, Rescheduling.model_validate(asked))


def test_a_change_is_told_once(cast: Cast, plant: Plant, project: Project, told: Told) -> None:
    assert set(numbers().values()) == {0}
    booked(cast)
    (first,) = told
    assert set(first) == {"BR300-1"}
    assert numbers() == {"BR300-1": first["BR300-1"], "BR300-2": 0, "DSC-1": 0, "HPLC-1": 0}
    assert numbers()["BR300-1"] == first["BR300-1"]


def test_a_move_is_told_to_both_ends(
    cast: Cast, plant: Plant, project: Project, told: Told
) -> None:
    booking = booked(cast)
    move(cast, booking.number, run=run(0, 72), equipment="BR300-2")
    assert set(told[-1]) == {"BR300-1", "BR300-2"}
    assert told[-1]["BR300-1"] > told[0]["BR300-1"]
    cancel(cast.actor("lin"), booking.number, None, Cancellation())
    assert set(told[-1]) == {"BR300-2"}


def test_what_nobody_told_is_found_when_it_is_read_again(
    cast: Cast, plant: Plant, project: Project, told: Told
) -> None:
    booked(cast)
    before = numbers()
    Occupation.objects.update(active=False)
    after = numbers()
    assert after["BR300-1"] > before["BR300-1"]
    assert {tag for tag in after if after[tag] != before[tag]} == {"BR300-1"}

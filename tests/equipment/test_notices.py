"""Who is told of a fault: those whom it concerns, each once, and strangers no word of it."""

from collections.abc import Iterator

import pytest

from equipment.actions.follow_machine import follow_machine
from equipment.actions.move_fault import move_fault
from equipment.actions.report_fault import report_fault
from equipment.choices import FaultStatus
from equipment.schemas.faults import FaultMove, FaultSaid
from pilotbase.core import clock
from pilotbase.notifications.models import Notice
from tests.equipment.conftest import NOON
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon(plant: Plant) -> Iterator[None]:
    with clock.at(NOON):
        yield


def heard(cast: Cast) -> dict[str, list[str]]:
    """By person, where her notices lead."""
    names = {user.pk: name for name, user in cast.people.items()}
    found: dict[str, list[str]] = {}
    for user, href in Notice.objects.order_by("pk").values_list("user", "href"):
        found.setdefault(names[user], []).append(href)
    return found


def test_who_sees_to_it_and_who_follows_are_told_once(cast: Cast) -> None:
    for who in ("eve", "lin", "operator", "technician"):
        follow_machine(cast.actor(who), "BR300-1")
    row = report_fault(cast.actor("lin"), "BR300-1", FaultSaid(text="caracal-seal"))
    whole, part = f"/faults/{row.pk}", "/machines/BR300-1"
    assert heard(cast) == {
        "operator": [whole],
        "manager": [whole],
        "technician": [whole],
        "eve": [part],
    }
    assert {notice.text for notice in Notice.objects.all()} == {"Fault on BR300-1: Reported."}


def test_each_step_is_one_message_and_none_to_who_took_it(cast: Cast) -> None:
    operator = cast.actor("operator")
    row = report_fault(cast.actor("lin"), "BR300-1", FaultSaid(text="seal"))
    follow_machine(cast.actor("eve"), "BR300-1")
    follow_machine(operator, "BR300-1")
    Notice.objects.all().delete()
    for version, status in enumerate((FaultStatus.IN_REPAIR, FaultStatus.RESOLVED), start=1):
        move_fault(operator, row.pk, version, FaultMove(status=status, answer="caracal"))
    whole, part = f"/faults/{row.pk}", "/machines/BR300-1"
    assert heard(cast) == {"lin": [whole, whole], "eve": [part, part]}
    said = [notice.text for notice in Notice.objects.filter(user=cast.eve).order_by("pk")]
    assert said == ["Fault on BR300-1: Being repaired.", "Fault on BR300-1: Resolved."]


def test_nobody_else_hears_of_it(cast: Cast) -> None:
    report_fault(cast.actor("operator"), "BR300-1", FaultSaid(text="seal"))
    assert set(heard(cast)) == {"manager"}

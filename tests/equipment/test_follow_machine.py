"""Who follows a machine is told of its faults; who reported one is told too."""

import pytest

from equipment.actions.follow_machine import follow_machine, unfollow_machine
from equipment.actions.report_fault import report_fault
from equipment.faults import listeners
from equipment.models import MachineSubscription
from equipment.schemas.faults import FaultSaid
from pilotbase.core.errors import Missing, NotAllowed
from tests.equipment.learning import DOORS, OK, shown
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


def sent(cast: Cast, who: str, door: str, what: str) -> int:
    if door == "page":
        return cast.client(who).post(f"/machines/BR300-1/{what}").status_code
    url = f"/api/v1/equipment/BR300-1/{what}"
    return cast.bearer(who).post(url, content_type="application/json").status_code


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ["lin", "eve", "technician"])
def test_she_follows_and_lets_go(cast: Cast, plant: Plant, who: str, door: str) -> None:
    for _time in range(2):
        assert sent(cast, who, door, "follow") in OK
    assert MachineSubscription.objects.get().user == cast.people[who]
    assert "Tell me no more" in shown(cast, who, "/machines/BR300-1")
    for _time in range(2):
        assert sent(cast, who, door, "unfollow") in OK
    assert not MachineSubscription.objects.exists()
    assert "Tell me of its faults" in shown(cast, who, "/machines/BR300-1")


def test_others_do_not(cast: Cast, plant: Plant) -> None:
    for who in ("finance", "admin"):
        with pytest.raises(NotAllowed):
            follow_machine(cast.actor(who), "BR300-1")
    with pytest.raises(Missing):
        unfollow_machine(cast.actor("lin"), "BR999")


def test_each_who_is_to_know_is_named_once(cast: Cast, plant: Plant) -> None:
    for who in ("lin", "eve"):
        follow_machine(cast.actor(who), "BR300-1")
    follow_machine(cast.actor("technician"), "BR300-2")
    row = report_fault(cast.actor("lin"), "BR300-1", FaultSaid(text="seal leaks"))
    also = [cast.chen.pk, cast.eve.pk]
    assert set(listeners(row, also)) == {cast.lin, cast.eve, cast.chen}
    assert listeners(row, also).count() == 3
    cast.eve.is_active = False
    cast.eve.save()
    assert set(listeners(row)) == {cast.lin}

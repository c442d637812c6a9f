"""Take a machine out of service: for all to see, and only by those who may."""

from datetime import timedelta
from typing import Any

import pytest

from equipment.actions.take_out_of_service import take_out_of_service
from equipment.choices import MachineState
from equipment.errors import OutOfService, StateUnknown
from equipment.events import ServiceChanged
from equipment.models import Equipment
from equipment.schemas.machine import TakingOut
from equipment.statelog import state_at
from pilotbase.accounts.actor import Actor
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.core.errors import Invalid, Missing, NotAllowed
from pilotbase.core.events import heard
from tests.equipment.conftest import NOON
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


def take_out(actor: Actor, tag: str = "BR300-1", **more: Any) -> Equipment:
    with clock.at(NOON):
        return take_out_of_service(actor, tag, TakingOut(reason="Shaft seal", **more))


def test_it_is_out_and_says_why(plant: Plant, cast: Cast) -> None:
    until = NOON + timedelta(days=2)
    with heard(ServiceChanged) as changes:
        machine = take_out(cast.actor("operator"), until=until)
    assert machine.out_of_service_during(NOON, until)
    assert not machine.out_of_service_during(until, until + timedelta(days=1))
    assert state_at(machine.pk, NOON) == MachineState.MAINTENANCE
    assert len(changes) == 1
    assert AuditEntry.objects.get(verb="equipment.taken_out").reason == "Shaft seal"


def test_not_twice_not_backwards_not_as_anything(plant: Plant, cast: Cast) -> None:
    operator = cast.actor("operator")
    with pytest.raises(Invalid):
        take_out(operator, until=NOON - timedelta(days=1))
    with pytest.raises(StateUnknown):
        take_out(operator, state=MachineState.GROWTH)
    take_out(operator, state=MachineState.CALIBRATION)
    with pytest.raises(OutOfService):
        take_out(operator)


@pytest.mark.parametrize("name", ["eve", "lin", "technician", "admin"])
def test_others_may_not(plant: Plant, cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        take_out(cast.actor(name))
    with pytest.raises(Missing):
        take_out(cast.actor(name), tag="BR999")


def test_by_http(plant: Plant, cast: Cast) -> None:
    url = "/api/v1/equipment/BR300-1/out-of-service"
    body = {"reason": "Shaft seal"}
    assert cast.bearer("eve").post(url, body, "application/json").status_code == 403
    answer = cast.bearer("operator").post(url, body, "application/json")
    assert (answer.status_code, answer.json()["public"]) == (200, "out_of_service")
    again = cast.bearer("operator").post(url, body, "application/json")
    assert (again.status_code, again.json()["code"]) == (409, "out_of_service")

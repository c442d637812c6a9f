"""Give a machine back: it stands there to be cleaned."""

import pytest

from equipment.actions.return_to_service import return_to_service
from equipment.actions.take_out_of_service import take_out_of_service
from equipment.choices import MachineState
from equipment.errors import InService
from equipment.models import CurrentState
from equipment.schemas.machine import TakingOut
from pilotbase.core.errors import NotAllowed
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("tag", "state"), [("BR300-1", MachineState.IDLE_DIRTY), ("HPLC-1", MachineState.IDLE)]
)
def test_it_is_idle_and_in_service(plant: Plant, cast: Cast, tag: str, state: MachineState) -> None:
    take_out_of_service(cast.actor("operator"), tag, TakingOut(reason="Shaft seal"))
    machine = return_to_service(cast.actor("manager"), tag)
    assert (machine.out_of_service_since, machine.out_of_service_reason) == (None, "")
    assert CurrentState.objects.get(pk=machine.pk).state == state


def test_only_what_is_out_and_only_by_those_who_may(plant: Plant, cast: Cast) -> None:
    with pytest.raises(InService):
        return_to_service(cast.actor("operator"), "BR300-1")
    with pytest.raises(NotAllowed):
        return_to_service(cast.actor("eve"), "BR300-1")


def test_by_http(plant: Plant, cast: Cast) -> None:
    base = "/api/v1/equipment/BR300-1"
    operator = cast.bearer("operator")
    operator.post(f"{base}/out-of-service", {"reason": "Shaft seal"}, "application/json")
    assert cast.bearer("eve").post(f"{base}/return-to-service").status_code == 403
    answer = operator.post(f"{base}/return-to-service")
    assert (answer.status_code, answer.json()["public"]) == (200, "free")

"""Which program speaks for which machines."""

from datetime import date

import pytest

from equipment.actions.save_gateway import retire_gateway, save_gateway
from equipment.models import Equipment, Gateway
from equipment.schemas.plant import GatewayData
from pilotbase.accounts.masterdata import Exists
from pilotbase.audit.models import AuditEntry
from pilotbase.core.errors import Conflict, Invalid, NotAllowed, Unconditional
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
SAID = {"code": "PLC-2", "name_zh": "二区网关", "name_en": "Gateway 2"}


def test_a_manager_says_which_machines_it_speaks_for(plant: Plant, cast: Cast) -> None:
    simulator = Gateway.objects.create(
        facility=cast.facility, code="SIM", name_zh="s", name_en="s", simulated=True
    )
    simulator.equipment.add(plant.br300, plant.dsc)
    manager = cast.actor("manager")
    made = save_gateway(manager, GatewayData(**SAID, machines="BR300-1, BR300-2"))
    assert [m.tag for m in made.equipment.order_by("tag")] == ["BR300-1", "BR300-2"]
    assert [m.tag for m in simulator.equipment.all()] == ["DSC-1"]
    assert AuditEntry.objects.latest("pk").after == {"machines": ["BR300-1", "BR300-2"]}
    with pytest.raises(Exists):
        save_gateway(manager, GatewayData(**SAID))
    save_gateway(manager, GatewayData(**SAID, machines="DSC-1"), made.version)
    assert [m.tag for m in made.equipment.all()] == ["DSC-1"]


def test_an_unknown_machine_is_said_beside_its_field(plant: Plant, cast: Cast) -> None:
    with pytest.raises(Invalid, match="BR999") as refused:
        save_gateway(cast.actor("manager"), GatewayData(**SAID, machines="BR300-1, BR999"))
    assert refused.value.field == "machines"
    assert not Gateway.objects.exists()


@pytest.mark.parametrize("name", ["eve", "lin", "operator", "admin"])
def test_others_may_not(plant: Plant, cast: Cast, gateway: Gateway, name: str) -> None:
    with pytest.raises(NotAllowed):
        save_gateway(cast.actor(name), GatewayData(**SAID))
    with pytest.raises(NotAllowed):
        retire_gateway(cast.actor(name), gateway.code, gateway.version, date(2027, 1, 1))


def test_it_retires(cast: Cast, gateway: Gateway) -> None:
    manager = cast.actor("manager")
    gateway.equipment.clear()
    with pytest.raises(Unconditional):
        retire_gateway(manager, gateway.code, None, date(2027, 1, 1))
    gone = retire_gateway(manager, gateway.code, gateway.version, date(2027, 1, 1))
    assert gone.retired_from == date(2027, 1, 1)


def test_it_stays_while_machines_have_no_other(plant: Plant, cast: Cast, gateway: Gateway) -> None:
    manager, day = cast.actor("manager"), date(2027, 1, 1)
    gateway.equipment.add(plant.dsc, plant.hplc)
    Equipment.objects.filter(pk=plant.hplc.pk).update(retired_from=day)
    words = {"facility": cast.facility, "name_zh": "备", "name_en": "Other"}
    gone = Gateway.objects.create(code="PLC-8", retired_from=day, **words)
    gone.equipment.add(plant.br300)
    other = Gateway.objects.create(code="PLC-9", **words)
    other.equipment.add(plant.dsc)
    with pytest.raises(Conflict) as refused:
        retire_gateway(manager, gateway.code, gateway.version, day)
    assert refused.value.code == "still_needed"
    assert refused.value.message == "PLC-1 is still needed on that day or later: BR300-1."
    assert Gateway.objects.get(pk=gateway.pk).retired_from is None
    other.equipment.add(plant.br300)
    assert retire_gateway(manager, gateway.code, gateway.version, day).retired_from == day


def test_by_page(plant: Plant, cast: Cast) -> None:
    client = cast.client("manager")
    said = SAID | {"machines": "BR300-1"}
    assert client.post("/plant/gateways/new", said).status_code == 302
    made = Gateway.objects.get()
    assert b"BR300-1" in client.get(f"/plant/gateways/{made.pk}").content
    assert cast.client("eve").post("/plant/gateways/new", said).status_code == 403

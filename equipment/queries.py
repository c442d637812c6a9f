"""What programs are told of machines and alarms."""

from collections.abc import Iterable
from typing import Any

from equipment.capabilities import Vocabulary
from equipment.faces import Shown, face
from equipment.models import Alarm, Capability
from equipment.schemas.machine import AlarmOut, CapabilityOut, MachineOut, MachineShown, TagOut
from equipment.watching import is_watchman, may_watch
from pilotbase.accounts.actor import Actor


def machine_out(one: Shown, words: Vocabulary | None = None) -> MachineOut:
    """``words``: read once for many machines."""
    return MachineOut(**_catalogue(one, words or Vocabulary(one.machine.facility_id)))


def machine_shown(actor: Actor, one: Shown) -> MachineShown:
    machine = one.machine
    whole = one if is_watchman(actor, machine) else one.of_its_run()
    return MachineShown(
        **_catalogue(one, Vocabulary(machine.facility_id)),
        maker=machine.maker,
        model_name=machine.model_name,
        tags=[TagOut.model_validate(tag) for tag in machine.tags.all()],
        face=face(whole, all_values=True) if may_watch(actor, machine) else None,
    )


def alarm_out(alarm: Alarm) -> AlarmOut:
    facts = {name: getattr(alarm, name) for name in AlarmOut.model_fields if name != "equipment"}
    return AlarmOut(equipment=alarm.equipment.tag, **facts)


def capabilities_out(able: Iterable[Capability]) -> list[CapabilityOut]:
    return [CapabilityOut.model_validate(one) for one in able]


def _catalogue(one: Shown, words: Vocabulary) -> dict[str, Any]:
    machine = one.machine
    names = ("tag", "name_zh", "name_en", "size", "bookable", "capabilities")
    return {
        **{name: getattr(machine, name) for name in names},
        "can": capabilities_out(words.of(machine)),
        "kind": machine.equipment_class.kind,
        "equipment_class": machine.equipment_class.code,
        "area": machine.area.code,
        "max_containment": machine.get_max_containment_display(),
        "public": one.public,
    }

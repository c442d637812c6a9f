"""Hang a photograph of a class, or of one of its machines, in the public catalogue."""

from collections.abc import Iterable

from equipment.models import Equipment, EquipmentClass
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import here
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find, refer
from pilotbase.core.files import Kept, cleaned, keep
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb
from pilotbase.intake.models import Picture
from pilotbase.intake.photographs import redrawn


def hang_picture(actor: Actor, code: str, tag: str, name: str, pieces: Iterable[bytes]) -> Picture:
    """``tag`` names a machine of the class; empty is the class itself. The file is stored first.

    Raises NotAllowed, Missing for an unknown class, Invalid for a machine that is not of it or a
    file that is no photograph, and TooLarge (12 MB).
    """
    actor.require(Permission.MANAGE_PLANT)
    of = find(here(actor, EquipmentClass.objects.all()), code=code)
    machines = Equipment.objects.filter(equipment_class=of)
    machine = refer(machines, "machine", tag=tag) if tag else None
    shown = cleaned(name)
    return _hung(actor, of.pk, machine, keep([redrawn(pieces, shown)], shown))


@verb
def _hung(actor: Actor, class_id: int, machine: Equipment | None, kept: Kept) -> Picture:
    of = lock(EquipmentClass.objects.all(), [class_id])[class_id]
    now = clock.now()
    before = Picture.objects.hanging().filter(equipment_class=of, machine=machine)
    before.update(taken_down_at=now)
    picture = Picture.objects.create(
        facility_id=of.facility_id,
        equipment_class=of,
        machine=machine,
        added_at=now,
        added_by_id=actor.person_id,
        **kept._asdict(),
    )
    after = {"class": of.code, "machine": machine.tag if machine else "", "sha256": kept.sha256}
    record(actor, "picture.hung", picture, after=after)
    return picture

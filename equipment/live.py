"""What live pages are told: the board for everyone, for the staff, for a tenant; one machine.

Each is a topic of its own, so that nothing that a person may not see is on its way to her. The
public board's versions rise only with what everyone sees.
"""

from functools import partial

from django.db.models import QuerySet

from equipment.faces import Shown, face, one, public_face, shown
from equipment.models import Equipment, WatchGrant
from equipment.watching import is_watchman
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.live.envelope import Item, Kind
from pilotbase.live.publish import publish, publish_soon, recheck
from pilotbase.live.stream import Topic

PUBLIC = "board"


def boards(actor: Actor) -> list[Topic]:
    """What the board's socket follows for this actor."""
    if actor.facility is not None and actor.may(Permission.SEE_PLANT):
        return [_staff_board(actor.facility.pk)]
    public = Topic(PUBLIC, lambda: [_public(s) for s in shown(on_the_board())])
    if actor.organisation_id is None:
        return [public]
    return [public, _tenant_board(actor.organisation_id)]


def machine_topic(actor: Actor, machine: Equipment) -> Topic:
    """All values of one machine; for the tenant of its run, those since the run began."""
    if is_watchman(actor, machine) or actor.organisation_id is None:
        return Topic(_machine(machine), lambda: [_whole(one(machine.pk))])
    organisation = actor.organisation_id
    return Topic(_run(machine, organisation), lambda: _of_run(one(machine.pk), organisation))


def _of_run(now: Shown, organisation_id: int) -> list[Item]:
    hers = now.grant is not None and now.grant.organisation_id == organisation_id
    return [_whole(now.of_its_run())] if hers else []


def on_the_board() -> QuerySet[Equipment]:
    """The machines that stand in the hall today, in their places."""
    return Equipment.objects.catalogue().serving(clock.now())


def tell(equipment_id: int, kind: Kind = "delta") -> None:
    """Say at once, to each who may know, what the machine is now."""
    now = one(equipment_id)
    publish(PUBLIC, _public(now))
    for topic, item in _private(now):
        publish(topic, item, kind=kind)


def tell_values(equipment_id: int) -> None:
    """Say on the next tick what it measured."""
    for topic, item in _private(one(equipment_id)):
        publish_soon(topic, item)


def tell_watch(equipment_id: int, organisation_id: int) -> None:
    """A grant began or ended: who lost it loses the machine at once."""
    now = one(equipment_id)
    if now.grant is None or now.grant.organisation_id != organisation_id:
        gone = Item(key=now.machine.tag, version=now.current.version, data=None)
        publish(_tenant(organisation_id), gone)
    recheck(_run(now.machine, organisation_id))
    tell(equipment_id)


def _staff_board(facility_id: int) -> Topic:
    machines = partial(_of_facility, facility_id)
    return Topic(_staff(facility_id), lambda: [_card(s) for s in shown(machines())])


def _of_facility(facility_id: int) -> QuerySet[Equipment]:
    return on_the_board().filter(facility=facility_id)


def _tenant_board(organisation_id: int) -> Topic:
    return Topic(_tenant(organisation_id), partial(_granted, organisation_id))


def _granted(organisation_id: int) -> list[Item]:
    grants = WatchGrant.objects.standing(clock.now()).filter(organisation=organisation_id)
    machines = on_the_board().filter(pk__in=grants.values("equipment"))
    return [_card(s.of_its_run()) for s in shown(machines) if s.grant]


def _private(now: Shown) -> list[tuple[str, Item]]:
    told = [
        (_staff(now.machine.facility_id), _card(now)),
        (_machine(now.machine), _whole(now)),
    ]
    if now.grant is None:
        return told
    hers, tenant = now.of_its_run(), now.grant.organisation_id
    return [*told, (_tenant(tenant), _card(hers)), (_run(now.machine, tenant), _whole(hers))]


def _public(now: Shown) -> Item:
    data = public_face(now).model_dump(mode="json")
    return Item(key=now.machine.tag, version=now.current.public_version, data=data)


def _card(now: Shown) -> Item:
    data = face(now).model_dump(mode="json")
    return Item(key=now.machine.tag, version=now.current.version, data=data)


def _whole(now: Shown) -> Item:
    data = face(now, all_values=True).model_dump(mode="json")
    return Item(key=now.machine.tag, version=now.current.version, data=data)


def _staff(facility_id: int) -> str:
    return f"board.staff.{facility_id}"


def _tenant(organisation_id: int) -> str:
    return f"board.tenant.{organisation_id}"


def _machine(machine: Equipment) -> str:
    return f"machine.{machine.tag}"


def _run(machine: Equipment, organisation_id: int) -> str:
    return f"machine.{machine.tag}.{organisation_id}"

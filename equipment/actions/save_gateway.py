"""Say which program speaks for which machines, or retire it from a day on."""

from datetime import date

from equipment.models import Equipment, Gateway
from equipment.schemas.plant import GatewayData
from pilotbase.accounts import masterdata
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import here
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.places import facility_of
from pilotbase.audit.log import record
from pilotbase.core.access import refer
from pilotbase.core.verbs import verb


@verb
def save_gateway(actor: Actor, data: GatewayData, version: int | None = None) -> Gateway:
    """The simulator speaks no longer for a machine that another gateway speaks for.

    Raises NotAllowed, Invalid for an unknown machine, Exists, Missing, Unconditional and Stale.
    """
    actor.require(Permission.MANAGE_PLANT)
    mine = here(actor, Equipment.objects.all())
    machines = [refer(mine, "machines", tag=tag) for tag in data.tags]
    values = data.model_dump(exclude={"code", "machines"}) | {"facility": facility_of(actor)}
    gateway = masterdata.put(
        actor, here(actor, Gateway.objects.all()), {"code": data.code}, values, version
    )
    gateway.equipment.set(machines)
    for other in Gateway.objects.filter(simulated=True).exclude(pk=gateway.pk):
        other.equipment.remove(*machines)
    record(actor, "gateway.speaks_for", gateway, after={"machines": sorted(set(data.tags))})
    return gateway


@verb
def retire_gateway(actor: Actor, code: str, version: int | None, day: date) -> Gateway:
    """Raises StillNeeded while a machine that serves on that day would have no other gateway."""
    actor.require(Permission.MANAGE_PLANT)
    gateway = masterdata.retire(actor, here(actor, Gateway.objects.all()), code, version, day)
    serving = gateway.equipment.serving_on(day)
    others = Gateway.objects.exclude(pk=gateway.pk).exclude(retired_from__lte=day)
    alone = serving.exclude(gateways__in=others).order_by("tag").values_list("tag", flat=True)
    masterdata.refuse_while_needed(gateway.code, list(alone))
    return gateway

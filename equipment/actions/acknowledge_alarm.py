"""Say that one has seen an alarm. It stands until the value is back."""

from django.db.models import F

from equipment.events import AlarmChanged
from equipment.models import Alarm, CurrentState
from equipment.statelog import hold
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb


@verb
def acknowledge_alarm(actor: Actor, alarm_id: int) -> Alarm:
    """The first who acknowledges is the one who did; saying it again changes nothing.

    Raises Missing, SignedOut, NotAllowed.
    """
    alarm = find(Alarm.objects.visible_to(actor), pk=alarm_id)
    actor.require(Permission.ACKNOWLEDGE_ALARM)
    hold(alarm.equipment_id)
    alarm.refresh_from_db()
    if alarm.acknowledged_at is not None:
        return alarm
    alarm.acknowledged_at, alarm.acknowledged_by = clock.now(), actor.user
    alarm.version += 1
    alarm.save(update_fields=["acknowledged_at", "acknowledged_by", "version"])
    CurrentState.objects.filter(pk=alarm.equipment_id).update(version=F("version") + 1)
    record(actor, "alarm.acknowledged", alarm, after={"code": alarm.code})
    emit(AlarmChanged(alarm.pk))
    return alarm

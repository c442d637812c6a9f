"""What equipment does when something happened: it tells the live pages."""

from equipment.events import (
    AlarmChanged,
    ReadingsArrived,
    ServiceChanged,
    SilenceChanged,
    StateChanged,
    WatchChanged,
)
from equipment.live import tell, tell_values, tell_watch
from equipment.models import Alarm
from pilotbase.core.events import after_commit


def show_state(event: StateChanged | SilenceChanged | ServiceChanged) -> None:
    tell(event.equipment_id)


after_commit(StateChanged)(show_state)
after_commit(SilenceChanged)(show_state)
after_commit(ServiceChanged)(show_state)


@after_commit(AlarmChanged)
def show_alarm(event: AlarmChanged) -> None:
    tell(Alarm.objects.values_list("equipment_id", flat=True).get(pk=event.alarm_id), "alarm")


@after_commit(ReadingsArrived)
def show_values(event: ReadingsArrived) -> None:
    tell_values(event.equipment_id)


@after_commit(WatchChanged)
def show_watch(event: WatchChanged) -> None:
    tell_watch(event.equipment_id, event.organisation_id)

"""Who has seen an alarm; the first one did."""

import pytest

from equipment import watching
from equipment.actions.acknowledge_alarm import acknowledge_alarm
from equipment.alarms import raise_fault
from equipment.models import Alarm, CurrentState
from equipment.statelog import hold
from pilotbase.audit.models import AuditEntry
from pilotbase.core.errors import Missing, NotAllowed
from tests.equipment.conftest import NOON
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def alarm(plant: Plant) -> Alarm:
    hold(plant.br300.pk)
    raise_fault(plant.br300.pk, NOON, "Agitator overload")
    return Alarm.objects.get()


def test_an_operator_acknowledges_once(alarm: Alarm, cast: Cast) -> None:
    before = CurrentState.objects.get(pk=alarm.equipment_id).version
    seen = acknowledge_alarm(cast.actor("operator"), alarm.pk)
    assert seen.acknowledged_by == cast.operator
    assert CurrentState.objects.get(pk=alarm.equipment_id).version == before + 1
    again = acknowledge_alarm(cast.actor("operator"), alarm.pk)
    assert again.acknowledged_at == seen.acknowledged_at
    assert AuditEntry.objects.filter(verb="alarm.acknowledged").count() == 1


def test_it_is_missing_for_the_competitor(alarm: Alarm, cast: Cast, plant: Plant) -> None:
    watching.grant(plant.br300.pk, cast.startup.pk, NOON, "R-1", "")
    with pytest.raises(Missing):
        acknowledge_alarm(cast.actor("eve"), alarm.pk)
    with pytest.raises(NotAllowed):
        acknowledge_alarm(cast.actor("lin"), alarm.pk)
    with pytest.raises(NotAllowed):
        acknowledge_alarm(cast.actor("technician"), alarm.pk)


def test_by_http(alarm: Alarm, cast: Cast) -> None:
    url = f"/api/v1/alarms/{alarm.pk}/acknowledge"
    assert cast.bearer("eve").post(url).status_code == 404
    assert cast.bearer("technician").post(url).status_code == 403
    answer = cast.bearer("operator").post(url)
    assert answer.status_code == 200
    assert answer.json()["acknowledged_at"] is not None

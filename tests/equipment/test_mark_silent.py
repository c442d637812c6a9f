"""A machine whose gateway has fallen silent is offline, and never silently live."""

from datetime import timedelta

import pytest

from equipment.actions.mark_silent import _mark, mark_silent
from equipment.choices import MachineState, PublicState, Source
from equipment.events import SilenceChanged
from equipment.faces import one
from equipment.models import Gateway
from equipment.statelog import enter
from pilotbase.accounts.actor import Actor
from pilotbase.core import clock
from pilotbase.core.events import heard
from tests.equipment.conftest import NOON
from tests.equipment.test_report_states import report
from tests.factories import Plant

pytestmark = pytest.mark.django_db


def test_silence_is_shown_and_ends(plant: Plant, gateway: Gateway, speaker: Actor) -> None:
    enter(plant.br300.pk, MachineState.GROWTH, NOON, actor=speaker, source=Source.GATEWAY)
    report(speaker)
    with clock.at(NOON + timedelta(seconds=15)):
        assert mark_silent() == 0
    with clock.at(NOON + timedelta(seconds=16)), heard(SilenceChanged) as changes:
        assert one(plant.br300.pk).public == PublicState.OFFLINE  # though nobody has marked it
        assert mark_silent() == 1
        assert mark_silent() == 0
        face = one(plant.br300.pk)
        assert (face.state, face.since) == (MachineState.OFFLINE, NOON)
        report(speaker)
        assert [change.equipment_id for change in changes] == [plant.br300.pk]
    Gateway.objects.update(seen_at=NOON + timedelta(seconds=20))
    with clock.at(NOON + timedelta(seconds=21)):
        assert mark_silent() == 1
        assert one(plant.br300.pk).state == MachineState.GROWTH


def test_a_slow_machine_has_more_time(plant: Plant, gateway: Gateway, speaker: Actor) -> None:
    plant.br300.tags.filter(code="DO").update(period=60)
    report(speaker)
    with clock.at(NOON + timedelta(seconds=180)):
        assert mark_silent() == 0
    with clock.at(NOON + timedelta(seconds=181)):
        assert mark_silent() == 1


def test_a_gateway_that_never_spoke_is_silent(plant: Plant, gateway: Gateway) -> None:
    assert mark_silent() == 1
    assert one(plant.br300.pk).since is None


def test_what_people_took_out_of_service_stays_so(
    plant: Plant, gateway: Gateway, speaker: Actor
) -> None:
    enter(plant.br300.pk, MachineState.MAINTENANCE, NOON, actor=speaker, source=Source.PERSON)
    assert mark_silent() == 1
    assert one(plant.br300.pk).public == PublicState.OUT_OF_SERVICE


def test_a_machine_that_people_speak_for_is_never_silent(plant: Plant, speaker: Actor) -> None:
    enter(plant.hplc.pk, MachineState.RUNNING, NOON, actor=speaker, source=Source.PERSON)
    assert one(plant.hplc.pk).state == MachineState.RUNNING


def test_a_machine_that_was_said_to_be_offline_is_so_from_then_on(
    plant: Plant, gateway: Gateway, speaker: Actor
) -> None:
    """Its gateway speaks on, for other machines: that is no news of this one."""
    enter(plant.br300.pk, MachineState.OFFLINE, NOON, actor=speaker, source=Source.GATEWAY)
    later = NOON + timedelta(hours=3)
    Gateway.objects.update(seen_at=later)
    with clock.at(later):
        assert one(plant.br300.pk).since == NOON
    with clock.at(later + timedelta(hours=1)):  # and now the gateway is silent too
        assert (one(plant.br300.pk).state, one(plant.br300.pk).since) == (
            MachineState.OFFLINE,
            NOON,
        )


def test_of_a_machine_nobody_spoke_for_it_is_not_known_since_when(
    plant: Plant, gateway: Gateway
) -> None:
    Gateway.objects.update(seen_at=NOON)
    with clock.at(NOON):
        face = one(plant.br300.pk)
        assert (face.state, face.since) == (MachineState.OFFLINE, None)


def test_of_two_who_look_at_once_one_marks_it(plant: Plant, gateway: Gateway) -> None:
    assert mark_silent() == 1
    with heard(SilenceChanged) as changes:
        assert not _mark(plant.br300.pk)  # the other had seen it unmarked
    assert changes == []

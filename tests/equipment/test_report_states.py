"""A batch of states: from a gateway by its token, from an operator; each item judged by itself."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from equipment.actions.report_states import report_states
from equipment.choices import MachineState, Source
from equipment.gateways import issue_token
from equipment.models import CurrentState, Gateway, StateEntry
from equipment.schemas.machine import StateReport, Verdict
from pilotbase.accounts.actor import Actor
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.core.errors import Missing, NotAllowed
from tests.equipment.conftest import NOON
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


def said(state: str, minutes: float = 0, **more: Any) -> dict[str, Any]:
    return {"state": state, "at": (NOON + timedelta(minutes=minutes)).isoformat(), **more}


def report(actor: Actor, *states: object, tag: str = "BR300-1") -> Verdict:
    with clock.at(NOON):
        return report_states(actor, tag, StateReport(states=list(states)))


def codes(verdict: Verdict) -> list[tuple[int, str]]:
    return [(one.index, one.code) for one in verdict.rejected]


def test_a_gateway_reports_and_is_heard(plant: Plant, gateway: Gateway, speaker: Actor) -> None:
    verdict = report(speaker, said("GROWTH", -5, note="auto"), said("SIP", -60))
    assert (verdict.accepted, verdict.rejected) == (2, [])
    entry = StateEntry.objects.get(state="GROWTH")
    assert (entry.source, entry.gateway, entry.note) == (Source.GATEWAY, gateway, "auto")
    assert CurrentState.objects.get(pk=plant.br300.pk).state == MachineState.GROWTH
    gateway.refresh_from_db()
    assert gateway.seen_at == NOON
    trace = AuditEntry.objects.get(verb="equipment.states_reported")
    assert (trace.acting_as, trace.target) == ("gateway:PLC-1", "BR300-1")


def test_each_item_is_judged_by_itself(plant: Plant, speaker: Actor) -> None:
    verdict = report(
        speaker,
        said("GROWTH"),
        said("DRYING"),
        said("FEED", 6),
        said("FEED", -60 * 24 * 93),
        {"state": "FEED", "at": "2026-11-25T12:00:00"},
        {"state": "FEED", "at": 1764072000},
        {"state": "FEED"},
        "nonsense",
        said("FEED", 5),
    )
    assert verdict.accepted == 2
    assert codes(verdict) == [
        (1, "state_unknown"),
        (2, "too_far_ahead"),
        (3, "too_old"),
        (4, "no_offset"),
        (5, "malformed"),
        (6, "malformed"),
        (7, "malformed"),
    ]


def test_what_is_sent_again_is_accepted_and_not_repeated(plant: Plant, speaker: Actor) -> None:
    batch = [said("SIP", -9), said("STERILE_HOLD", -3), said("SIP", -9)]
    assert report(speaker, *batch).accepted == 3
    assert report(speaker, *batch).accepted == 3
    assert StateEntry.objects.count() == 2


def test_an_empty_batch_says_that_the_gateway_lives(gateway: Gateway, speaker: Actor) -> None:
    assert report(speaker).accepted == 0
    gateway.refresh_from_db()
    assert gateway.seen_at == NOON
    assert not AuditEntry.objects.exists()


def test_an_operator_reports_too(plant: Plant, cast: Cast) -> None:
    report(cast.actor("operator"), said("MAINTENANCE"))
    entry = StateEntry.objects.get()
    assert (entry.source, entry.recorded_by) == (Source.PERSON, cast.operator)


def test_a_gateway_speaks_for_its_own_machines_only(plant: Plant, speaker: Actor) -> None:
    with pytest.raises(NotAllowed) as refused:
        report(speaker, said("GROWTH"), tag="BR300-2")
    assert refused.value.code == "not_its_machine"
    with pytest.raises(Missing):
        report(speaker, said("GROWTH"), tag="BR999")


@pytest.mark.parametrize("name", ["eve", "lin", "technician", "manager", "admin"])
def test_others_may_not(plant: Plant, cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        report(cast.actor(name), said("GROWTH"))


def test_by_http(plant: Plant, program: Client, cast: Cast, gateway: Gateway) -> None:
    url = "/api/v1/equipment/BR300-1/states"
    now = timezone.now().isoformat()
    body = {"states": [{"at": now, "state": "GROWTH"}, {"at": now, "state": "DRYING"}]}
    answer = program.post(url, body, "application/json")
    assert answer.status_code == 200
    assert answer.json()["accepted"] == 1
    assert answer.json()["rejected"][0]["code"] == "state_unknown"
    assert cast.bearer("eve").post(url, body, "application/json").status_code == 403
    assert Client().post(url, body, "application/json").status_code == 401
    issue_token(gateway)
    assert program.post(url, body, "application/json").status_code == 401


def test_a_retired_gateway_is_a_stranger(program: Client, gateway: Gateway) -> None:
    gateway.retired_from = datetime(2020, 1, 1, tzinfo=UTC).date()
    gateway.save()
    url = "/api/v1/equipment/BR300-1/states"
    assert program.post(url, {"states": []}, "application/json").status_code == 401

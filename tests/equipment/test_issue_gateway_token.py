"""A gateway's token: from the command line, good until the next one is made."""

import pytest
from django.test import Client

from equipment.actions.issue_gateway_token import issue_gateway_token
from equipment.models import Gateway
from pilotbase.core.errors import Missing, NotAllowed
from pilotbase.running.tokens import print_token
from tests.people import Cast

pytestmark = pytest.mark.django_db


def test_the_command_prints_one(gateway: Gateway, capsys: pytest.CaptureFixture[str]) -> None:
    answers = []
    for _time in range(2):
        assert print_token(f"gateway:{gateway.code}") == 0
        answers.append(capsys.readouterr().out.strip())
    old, new = (_says(text) for text in answers)
    assert (old, new) == (401, 200)


def test_there_must_be_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert print_token("gateway:NONE") == 1
    assert "NONE" in capsys.readouterr().err


def test_a_manager_may_and_others_may_not(gateway: Gateway, cast: Cast) -> None:
    assert issue_gateway_token(cast.actor("manager"), gateway.code).startswith("pbg_")
    for name in ("eve", "operator"):
        with pytest.raises(NotAllowed):
            issue_gateway_token(cast.actor(name), gateway.code)
    with pytest.raises(Missing):
        issue_gateway_token(cast.actor("manager"), "NONE")


def _says(token: str) -> int:
    """What the plant answers a gateway that says that it lives."""
    client = Client(headers={"Authorization": f"Bearer {token}"})
    answer = client.post(
        "/api/v1/equipment/BR300-1/states", {"states": []}, content_type="application/json"
    )
    return answer.status_code

"""What every field of every command refuses, whoever wrote it: asked of each by its kind."""

import math
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from pilotbase import urls  # noqa: F401 every door, and with it every command
from pilotbase.core.schemas import Command

PLAIN = "2026-11-25T08:00:00+08:00"
FAR = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00")
NO_NUMBERS = ("nan", "1e999999", math.nan, math.inf, -math.inf)
OF_MACHINES = {  # whose clock may be unset, and whose reading is refused without the whole batch
    "ReportedReading.at",
    "ReportedReading.value",
    "ReportedState.at",
}


def _commands(of: type[BaseModel] = Command) -> Iterator[type[BaseModel]]:
    for kind in of.__subclasses__():
        yield kind
        yield from _commands(kind)


def _fields(*of: str) -> list[Any]:
    return [
        pytest.param(kind, field.alias or name, id=f"{kind.__name__}.{name}")
        for kind in dict.fromkeys(_commands())
        for name, field in kind.model_fields.items()
        if any(word in repr(field.annotation) for word in of)
        and f"{kind.__name__}.{name}" not in OF_MACHINES
    ]


def _takes(kind: type[BaseModel], name: str, value: object) -> bool:
    try:
        kind.model_validate({name: value})
    except ValidationError as invalid:
        return not any(error["loc"][:1] == (name,) for error in invalid.errors())
    return True


@pytest.mark.parametrize(("kind", "name"), _fields("AwareDatetime", "datetime.datetime"))
def test_no_command_takes_an_instant_that_no_plant_plans_for(
    kind: type[BaseModel], name: str
) -> None:
    """It has no UTC, or none to which hours can be added: what is made of it breaks."""
    assert _takes(kind, name, PLAIN)
    assert not any(_takes(kind, name, far) for far in FAR)


@pytest.mark.parametrize(("kind", "name"), _fields("float"))
def test_no_command_takes_a_number_that_is_none(kind: type[BaseModel], name: str) -> None:
    """No column of JSON keeps it: neither a record of the audit trail, nor an answer."""
    assert _takes(kind, name, 1.5)
    assert not any(_takes(kind, name, odd) for odd in NO_NUMBERS)

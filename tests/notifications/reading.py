"""Reads calendars as another program does: by vobject, which knows nothing of what writes them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import vobject

Component = Any  # vobject brings no types


def calendar_in(content: bytes) -> Component:
    """The one calendar in it, which is whole. A line ends as the standard says, at 75 octets."""
    assert content.endswith(b"\r\n")
    lines = content[:-2].split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75
    [calendar] = vobject.readComponents(content.decode())
    calendar.validate(raiseException=True)
    for component in everything(calendar):
        for name, lines_of_it in component.contents.items():
            assert len(lines_of_it) == 1 or name == "vevent", f"{name} twice"
    return calendar


def everything(component: Component) -> Iterator[Component]:
    yield component
    for inner in component.components():
        yield from everything(inner)


def events_of(calendar: Component) -> list[Component]:
    return list(calendar.contents.get("vevent", []))


def text_of(component: Component, name: str) -> str:
    return str(component.getChildValue(name))


def instant_of(component: Component, name: str) -> datetime:
    """It is said in UTC, or this fails."""
    value = component.getChildValue(name)
    assert isinstance(value, datetime)
    assert value.utcoffset() == timedelta(0)
    assert "X-VOBJ-ORIGINAL-TZID" not in getattr(component, name).params
    return value

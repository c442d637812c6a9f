"""Which module may import which, where the import contracts cannot say it: by a module's name."""

import ast
from collections.abc import Iterator

import pytest

from tests.test_architecture import ROOT, sources

APPS = ["equipment", "bookings", "samples"]
DOORS = ("views", "api", "forms", "consumers")
MEETING = {"pilotbase.urls", "pilotbase.api", "pilotbase.sockets"}
PURE = ("policy", "pricing", "planner", "measurement")
NEVER_PURE = ("django.db", "django.utils.timezone", "pilotbase.core.clock")


def imports() -> Iterator[tuple[str, str]]:
    """Every import as (who, whom), whom as a module or as a name in one."""
    for path in sources():
        who = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                yield from ((who, f"{node.module}.{name.name}") for name in node.names)
            elif isinstance(node, ast.Import):
                yield from ((who, name.name) for name in node.names)


@pytest.fixture(scope="module")
def pairs() -> list[tuple[str, str]]:
    return list(imports())


def part(name: str) -> str:
    """``views_runs`` of ``bookings.views.runs.run_page``: a door, or a rule, by its beginning."""
    return name.split(".")[1] if name.count(".") else ""


def test_a_door_is_private_to_its_app(pairs: list[tuple[str, str]]) -> None:
    wrong = [
        f"{who} imports {whom}: take the action, the model or the query instead"
        for who, whom in pairs
        if whom.split(".")[0] in APPS
        and part(whom).split("_")[0] in DOORS
        and who.split(".")[0] != whom.split(".")[0]
        and who not in MEETING
    ]
    assert not wrong, "\n".join(wrong)


def test_pure_rules_know_no_database_and_no_clock(pairs: list[tuple[str, str]]) -> None:
    wrong = [
        f"{who} imports {whom}: hand it what it needs"
        for who, whom in pairs
        if who.split(".")[0] in APPS
        and part(who) in PURE
        and (whom.startswith(NEVER_PURE) or part(whom) == "models")
    ]
    assert not wrong, "\n".join(wrong)

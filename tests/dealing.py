"""Deals what asks nothing of the database itself between the runs on SQLite and on PostgreSQL.

A test marked ``either`` asks what a door says, to whom, and in which words. The suite asks each
once: one half on SQLite (``--half 0``), the other on PostgreSQL (``--half 1``). Without ``--half``
nothing is left out; ``make thorough`` runs everything on both.
"""

from zlib import crc32

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--half", type=int, choices=(0, 1), help="of what is marked either, one half")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    half = config.getoption("half")
    if half is None:
        return
    dealt = {item for item in items if item.get_closest_marker("either")}
    others = [item for item in dealt if crc32(item.nodeid.encode()) % 2 != half]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in set(others)]

"""The reference is what the code says: ``make reference`` writes it anew."""

import pytest

from pilotbase.env import Env
from tools import reference, source


@pytest.mark.slow
@pytest.mark.parametrize("name", reference.PAGES)
def test_a_page_is_what_the_code_says(name: str) -> None:
    stale = f"docs/reference/{name} is stale: run `make reference`"
    assert (reference.FOLDER / name).read_text() == reference.rendered(name), stale


def test_every_setting_says_what_it_does() -> None:
    assert all(field.description for field in Env.model_fields.values())


@pytest.mark.slow
def test_a_refusal_keeps_its_code_for_itself() -> None:
    codes = [one.code for one in source.refusals()]
    assert len(codes) == len(set(codes))
    assert all(one.code and 400 <= one.status < 600 for one in source.refusals())


def test_every_event_is_told_by_someone() -> None:
    silent = [e.name for events in source.events().values() for e in events if not e.emitted]
    assert not silent


def test_a_cell_keeps_its_table_whole() -> None:
    assert reference.table(["a"], [["x|y\n``z``"]])[-1] == "| x\\|y `z` |"

"""A phone: a table's row is a card there, and what one does stays within reach of the thumb."""

from typing import Final

import pytest
from playwright.sync_api import Page, expect

from pilotbase.accounts.models import Project
from tests.bookings.asking import booked
from tests.browser.conftest import Visit
from tests.factories import Plant
from tests.people import Cast

TABLE: Final = ".pb-table--cards"
SAID: Final = """cell => getComputedStyle(cell, "::before").content"""
BESIDE: Final = """table => table.parentElement.scrollWidth - table.parentElement.clientWidth"""


@pytest.fixture
def number(cast: Cast, plant: Plant, project: Project) -> str:
    return booked(cast).number


def said(page: Page, nth: int) -> str:
    """What stands before a cell of the first row."""
    return str(page.locator(f"{TABLE} tbody tr").first.locator("td").nth(nth).evaluate(SAID))


def test_a_row_is_a_card(visit: Visit, cast: Cast, number: str) -> None:
    page = visit("/bookings", cast.lin, width=390, language="en")
    assert page.locator(TABLE).evaluate(BESIDE) == 0
    assert [said(page, nth) for nth in range(3)] == ["none", '"Machine"', '"Run"']
    first, second = page.locator(f"{TABLE} tbody tr").first.locator("td").all()[:2]
    above, below = first.bounding_box(), second.bounding_box()
    assert above
    assert below
    assert above["x"] == below["x"]
    assert above["y"] + above["height"] <= below["y"]
    expect(first.get_by_role("link")).to_have_text(number)


def test_on_a_desk_it_is_a_row(visit: Visit, cast: Cast, number: str) -> None:
    page = visit("/bookings", cast.lin, language="en")
    assert {said(page, nth) for nth in range(3)} == {"none"}
    expect(page.get_by_role("columnheader", name="Machine")).to_be_visible()
    row = page.locator(f"{TABLE} tbody tr").first.bounding_box()
    assert row
    assert row["height"] <= 36


def test_of_many_actions_the_first_stays_at_the_thumb(
    visit: Visit, cast: Cast, number: str
) -> None:
    page = visit("/bookings", cast.manager, width=390, language="en")
    actions = page.locator(".pb-head__do > .pb-btn")
    boxes = [one.bounding_box() for one in actions.all()]
    assert len(boxes) > 3
    for box in boxes:
        assert box
        assert box["height"] >= 44
        assert box["x"] + box["width"] <= 390
    book = page.get_by_role("link", name="Book a machine").bounding_box()
    assert book
    assert book["y"] > 760
    assert book["width"] > 340

"""Booking in a real browser: the answer comes while one types, and its buttons do what they say."""

import pytest
from playwright.sync_api import expect

from bookings.models import Booking
from pilotbase.accounts.models import Project
from tests.bookings.asking import at, booked
from tests.browser.axe import dealt, serious_faults
from tests.browser.conftest import Visit
from tests.factories import Plant
from tests.people import Cast


@pytest.mark.parametrize("width", [1440, 390])
def test_an_answer_comes_as_one_types(
    visit: Visit, cast: Cast, plant: Plant, project: Project, width: int
) -> None:
    booked(cast)
    start = at(0).isoformat().replace("+", "%2B")
    link = f"/bookings/new?machine=BR300-1&start={start}"
    page = visit(link, cast.lin, language="en", width=width)
    title, go = page.locator("h1"), page.locator("#answer-do .pb-btn--go")
    expect(title).to_contain_text("Not like this; the earliest start is 2027-01-15 Fri 00:00")
    expect(page.locator(".pb-problem")).to_contain_text("BR300-1 is taken until 2027-01-14")
    page.get_by_label("Purpose").fill("fed-batch 3")
    page.get_by_label("Machine").select_option("BR300-2")
    expect(title).to_contain_text("Yes: BR300-2")
    expect(go).to_have_text("Book for ¥15,200")
    hours = page.get_by_label("Length of the run")
    hours.fill("100")
    expect(go).to_have_text("Book for ¥19,000")
    hours.press("Enter")  # asks, and books nothing
    expect(title).to_contain_text("Yes: BR300-2")
    assert Booking.objects.count() == 1
    page.get_by_role("button", name="Add a stage").click()
    page.get_by_label("Machine").nth(1).select_option("DSC-1")
    expect(go).to_have_text("Book for ¥21,800")
    go.click()
    expect(title).to_contain_text("BR300-2, run from 2027-01-11 Mon 08:00")
    booking = Booking.objects.latest("pk")
    assert (booking.purpose, len(booking.all_stages)) == ("fed-batch 3", 2)


def test_the_way_out_is_a_button(visit: Visit, cast: Cast, plant: Plant, project: Project) -> None:
    booked(cast)
    start = at(0).isoformat().replace("+", "%2B")
    page = visit(f"/bookings/new?machine=BR300-1&start={start}", cast.lin)
    page.locator(".pb-problem .pb-btn").click()
    page.locator("#answer-do .pb-btn--go").click()
    page.wait_for_url("**/bookings/B-*")
    assert Booking.objects.latest("pk").all_stages[0].run_start == at(88)
    page.goto("/bookings")
    expect(page.locator("tbody tr")).to_have_count(2)


def test_cancelling_says_what_it_means_first(
    visit: Visit, cast: Cast, plant: Plant, project: Project
) -> None:
    booking = booked(cast)
    page = visit(f"/bookings/{booking.number}", cast.lin, language="en")
    page.get_by_role("button", name="Cancel the booking").click()
    dialog = page.locator("#pb-confirm")
    expect(dialog).to_contain_text(f"Cancel booking {booking.number}?")
    expect(dialog).to_contain_text("its time is free for others at once")
    dialog.get_by_role("button", name="Cancel the booking").click()
    expect(page.locator(".pb-head")).to_contain_text("Cancelled")


@pytest.mark.usefixtures("transactional_db", "project")
@pytest.mark.parametrize("width", [1440, 390])
def test_it_is_sound_for_keyboards_and_screen_readers(
    visit: Visit, cast: Cast, plant: Plant, pytestconfig: pytest.Config, width: int
) -> None:
    plant.vessels.approves_itself = False
    plant.vessels.save()
    request = booked(cast)
    start = at(0).isoformat().replace("+", "%2B")
    pages = (
        (f"/bookings/new?machine=BR300-1&start={start}", cast.manager),
        (f"/bookings/new?machine=BR300-2&start={start}", cast.lin),
        (f"/bookings/{request.number}", cast.lin),
        (f"/bookings/{request.number}", cast.manager),
        ("/bookings", cast.manager),
    )
    for path, person in dealt(pytestconfig, pages, int(width == 390)):
        page = visit(path, person, width=width, bypass_csp=True)
        assert serious_faults(page) == [], path

"""The timeline in a real browser: drawing, moving and stretching by hand and by keys, and what
the rules say meanwhile."""

import re
from datetime import datetime
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, expect

from bookings.actions.cancel import cancel
from bookings.actions.reschedule import reschedule
from bookings.models import Booking
from bookings.schemas.booking import Cancellation, Rescheduling
from pilotbase.accounts.models import Project
from pilotbase.core import clock
from tests.bookings.asking import at, booked, run
from tests.bookings.standing import a_booking, hours
from tests.browser.axe import serious_faults
from tests.browser.conftest import Visit
from tests.factories import Plant
from tests.people import Cast, a_project

WEEKS: Final = "/timeline?start=2027-01-11&days=14"
SIGN: Final = "/machines/BR300-1/scan"
VERDICT: Final = "[data-tl-verdict]"


def lane(page: Page, tag: str) -> Locator:
    return page.locator(f'.pb-tl__lane[data-machine="{tag}"]')


def spot(page: Page, tag: str, hours: float) -> tuple[float, float]:
    """Where the instant so many hours after the first Monday 08:00 stands on a machine's row."""
    box = lane(page, tag).bounding_box()
    assert box
    return box["x"] + (hours + 8) / (14 * 24) * box["width"], box["y"] + box["height"] / 2


def press(page: Page, tag: str, hours: float) -> None:
    page.mouse.move(*spot(page, tag, hours))
    page.mouse.down()


def drag(page: Page, tag: str, hours: float) -> None:
    page.mouse.move(*spot(page, tag, hours), steps=8)


def starts(booking: Booking) -> tuple[str, datetime, datetime]:
    stage = Booking.objects.get(pk=booking.pk).all_stages[0]
    return stage.equipment.tag, stage.run_start, stage.run_end


@pytest.fixture
def page(visit: Visit, cast: Cast, plant: Plant, project: Project) -> Page:
    return visit(WEEKS, cast.lin, language="en")


def test_drawing_a_booking(page: Page, cast: Cast, plant: Plant) -> None:
    press(page, "BR300-2", 24.2)
    drag(page, "BR300-2", 47.7)
    verdict = page.locator(VERDICT)
    expect(verdict.locator("h3")).to_have_text("Fits on BR300-2: 01-12 08:00 – 01-13 08:00")
    expect(verdict.locator("li.ok")).to_have_text("¥7,600")
    drag(page, "BR300-2", 71.7)
    expect(verdict.locator("li.ok")).to_have_text("¥11,400")
    assert not Booking.objects.exists()
    page.mouse.up()
    dialog = page.locator("#tl-confirm")
    expect(dialog.locator("h2")).to_have_text("Book BR300-2, 01-12 08:00 – 01-14 08:00?")
    dialog.get_by_label("Purpose").fill("fed-batch 3")
    dialog.get_by_role("button", name="Book for ¥11,400").click()
    expect(lane(page, "BR300-2").locator(".pb-blk--mine")).to_contain_text("fed-batch 3")
    booking = Booking.objects.get()
    assert (booking.purpose, booking.project.code) == ("fed-batch 3", "P-0004")
    assert starts(booking) == ("BR300-2", at(24), at(72))
    expect(page.locator(".pb-blk--drag")).to_have_count(0)


def test_thinking_better_of_it(page: Page, cast: Cast) -> None:
    press(page, "BR300-2", 24.2)
    drag(page, "BR300-2", 71.7)
    page.mouse.up()
    page.locator("#tl-confirm").get_by_role("button", name="Not now").click()
    expect(page.locator(".pb-blk--drag")).to_have_count(0)
    expect(page.locator(VERDICT)).to_be_hidden()
    assert not Booking.objects.exists()


def test_moving_to_another_day_and_machine(
    visit: Visit, cast: Cast, plant: Plant, project: Project
) -> None:
    booking = booked(cast)
    page = visit(WEEKS, cast.lin, language="en")
    press(page, "BR300-1", 30)
    drag(page, "BR300-2", 54)
    expect(page.locator(f"{VERDICT} h3")).to_have_text("Fits on BR300-2: 01-12 08:00 – 01-15 08:00")
    expect(page.locator(f"{VERDICT} li.ok")).to_have_text("The price stays ¥15,200")
    expect(lane(page, "BR300-1").locator(".pb-blk--from")).to_be_visible()
    drag(page, "DSC-1", 54)  # another class: it stays where it was last
    page.mouse.up()
    dialog = page.locator("#tl-confirm")
    expect(dialog.locator("h2")).to_contain_text(f"Move {booking.number} to BR300-2")
    dialog.get_by_role("button", name="Move it").click()
    expect(lane(page, "BR300-2").locator(".pb-blk--mine")).to_be_visible()
    expect(lane(page, "BR300-1").locator(".pb-blk")).to_have_count(0)
    assert starts(booking) == ("BR300-2", at(24), at(96))
    assert page.url.endswith(WEEKS)  # a drag is no click


def test_stretching_says_every_reason_and_the_next_free_time(
    visit: Visit, cast: Cast, plant: Plant, project: Project
) -> None:
    booking = booked(cast)
    booked(cast, ("BR300-1", 120, 24))
    plant.vessels.shortest = plant.vessels.granularity * 144  # 72 h
    plant.vessels.save()
    page = visit(WEEKS, cast.lin, language="en")
    box = lane(page, "BR300-1").locator(".pb-blk--mine").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] - 3, box["y"] + 10)
    page.mouse.down()
    drag(page, "BR300-1", 56)
    verdict = page.locator(VERDICT)
    expect(verdict.locator("h3")).to_contain_text("Does not fit on BR300-1")
    expect(verdict.locator("li:not(.ok)")).to_have_count(1)
    drag(page, "BR300-1", 128)
    expect(verdict.locator("li:not(.ok)")).to_contain_text("BR300-1 is taken until")
    page.mouse.up()
    expect(page.locator("#tl-confirm")).to_be_hidden()
    expect(verdict.locator("[data-earliest]")).to_contain_text(
        "Put it at the earliest, 01-18 00:00"
    )
    verdict.get_by_role("button", name="Put it back").click()
    expect(verdict).to_be_hidden()
    assert starts(booking) == ("BR300-1", at(0), at(72))


def test_what_it_lies_over_is_marked_in_red(
    visit: Visit, cast: Cast, plant: Plant, project: Project
) -> None:
    booked(cast)
    a_project(cast, cast.rival, "P-0009")
    booked(cast, ("BR300-1", 120, 24), by="eve", project="P-0009")
    page = visit(WEEKS, cast.lin, language="en")
    strips = lane(page, "BR300-1").locator(".pb-clash")
    taken = lane(page, "BR300-1").locator(".pb-blk--taken").bounding_box()
    press(page, "BR300-1", 30)
    drag(page, "BR300-1", 54)  # where it comes from is no obstacle
    expect(page.locator(f"{VERDICT} h3")).to_contain_text("Fits")
    expect(strips).to_have_count(0)
    drag(page, "BR300-1", 90)
    expect(page.locator(f"{VERDICT} h3")).to_contain_text("Does not fit")
    expect(strips).to_have_count(1)
    strip, held = strips.bounding_box(), page.locator(".pb-blk--drag").bounding_box()
    assert strip
    assert held
    assert taken
    assert strip["x"] == pytest.approx(taken["x"], abs=1)
    assert strip["x"] + strip["width"] == pytest.approx(held["x"] + held["width"], abs=1)
    assert held["y"] < strip["y"] < held["y"] + held["height"]
    page.keyboard.press("Escape")
    expect(strips).to_have_count(0)
    page.mouse.up()


def test_the_earliest_is_one_press(
    visit: Visit, cast: Cast, plant: Plant, project: Project
) -> None:
    booking = booked(cast)
    booked(cast, ("BR300-1", 120, 24))
    page = visit(WEEKS, cast.lin, language="en")
    press(page, "BR300-1", 30)
    drag(page, "BR300-1", 78)
    page.mouse.up()
    page.locator(f"{VERDICT} [data-earliest]").click()
    page.locator("#tl-confirm").get_by_role("button", name="Move it").click()
    expect(page.locator("#tl-confirm")).to_be_hidden()
    assert starts(booking) == ("BR300-1", at(160), at(232))


def test_keys_do_the_same(visit: Visit, cast: Cast, plant: Plant, project: Project) -> None:
    booking = booked(cast)
    page = visit(WEEKS, cast.lin, language="en")
    block = lane(page, "BR300-1").locator(".pb-blk--mine")
    said = page.locator("[data-tl-said]")
    block.focus()
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("Fits on BR300-1: 01-11 09:00 – 01-14 09:00")
    page.keyboard.press("Shift+ArrowRight")
    expect(said).to_contain_text("Fits on BR300-1: 01-11 09:00 – 01-14 10:00")
    page.keyboard.press("Escape")
    expect(said).to_have_text("")
    expect(block).to_be_focused()
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("ArrowDown")
    expect(said).to_contain_text("Fits on BR300-2: 01-11 08:00 – 01-14 07:00")
    page.keyboard.press("Enter")
    expect(page.locator("#tl-confirm h2")).to_contain_text("01-14 07:00")
    page.keyboard.press("Enter")
    expect(page.locator("#tl-confirm")).to_be_hidden()
    assert starts(booking) == ("BR300-2", at(0), at(71))
    expect(said).to_have_text("")


def test_what_changed_meanwhile_is_refused(
    visit: Visit, cast: Cast, plant: Plant, project: Project
) -> None:
    booking = booked(cast)
    page = visit(WEEKS, cast.lin, language="en")
    lane(page, "BR300-1").locator(".pb-blk--mine").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    dialog = page.locator("#tl-confirm")
    expect(dialog).to_be_visible()
    Booking.objects.filter(pk=booking.pk).update(version=9)
    dialog.get_by_role("button", name="Move it").click()
    expect(dialog.locator("[data-refused]")).to_contain_text("Someone has changed this")
    assert starts(booking) == ("BR300-1", at(0), at(72))


def test_anothers_booking_appears_by_itself(
    visit: Visit, cast: Cast, plant: Plant, project: Project
) -> None:
    a_project(cast, cast.rival, "P-0009")
    mine = booked(cast)
    page = visit(WEEKS, cast.lin, language="en")
    row = lane(page, "BR300-2")
    theirs = booked(cast, ("BR300-2", 24, 24), by="eve", project="P-0009")
    expect(row.locator(".pb-blk--taken")).to_have_text("Occupied")
    moved = {"stages": [{"stage": 1, "run": run(96, 24)}]}
    reschedule(cast.actor("eve"), theirs.number, 1, Rescheduling.model_validate(moved))
    expect(row.locator(".pb-blk--taken")).to_have_attribute("title", re.compile("01-15 00:00"))
    cancel(cast.actor("eve"), theirs.number, None, Cancellation())
    expect(row.locator(".pb-blk")).to_have_count(0)
    expect(lane(page, "BR300-1").locator(".pb-blk--mine")).to_contain_text(mine.number)


def test_a_row_in_the_hand_waits(visit: Visit, cast: Cast, plant: Plant, project: Project) -> None:
    booked(cast)
    page = visit(WEEKS, cast.lin, language="en")
    press(page, "BR300-1", 30)
    drag(page, "BR300-1", 54)
    booked(cast, ("BR300-1", 160, 24))
    dragged = page.locator(".pb-blk--drag")
    expect(page.locator(f"{VERDICT} h3")).to_contain_text("Fits")
    expect(dragged).to_have_count(1)
    page.keyboard.press("Escape")
    expect(lane(page, "BR300-1").locator(".pb-blk--mine")).to_have_count(2)
    page.mouse.up()


def test_a_finger_scrolls_and_opens_the_booking(
    visit: Visit, cast: Cast, plant: Plant, project: Project
) -> None:
    booking = booked(cast)
    page = visit(WEEKS, cast.lin, width=390, has_touch=True)
    lane(page, "BR300-1").locator(".pb-blk--mine").tap()
    page.wait_for_url(f"**/bookings/{booking.number}")


@pytest.mark.parametrize("days", [1, 14, 91])
@pytest.mark.parametrize("width", [1440, 390])
def test_it_is_sound_at_every_length(
    visit: Visit, cast: Cast, plant: Plant, project: Project, days: int, width: int
) -> None:
    booked(cast)
    path = f"/timeline?start=2027-01-11&days={days}"
    page = visit(path, cast.lin, width=width, bypass_csp=True)
    assert serious_faults(page) == []


@pytest.mark.parametrize("width", [1440, 390])
def test_what_stands_beside_it_is_sound(
    visit: Visit, cast: Cast, plant: Plant, project: Project, width: int
) -> None:
    booked(cast)
    need = "project=P-0004&hours=72&after=2027-01-11T08:00&before=2027-01-15T00:00"
    for path, person in ((f"/bookings/slots?{need}", cast.lin), (SIGN, cast.operator)):
        page = visit(path, person, width=width, bypass_csp=True)
        assert serious_faults(page) == [], path
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, path


def test_a_finger_checks_in(visit: Visit, cast: Cast, plant: Plant, project: Project) -> None:
    soon = clock.now().replace(minute=0, second=0, microsecond=0) + hours(9)
    booking = a_booking(project, plant.br300, soon, soon + hours(24))
    page = visit(SIGN, cast.operator, width=390, has_touch=True, language="en")
    expect(page.locator("h1")).to_have_text(f"{booking.number} can start on BR300-1")
    page.get_by_role("button", name="Check in").tap()
    page.wait_for_url("**/runs/R-*")
    page.goto(SIGN)
    expect(page.locator("h1")).to_contain_text("is on BR300-1")

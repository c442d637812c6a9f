"""The catalogue and an enquiry in a real browser: seen, searched, answered, wide and narrow."""

from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_django import Settings

from pilotbase.intake.actions.hang_picture import hang_picture
from pilotbase.intake.models import Enquiry
from tests.browser.axe import serious_faults
from tests.browser.conftest import Visit
from tests.factories import Plant
from tests.intake.asking import asked, declared
from tests.intake.photographs import jpeg
from tests.people import Cast

WIDTHS = [1440, 390]


@pytest.fixture
def hall(cast: Cast, plant: Plant, tmp_path: Path, settings: Settings) -> Plant:
    """A photograph hangs of the vessels; one of them takes methanol."""
    settings.DATA, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    plant.vessels.total_volume, plant.vessels.working_volume = Decimal(300), Decimal(210)
    plant.vessels.save()
    plant.br300_2.capabilities = ["off-gas", "methanol"]
    plant.br300_2.save()
    hang_picture(cast.actor("manager"), "BR300", "", "a.jpg", [jpeg((1200, 675))])
    return plant


@pytest.mark.parametrize("width", WIDTHS)
def test_a_visitor_finds_a_machine_and_asks(visit: Visit, hall: Plant, width: int) -> None:
    page = visit("/catalogue", width=width, language="en")
    expect(page.locator(".pb-shelf")).to_have_count(3)
    assert not serious_faults(page)
    page.get_by_role("searchbox", name="What do you need?").fill("300 L methanol")
    page.keyboard.press("Enter")
    expect(page.locator(".pb-shelf")).to_have_count(1)
    expect(page.get_by_text("Understood:")).to_contain_text("methanol")
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(wide)
    page.get_by_role("heading", name="BR300").get_by_role("link").click()
    expect(page.get_by_text("Rules of booking")).to_be_visible()
    assert page.evaluate(wide)
    page.get_by_role("link", name="Ask whether it can be done").click()
    expect(page.get_by_label("Your name")).to_be_visible()
    assert page.evaluate(wide)


@pytest.mark.parametrize("width", WIDTHS)
def test_who_owns_the_step_takes_it(visit: Visit, cast: Cast, hall: Plant, width: int) -> None:
    enquiry = asked(cast)
    path = f"/enquiries/{enquiry.number}"
    page = visit(path, cast.manager, width=width, language="en")
    assert not serious_faults(page)
    page.locator("#step").get_by_label("Answer").fill("In March, on BR300-2.")
    page.locator("#step").get_by_role("button", name="Answer").click()
    expect(page.get_by_text("no file yet").first).to_be_visible()
    expect(page.locator(".pb-story")).to_contain_text("In March, on BR300-2.")
    assert Enquiry.objects.get(pk=enquiry.pk).status == "agreements"


@pytest.mark.parametrize("width", WIDTHS)
def test_the_officer_reads_the_checklist(visit: Visit, cast: Cast, hall: Plant, width: int) -> None:
    enquiry = declared(cast)
    page = visit(f"/enquiries/{enquiry.number}", cast.biosafety, width=width, language="en")
    expect(page.get_by_text("The answers ask for GLSP at least")).to_be_visible()
    expect(page.get_by_text("Does it form spores?")).to_be_visible()
    assert not serious_faults(page)
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )

"""Keys for gloves below a signing PIN, and the arrows of the heat map."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from equipment import statelog
from equipment.choices import MachineState, Source
from pilotbase.accounts.actor import job
from pilotbase.accounts.models import Project
from pilotbase.core import clock
from samples.choices import SampleStatus
from samples.models import Sample
from tests.browser.axe import serious_faults
from tests.browser.conftest import Visit
from tests.factories import Plant
from tests.people import PIN, Cast
from tests.samples.lab import received

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sample(cast: Cast, project: Project) -> Sample:
    """In the technician's hands."""
    return received(cast, ["RK-B1"])[0]


def tap(page: Page, label: str) -> None:
    page.get_by_role("group", name="Keys for the PIN").get_by_role(
        "button", name=label, exact=True
    ).click()


def test_two_sign_on_one_phone(cast: Cast, sample: Sample, visit: Visit) -> None:
    path = f"/samples/hand-over?sample={sample.number}"
    page = visit(path, cast.technician, width=390, language="en", bypass_csp=True)
    page.get_by_label("Handed to").select_option(cast.operator.email)
    keys = page.get_by_role("group", name="Keys for the PIN")
    for label in ("Your signing PIN", "The receiver's signing PIN"):
        field = page.get_by_label(label)
        field.click()
        expect(keys).to_have_count(1)
        for digit in ("9", *PIN):
            tap(page, digit)
        tap(page, "Backspace")
        expect(field).to_have_value(("9" + PIN)[:-1])
        tap(page, "Clear")
        for digit in PIN:
            tap(page, digit)
        expect(field).to_be_focused()
        expect(field).to_have_value(PIN)
        assert field.get_attribute("inputmode") == "none"
    box = keys.get_by_role("button", name="5").bounding_box()
    assert box is not None
    assert box["height"] >= 56
    assert serious_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Both sign").click()
    expect(page.get_by_text(f"Handed over: {sample.number}.")).to_be_visible()
    sample.refresh_from_db()
    assert (sample.status, sample.custodian) == (SampleStatus.RECEIVED, cast.operator)


def test_a_desk_has_keys_of_its_own(cast: Cast, sample: Sample, visit: Visit) -> None:
    page = visit(f"/samples/hand-over?sample={sample.number}", cast.technician, language="en")
    page.get_by_label("Your signing PIN").click()
    expect(page.get_by_role("group", name="Keys for the PIN")).to_have_count(0)


def test_arrows_walk_the_hours_of_the_week(cast: Cast, plant: Plant, visit: Visit) -> None:
    start = clock.now() - timedelta(days=9)
    for state, day in ((MachineState.IDLE, 0), (MachineState.RUNNING, 1), (MachineState.IDLE, 3)):
        when = start + timedelta(days=day)
        statelog.enter(plant.dsc.pk, state, when, actor=job("made"), source=Source.GATEWAY)
    days = f"from={start.date()}&to={clock.now().date()}"
    page = visit(f"/utilization?{days}", cast.manager, language="en")
    squares = page.locator("[data-heat] tbody a")
    expect(squares).to_have_count(7 * 24)
    assert page.locator("[data-heat] a[tabindex='0']").count() == 1
    squares.first.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    expect(squares.nth(1)).to_be_focused()
    page.keyboard.press("End")
    expect(squares.nth(23)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/utilization/rows?*key=1-23*")

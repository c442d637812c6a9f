"""The board in a real browser: it is true at once, and each is shown what she may see."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from equipment import watching
from equipment.actions.report_states import report_states
from equipment.choices import MachineState, Source
from equipment.models import EquipmentClass, Tag
from equipment.schemas import StateReport
from equipment.statelog import enter
from pilotbase.accounts.actor import job
from pilotbase.core import clock
from pilotbase.core.verbs import verb
from tests.browser.axe import serious_faults
from tests.browser.conftest import Visit
from tests.factories import Plant, a_plant
from tests.people import Cast

JOB = job("test")


@pytest.fixture
def hall(visit: Visit, cast: Cast) -> Plant:
    """BR300-1 in growth, in a run of Lin's."""
    plant = a_plant(cast)
    Tag.objects.update(on_card=True)
    EquipmentClass.objects.filter(pk=plant.vessels.pk).update(total_volume=300)
    start = clock.now() - timedelta(hours=2)
    given = (plant.br300.pk, cast.startup.pk, start, "R-2026-00001", "fed-batch 3")
    verb(watching.grant)(*given)
    enter(plant.br300.pk, MachineState.GROWTH, start, actor=JOB, source=Source.SYSTEM)
    return plant


def report(state: MachineState) -> None:
    said = {"at": clock.now().isoformat(), "state": state}
    report_states(JOB, "BR300-1", StateReport(states=[said]))


def test_staff_see_a_change_at_once_and_its_alarm(visit: Visit, hall: Plant, cast: Cast) -> None:
    page = visit("/board", cast.operator, language="en")
    card = page.locator("[data-key='BR300-1']")
    expect(card).to_contain_text("Batch growth")
    expect(page.locator("[data-live-state]")).to_have_text("Live")
    report(MachineState.FEED)
    expect(card).to_contain_text("Feeding")
    expect(card).to_contain_text("Yanxi")
    report(MachineState.FAULT)
    expect(card).to_have_class("pb-card is-alarm is-unack")
    expect(page.locator(".pb-alarms")).to_contain_text("BR300-1")
    expect(page.locator("h1")).to_contain_text("1 needs attention")
    assert serious_faults(page) == []


def test_a_tenant_loses_sight_when_her_run_ends(visit: Visit, hall: Plant, cast: Cast) -> None:
    hers = visit("/board", cast.lin, language="en")
    theirs = visit("/board", cast.eve, language="en")
    mine = hers.locator(".pb-mini[data-key='BR300-1']")
    expect(mine).to_contain_text("Batch growth")
    expect(theirs.locator("[data-key='BR300-1']")).to_contain_text("Occupied")
    for page in (hers, theirs):
        expect(page.locator("[data-live-state]")).to_have_text("Live")
    report(MachineState.FEED)
    expect(mine).to_contain_text("Feeding")
    expect(theirs.locator("[data-key='BR300-1']")).to_contain_text("Occupied")
    verb(watching.end_grant)("R-2026-00001", clock.now())
    expect(mine).to_contain_text("Occupied")
    expect(hers.locator(".pb-card[data-key='BR300-1']")).not_to_contain_text("Feeding")
    report(MachineState.IDLE_DIRTY)
    for page in (hers, theirs):
        expect(page.locator(".pb-mini[data-key='BR300-1']")).to_contain_text("Free")
    assert serious_faults(hers) == []


def test_the_machine_page_follows_its_machine(visit: Visit, hall: Plant, cast: Cast) -> None:
    page = visit("/machines/BR300-1", cast.lin, language="en")
    expect(page.locator("[data-live-state]")).to_have_text("Live")
    report(MachineState.INDUCE)
    expect(page.locator("[data-key='BR300-1']")).to_contain_text("Induction")
    verb(watching.end_grant)("R-2026-00001", clock.now())
    expect(page.locator("[data-live-state]")).to_have_text("Not allowed any more")


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1920, 1080)])
def test_the_wall_and_the_phone(
    visit: Visit, hall: Plant, cast: Cast, width: int, height: int
) -> None:
    path = "/wall" if width == 1920 else "/board"
    page = visit(path, cast.operator, width=width, height=height)
    expect(page.locator("[data-key='BR300-1']")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert serious_faults(page) == []

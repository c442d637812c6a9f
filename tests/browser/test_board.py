"""The board in a real browser: it is true at once, and each is shown what she may see."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, expect

from equipment import watching
from equipment.actions.acknowledge_alarm import acknowledge_alarm
from equipment.actions.ingest_readings import ingest_readings
from equipment.actions.report_states import report_states
from equipment.choices import MachineState, Source
from equipment.live import tell
from equipment.models import Alarm, EquipmentClass, Gateway, Tag
from equipment.schemas.machine import ReadingReport, StateReport
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


def test_a_machine_that_measured_nothing_says_so(visit: Visit, hall: Plant, cast: Cast) -> None:
    page = visit("/machines/BR300-1", cast.operator, language="en")
    expect(page.locator(".pb-chart")).to_contain_text("Nothing was measured in this time.")


def measure(code: str, value: float) -> None:
    said = {"tag": code, "at": clock.now().isoformat(), "value": value}
    ingest_readings(JOB, "BR300-1", ReadingReport(readings=[said]))


@pytest.mark.parametrize("path", ["/board", "/machines/BR300-1", "/wall"])
def test_a_value_is_red_only_while_its_alarm_is_active(
    visit: Visit, hall: Plant, cast: Cast, path: str
) -> None:
    """Raised, back to normal and waiting, acknowledged: each is seen, and the tab counts it."""
    Tag.objects.filter(code="PH").update(high=7.6)
    page = visit(path, cast.operator, language="en")
    expect(page.locator("[data-live-state]")).to_have_text("Live")
    value = page.locator("[data-key='BR300-1'] [data-tag='PH']")
    listed = page.locator(".pb-alarms li, .pb-wall__al li")
    measure("PH", 7.91)
    expect(value).to_have_text(re.compile(r"7\.91"))
    expect(value).to_have_class(re.compile("is-bad"))
    assert colour(value) == colour(listed.locator("svg")) or path == "/wall"  # and it is seen
    expect(listed).to_have_class("is-unack")
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    measure("PH", 7.05)
    expect(value).to_have_text(re.compile(r"7\.05"))
    expect(value).not_to_have_class(re.compile("is-bad"))
    expect(listed).to_have_class("is-back")
    expect(listed).to_contain_text("back since")
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    assert serious_faults(page) == []
    if path != "/wall":
        page.get_by_role("button", name="Acknowledge").click()
    else:
        acknowledge_alarm(cast.actor("operator"), Alarm.objects.get().pk)
    expect(listed).to_have_count(0)
    expect(page).to_have_title(re.compile(r"^[^(]"))


def colour(place: Locator) -> str:
    return str(place.evaluate("element => getComputedStyle(element).color"))


def test_each_state_of_an_alarm_has_a_mark_of_its_own(
    visit: Visit, hall: Plant, cast: Cast
) -> None:
    Tag.objects.filter(code="PH").update(high=7.6)
    page = visit("/board", cast.operator, language="en")
    expect(page.locator("[data-live-state]")).to_have_text("Live")
    card = page.locator("[data-key='BR300-1']")
    mark, signs = card.locator("[data-alarm]"), card.locator("[data-alarm] svg")
    expect(mark).to_be_hidden()
    measure("PH", 7.91)
    expect(card).to_have_class("pb-card is-alarm is-unack")
    expect(mark).to_have_text("PH high")
    expect(signs.nth(0)).to_be_visible()
    expect(signs.nth(1)).to_be_hidden()
    measure("PH", 7.05)
    expect(card).to_have_class("pb-card is-unack is-back")
    expect(mark).to_have_text("PH back")
    expect(signs.nth(0)).to_be_hidden()
    expect(signs.nth(1)).to_be_visible()
    acknowledge_alarm(cast.actor("operator"), Alarm.objects.get().pk)
    expect(card).to_have_class("pb-card")
    expect(mark).to_be_hidden()
    measure("PH", 7.91)
    acknowledge_alarm(cast.actor("operator"), Alarm.objects.get(cleared_at=None).pk)
    expect(card).to_have_class("pb-card is-alarm")
    expect(signs.nth(0)).to_have_css("fill", "none")


def test_an_offline_machine_says_since_when_or_that_nobody_knows(
    visit: Visit, hall: Plant, cast: Cast
) -> None:
    """What the socket tells replaces what the page was served with: it says the same."""
    gateway = Gateway.objects.create(
        facility=cast.facility, code="G", name_zh="G", name_en="G", seen_at=clock.now()
    )
    gateway.equipment.add(hall.br300, hall.br300_2)
    since = clock.now() - timedelta(hours=3, minutes=5)
    enter(hall.hplc.pk, MachineState.OFFLINE, since, actor=JOB, source=Source.SYSTEM)
    page = visit("/board", cast.operator, language="en")
    expect(page.locator("[data-live-state]")).to_have_text("Live")
    age = page.locator("[data-key='HPLC-1'] span[data-since]")
    expect(age).to_have_text(re.compile(r"^3.h.05$"))
    expect(page.locator("[data-key='BR300-2'] span[data-since]")).to_have_text("\u2014")
    Gateway.objects.update(seen_at=clock.now())
    tell(hall.hplc.pk)
    tell(hall.br300_2.pk)
    expect(age).to_have_text(re.compile(r"^3.h.05$"))
    expect(page.locator("[data-key='BR300-2'] span[data-since]")).to_have_text("\u2014")

"""Every page of the product in a real browser: sound for every reader, wide enough, all Chinese.

The pages are those of the permission table, so that none can be forgotten; each is opened by who
may see it: wide, light and Chinese by the plant's staff, narrow, dark and English by tenants. The
suite deals the pages between these two looks, and then asks each at the other width whether it
fits; run by hand or by ``make thorough`` each page is looked at in both.
"""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, NamedTuple
from zlib import crc32

import pytest
from django.db import connection
from playwright.sync_api import Page
from pytest_django.fixtures import Settings

from pilotbase.accounts import setup
from pilotbase.accounts.models import Facility, User
from pilotbase.core import clock
from tests.browser.axe import serious_faults
from tests.browser.conftest import Visit
from tests.permissions.doors import TABLE, address, call
from tests.permissions.lines import Line
from tests.permissions.world import NOW, World, a_world
from tools import messages

pytestmark = pytest.mark.django_db(transaction=True)
STAFF_FIRST: Final = (
    *("manager", "technician", "operator", "reviewer", "signatory", "quality", "biosafety"),
    *("finance", "admin", "chen", "lin", "eve", "nobody"),
)
TENANTS_FIRST: Final = ("lin", "chen", "nobody", *STAFF_FIRST)
OWN_NAMES: Final = {"English"}  # a language is called as its own speakers call it
HEIGHT: Final = 900
WORD: Final = re.compile(r"[A-Za-z]{4,}")
# What a reader of the page meets as text: between tags, and in the attributes that are read out.
TEXTS: Final = """() => {
  const read = ["aria-label", "title", "placeholder", "alt", "data-label"], found = [];
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_ALL);
  for (let node = walk.currentNode; node; node = walk.nextNode()) {
    const at = node.nodeType === 1 ? node : node.parentElement;
    if (!at || at.closest("script, style, [lang=en], code, pre")) continue;
    if (node.nodeType === 3) found.push(node.data);
    if (node.nodeType === 1) found.push(...read.map((name) => node.getAttribute(name) || ""));
  }
  return found.map((text) => text.replace(/\\s+/g, " ").trim()).filter((text) => text);
}"""


class Look(NamedTuple):
    """How a page is looked at, and by whom first."""

    width: int
    colours: str
    language: str
    who: tuple[str, ...]

    @property
    def options(self) -> dict[str, Any]:
        """axe brings a style of its own, which the content policy would rightly refuse."""
        return {"color_scheme": self.colours, "bypass_csp": True}


LOOKS: Final = {
    "wide": Look(1440, "light", "zh-hans", STAFF_FIRST),
    "narrow": Look(390, "dark", "en", TENANTS_FIRST),
}


@pytest.fixture
def world(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """The world of the permission tests, for the server's threads too: there it is its hour."""
    made = a_world()
    for user in User.objects.exclude(name_en="Far"):  # names are no words of ours
        user.name_zh, user.name_en = f"{user.name_zh} 某", f"{user.name_en} Zhang"
        user.save()
    monkeypatch.setattr(clock, "now", lambda: clock._set.get() or NOW)
    return made


def english() -> set[str]:
    """The texts that have a Chinese other than themselves."""
    said = [message for package in messages.packages() for message in messages.written(package)]
    texts = {one.id for one in said if isinstance(one.id, str) and one.id != one.string}
    return {text for text in texts if WORD.search(text)} - OWN_NAMES


def pages_of(name: str, half: int | None) -> list[Line]:
    """Those to look at in this look: all, or the half that is not the other look's."""
    pages = [line for line in TABLE if line.method == "GET" and not line.is_api]
    mine = list(LOOKS).index(name)
    return [one for one in pages if half is None or crc32(str(one).encode()) % 2 == mine]


def readers(world: World, who: tuple[str, ...], lines: list[Line]) -> dict[str, list[str]]:
    """By person the addresses of the pages she opens: each is opened once."""
    found: dict[str, list[str]] = {}
    for line in lines:
        reader = next((name for name in who if _is_page(world, name, line)), None)
        if reader:
            found.setdefault(reader, []).append(address(line, world.names))
    connection.close()
    return found


def _is_page(world: World, caller: str, line: Line) -> bool:
    """Whether she is answered with a whole page: not with a file, a part, or another address."""
    if caller not in line.may:
        return False
    answer = call(world, caller, line)
    return answer.status == 200 and answer.type.startswith("text/html") and "<html" in answer.text


def too_wide(page: Page, width: int) -> list[str]:
    """What makes the reader scroll sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [f"{wide} wide at {width}: {page.evaluate(WIDEST)}"] if wide > width else []


def at_the_other_width(page: Page, look: Look) -> list[str]:
    other = next(one.width for one in LOOKS.values() if one.width != look.width)
    page.set_viewport_size({"width": other, "height": HEIGHT})
    found = too_wide(page, other)
    page.set_viewport_size({"width": look.width, "height": HEIGHT})
    return found


def faults_of(page: Page, look: Look, known: set[str]) -> list[str]:
    found = serious_faults(page) + too_wide(page, look.width)
    if page.evaluate("document.documentElement.lang") != look.language:
        found.append("in the wrong language")
    if look.language != "en":
        found += [f"in English: {text}" for text in {*page.evaluate(TEXTS)} & known]
    return found


WIDEST: Final = """() => [...document.querySelectorAll("body *")]
  .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
  .map((e) => `${e.tagName}.${e.className}`).slice(0, 5)"""


@pytest.fixture
def bare(transactional_db: None, settings: Settings) -> Iterator[None]:
    """Nobody has set the plant up, and it is one to look at."""
    settings.DEMO = True
    setup._known.clear()
    yield
    setup._known.clear()


@pytest.mark.parametrize("name", list(LOOKS))
def test_so_are_those_without_a_plant(bare: None, visit: Visit, name: str) -> None:
    look = LOOKS[name]
    page = visit("/setup", width=look.width, language=look.language, **look.options)
    assert faults_of(page, look, english()) == []
    Facility.objects.create(code="HZ", name_zh="示范", name_en="Demo")
    for path in ("/design", "/nowhere", "/accounts/login/", "/accounts/login/?next=/samples"):
        page.goto(path)
        assert faults_of(page, look, english()) == [], path


@pytest.mark.parametrize("name", list(LOOKS))
def test_each_page_is_for_everyone(
    world: World, visit: Visit, name: str, pytestconfig: pytest.Config
) -> None:
    look, known, faults = LOOKS[name], english(), {}
    lines = pages_of(name, pytestconfig.getoption("half"))
    with ThreadPoolExecutor(1) as aside:  # in this thread Playwright keeps its loop
        pages = aside.submit(readers, world, look.who, lines).result()
    assert sum(map(len, pages.values())) > 50
    for who, paths in pages.items():
        person = world.cast.people.get(who)
        seen = {"width": look.width, "language": look.language, **look.options}
        page = visit(paths[0], person, **seen)
        for path in paths:
            if path != paths[0]:
                page.goto(path)
            faults[f"{path} as {who}"] = faults_of(page, look, known)
            faults[f"{path} as {who}"] += at_the_other_width(page, look)
        page.context.close()
    assert not any(faults.values()), "\n".join(f"{p}: {f}" for p, f in faults.items() if f)

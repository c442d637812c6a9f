"""Every file, address and call that the documentation names is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import resolve

from pilotbase.api import api

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
PAGES = [*sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("README*.md"))]
INDEX = (DOCS / "index.md").read_text()
TOPS = {"pilotbase", "equipment", "bookings", "samples", "tests", "docs", "tools"}
LINK = re.compile(r"\]\(([^)\s]+)\)")
TICKED = re.compile(r"`([^`\n]+)`")
CALL = re.compile(r"(GET|POST|PATCH) (/[\w{}/.-]+)")


def _named(text: str) -> Iterator[str]:
    """What stands in backticks and looks like a path of ours."""
    for words in TICKED.findall(text):
        first, slash, _rest = words.partition("/")
        if slash and first in TOPS and not set(words) & set("<>*{}… "):
            yield words


def _slugs(page: Path) -> set[str]:
    """The anchors of a page's headings, as they are made on the web."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_what_a_page_names_is_there(page: Path) -> None:
    text = page.read_text()
    gone = [path for path in _named(text) if not (ROOT / path).exists()]
    for target in LINK.findall(text):
        if not target.startswith(("http://", "https://")):
            file, _, anchor = target.partition("#")
            there = (page.parent / file).resolve() if file else page
            if not there.exists() or (anchor and anchor not in _slugs(there)):
                gone.append(target)
    assert not gone


def test_every_page_can_be_found_from_the_index() -> None:
    linked = {(DOCS / target.partition("#")[0]).resolve() for target in LINK.findall(INDEX)}
    lost = [p.relative_to(DOCS) for p in DOCS.rglob("*.md") if p not in linked]
    assert lost == [Path("index.md")]


def test_its_addresses_open_and_its_calls_are_in_the_api() -> None:
    operations = {
        (method.upper(), path.removeprefix("/api/v1"))
        for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items()
        for method in methods
    }
    known = {(method, re.sub(r"{\w+}", "{}", path)) for method, path in operations}
    table = INDEX.partition("## Where is")[2].partition("\n## ")[0]
    calls = {(method, re.sub(r"{\w+}", "{}", path)) for method, path in CALL.findall(table)}
    assert calls
    assert not calls - known
    addresses = {ticked for ticked in TICKED.findall(table) if ticked.startswith("/")}
    assert addresses
    for address in addresses:
        resolve(re.sub(r"<\w+>", "X-1", address))

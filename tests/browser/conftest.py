"""What the browser tests stand on: a Chromium, and the whole of PilotBase at an address."""

import os
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest
import uvicorn
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright

from pilotbase.accounts.models import User
from tests.browser.axe import AXE
from tools import chromium

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps a loop in this thread
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
]
Visit = Callable[..., Page]
LONGEST = ("test_accessibility.py", "test_tour.py", "test_lab.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, or one worker ends with them alone."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.find()
    assert path, chromium.WISH
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def address(django_db_setup: None) -> Iterator[str]:
    """Serve pages, API and sockets from the test database, in this process."""
    config = uvicorn.Config(
        "pilotbase.asgi:application",
        port=0,
        lifespan="off",
        ws="websockets-sansio",  # the other one warns of its own end
        log_level="warning",
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
        assert thread.is_alive(), "the server did not start"
    yield "http://{}:{}".format(*server.servers[0].sockets[0].getsockname())
    server.should_exit = True
    thread.join()


@pytest.fixture
def visit(browser: Browser, address: str, transactional_db: None) -> Iterator[Visit]:
    """Open a page as a person (or nobody): ``visit("/board", ada, width=390, language="en")``.

    A script that fails, or that the content policy refuses, fails the test.
    """
    contexts, faults = [], []

    def visited(
        path: str,
        person: User | None = None,
        *,
        width: int = 1440,
        height: int = 900,
        language: str = "zh-hans",
        **options: Any,
    ) -> Page:
        context = browser.new_context(
            base_url=address, viewport={"width": width, "height": height}, **options
        )
        contexts.append(context)
        if options.get("bypass_csp"):  # to be looked at by axe, on many pages
            context.add_init_script(path=AXE)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language, **_session(person)}
        context.add_cookies([{"name": n, "value": v, "url": address} for n, v in cookies.items()])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("console", lambda said: faults.extend(_complaint(said)))
        page.on("response", lambda answer: faults.extend(_missing(answer)))
        page.goto(path)
        return page

    yield visited
    for context in contexts:
        context.close()
    assert not faults, faults


def _complaint(said: ConsoleMessage) -> list[str]:
    """A page may be refused (403, 422): that is no fault of the page that asked."""
    refused = said.text.startswith("Failed to load resource")
    return [said.text] if said.type == "error" and not refused else []


def _missing(answer: Response) -> list[str]:
    part = answer.request.resource_type in {"font", "image", "script", "stylesheet"}
    return [f"{answer.status} {answer.url}"] if part and answer.status >= 400 else []


def _session(person: User | None) -> dict[str, str]:
    if person is None:
        return {}
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}

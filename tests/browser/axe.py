"""What a page still lacks for keyboards, screen readers and tired eyes."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import pytest
from playwright.sync_api import Page

AXE = Path(__file__).with_name("vendor") / "axe.min.js"
Looked = TypeVar("Looked")


def dealt(config: pytest.Config, of: Sequence[Looked], look: int) -> Sequence[Looked]:
    """What to look at in the first (0) or the other look: all, or a half where each is enough."""
    return of if config.getoption("half") is None else of[look::2]


def serious_faults(page: Page) -> list[str]:
    """Look at the page as it is now; say each serious or critical fault and where it is."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run({resultTypes: ['violations'], preload: false})")
    return [
        f"{rule['id']}: {rule['help']}: " + " | ".join(str(n["target"]) for n in rule["nodes"])
        for rule in found["violations"]
        if rule["impact"] in {"serious", "critical"}
    ]

"""What a page still lacks for keyboards, screen readers and tired eyes."""

from pathlib import Path

from playwright.sync_api import Page

_AXE = Path(__file__).with_name("vendor") / "axe.min.js"


def serious_faults(page: Page) -> list[str]:
    """Look at the page as it is now; say each serious or critical fault and where it is."""
    page.evaluate(_AXE.read_text())
    found = page.evaluate("axe.run({resultTypes: ['violations'], preload: false})")
    return [
        f"{rule['id']}: {rule['help']}: " + " | ".join(str(n["target"]) for n in rule["nodes"])
        for rule in found["violations"]
        if rule["impact"] in {"serious", "critical"}
    ]

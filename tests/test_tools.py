"""What installs, builds and judges PilotBase does what it says."""

import json
import re
import sys
from pathlib import Path

import pytest

from tools import chromium, frontend, suite

ROOT = suite.ROOT
LOCKS = sorted(ROOT.glob("requirements*.lock"))
PIN = re.compile(r"^([\w.-]+==\S+)(?: ; [^\\]+)?", re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_has_a_hash_for_each_package_and_names_no_address(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    entries = re.split(r"\n(?=\S)", text.strip())
    assert all(PIN.match(entry) and "--hash=sha256:" in entry for entry in entries)


def test_what_runs_is_what_is_developed_with() -> None:
    running, developing = (
        set(PIN.findall((ROOT / name).read_text()))
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert running <= developing


def test_the_front_end_lock_names_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    del packages[""]
    assert all("resolved" not in p and p["integrity"] for p in packages.values())


def test_the_sprite_holds_each_icon_once(tmp_path: Path) -> None:
    for kind in ("outline", "filled"):
        (tmp_path / kind).mkdir()
        (tmp_path / kind / "flask.svg").write_text(
            '<svg\n  class="icon"\n>\n'
            '  <path stroke="none" d="M0 0h24v24H0z" fill="none" />\n'
            f'  <path d="{kind}" />\n</svg>\n'
        )
    names = frontend.icon_names("flask  # a vessel\n\nflask\nflask-filled\n")
    drawn = frontend.sprite(names, tmp_path)
    assert re.findall(r'<symbol id="([\w-]+)".*?<path d="(\w+)" /></symbol>', drawn) == [
        ("flask", "outline"),
        ("flask-filled", "filled"),
    ]


def test_an_icon_that_does_not_exist_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="there is no icon unicorn"):
        frontend.sprite(["unicorn"], tmp_path)


def test_every_part_runs_and_a_failing_one_fails_the_whole(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    says = [sys.executable, "-c", "print('2 passed')"]
    fails = [sys.executable, "-c", "print('1 failed'); raise SystemExit(1)"]
    monkeypatch.setattr(suite, "PARTS", {"a": [fails, says], "b": [says], "c": [says]})
    assert suite.main(["a", "b", "c"]) == 1
    said = capfd.readouterr().out
    assert said.count("2 passed") == 3
    assert said.rstrip().endswith("failed: a (see above)")
    assert suite.main(["b", "c"]) == 0
    assert capfd.readouterr().out.rstrip().endswith("2 passed")


def test_a_browser_that_was_named_is_the_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTBASE_CHROMIUM", sys.executable)
    assert chromium.find() == sys.executable
    monkeypatch.setenv("PILOTBASE_CHROMIUM", "/no/such/browser")
    assert chromium.find() is None

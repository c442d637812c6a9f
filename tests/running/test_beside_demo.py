"""Beside a demonstration no key need be said; elsewhere one must."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def asked(folder: Path) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PILOTBASE_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "pilotbase", "token", "nobody@demo.test"],
        cwd=ROOT,
        env=kept | {"PILOTBASE_DATA": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_key_must_be_said(tmp_path: Path) -> None:
    refused = asked(tmp_path)
    assert refused.returncode == 2
    assert "PILOTBASE_SECRET_KEY" in refused.stderr


def test_a_demonstration_has_kept_its_own(tmp_path: Path) -> None:
    (tmp_path / "demo.json").write_text("{}")
    answer = asked(tmp_path)
    assert "PILOTBASE_SECRET_KEY" not in answer.stderr
    assert (tmp_path / "demo-secret-key").exists()

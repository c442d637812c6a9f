"""Keeps the Chinese beside the English: collects what people read, compiles it, finds what lacks.

``python -m tools.messages``            collect every msgid into its package's django.po, compile
``python -m tools.messages bookings``   the same for one package, or several
``python -m tools.messages --compile``  compile only (on installing)
``python -m tools.messages --check``    change nothing; list every fault and exit 1 if there is one

A package's texts stand in ``<package>/locale/zh_Hans/LC_MESSAGES/django.po``; those of the modules
directly in ``pilotbase`` stand with core's. No GNU gettext is needed.
"""

import io
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "zh_Hans"
FILE = Path("locale", LANGUAGE, "LC_MESSAGES", "django.po")
APPS = ["equipment", "bookings", "samples"]
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_t": None,  # beside a lazy _
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = f"""\
msgid ""
msgstr ""
"Language: {LANGUAGE}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
_PLACE = re.compile(r"%\((\w+)\)[#0\- +]?[\d.]*[a-zA-Z]|%%|%[a-zA-Z]|(?<!\{)\{(\w*)[^{}]*\}")
_HALF_WIDTH = re.compile(r"[\u4e00-\u9fff](?:[,;:!?]|\.(?![A-Za-z0-9]))")


def packages() -> list[Path]:
    """List every package that may hold text for people."""
    inner = (p.parent for p in (ROOT / "pilotbase").glob("*/__init__.py"))
    return [*(ROOT / app for app in APPS), *sorted(inner)]


def collected(package: Path) -> Catalog:
    """Find every text of a package, in its modules and its templates."""
    catalog = Catalog(locale=LANGUAGE)
    for path in _sources(package):
        for _, texts, _, context in extract("python", _code(path), KEYWORDS):
            if texts and texts != ("", ""):
                catalog.add(texts, context=context)
    return catalog


def _sources(package: Path) -> Iterator[Path]:
    for path in sorted(package.rglob("*")):
        parts = path.relative_to(package).parts
        python = path.suffix == ".py" and "migrations" not in parts
        if path.is_file() and (python or "templates" in parts[:-1]):
            yield path
    if package.name == "core":
        yield from sorted(package.parent.glob("*.py"))


def _code(path: Path) -> io.BytesIO:
    """Open a module; a template as the calls of gettext that it makes."""
    if path.suffix == ".py":
        return io.BytesIO(path.read_bytes())
    calls = templatize(path.read_text(), origin=str(path))
    return io.BytesIO("\n".join(line.strip() for line in calls.splitlines()).encode())


def written(package: Path) -> Catalog:
    """Read the translations that a package has so far."""
    path = package / FILE
    if not path.exists():
        return Catalog(locale=LANGUAGE)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def collect(names: list[str]) -> None:
    """Bring each package's file up to date; what was translated stays so."""
    unknown = set(names) - {package.name for package in packages()}
    if unknown:
        sys.exit(f"no such package: {', '.join(sorted(unknown))}")
    for package in packages():
        if names and package.name not in names:
            continue
        found, catalog = collected(package), written(package)
        if not len(found) and not (package / FILE).exists():
            continue
        catalog.update(found, no_fuzzy_matching=True)
        body = io.BytesIO()
        write_po(
            body,
            catalog,
            width=0,
            omit_header=True,
            no_location=True,
            sort_output=True,
            ignore_obsolete=True,
        )
        _put(package / FILE, HEADER.encode() + body.getvalue().lstrip())


def _put(path: Path, content: bytes) -> None:
    if not path.exists() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        print(f"  {path.relative_to(ROOT)}")


def compile_all() -> None:
    """Write the .mo beside each .po that is newer."""
    for package in packages():
        source, target = package / FILE, (package / FILE).with_suffix(".mo")
        if not source.exists() or (
            target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns
        ):
            continue
        ready = target.with_suffix(".mo.new")  # others may read the old one meanwhile
        with ready.open("wb") as file:
            write_mo(file, written(package))
        ready.replace(target)


def faults() -> list[str]:
    """List what is missing, empty, unsure, left over, or disagrees, one line each."""
    lines = []
    meanings: dict[tuple[object, object], dict[str, Path]] = defaultdict(dict)
    for package in packages():
        found, has = collected(package), written(package)
        where = (package / FILE).relative_to(ROOT)
        lines += [f"{where}: not collected: {m.id!r}" for m in found if m.id and not _in(has, m)]
        lines += [f"{where}: no longer used: {m.id!r}" for m in has if m.id and not _in(found, m)]
        for message in has:
            if message.id:
                lines += [f"{where}: {fault}: {message.id!r}" for fault in message_faults(message)]
                meanings[message.context, message.id].setdefault(_text(message), where)
    return [*lines, *_disagreements(meanings)]


def _in(catalog: Catalog, message: Message) -> bool:
    return catalog.get(message.id, message.context) is not None


def message_faults(message: Message) -> Iterator[str]:
    """Say what is wrong with one translation."""
    source = message.id if isinstance(message.id, str) else message.id[-1]
    text = _text(message)
    if not text:
        yield "not translated"
    elif message.fuzzy:
        yield "marked fuzzy"
    elif _places(source) != _places(text):
        yield f"placeholders differ from {text!r}"
    elif _HALF_WIDTH.search(text):
        yield f"half-width punctuation in {text!r}"


def _text(message: Message) -> str:
    string = message.string
    return string if isinstance(string, str) else (string[0] if string else "")


def _places(text: str) -> set[str]:
    return {match.group() for match in _PLACE.finditer(text)}


def _disagreements(meanings: dict[tuple[object, object], dict[str, Path]]) -> Iterable[str]:
    """All packages share one dictionary at run time: one msgid has one meaning, or a context."""
    for (_, source), texts in meanings.items():
        said = {text: where for text, where in texts.items() if text}
        if len(said) > 1:
            places = ", ".join(f"{text!r} in {where}" for text, where in said.items())
            yield f"{source!r} means different things, give it a context (pgettext): {places}"


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        found = faults()
        print(*found, sep="\n", end="\n" if found else "")
        print(f"translations: {len(found)} faults" if found else "translations: complete")
        return 1 if found else 0
    if arguments != ["--compile"]:
        collect(arguments)
    compile_all()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Writes docs/reference from the code: settings, states, steps, permissions, events, refusals.

``make reference`` after a change in one of them; a test fails while a page is stale.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.utils import translation

from tools import source

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "docs" / "reference"
MADE: Final = "<!-- Made by `make reference` from {made_from}. Do not edit. -->"
Rows = Iterable[Sequence[object]]


def table(head: Sequence[str], rows: Rows) -> list[str]:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines]


def settings_page() -> Iterator[str]:
    from pilotbase.env import Env  # noqa: PLC0415  (Django is configured first)

    yield from _head("Settings", "pilotbase/env.py")
    yield "Environment variables. A wrong value stops the start with one line that names the"
    yield "variable and says what it should be. `make` passes them through:"
    yield "`make demo PILOTBASE_BIND=127.0.0.1:9000 PILOTBASE_DATA=/tmp/other`."
    yield ""
    rows = [
        (f"`PILOTBASE_{name.upper()}`", _default(field), field.description)
        for name, field in Env.model_fields.items()
    ]
    yield from table(["Variable", "Default", "What it says"], rows)


def states_page() -> Iterator[str]:
    from equipment.choices import MEANINGS, RUN_PHASES, STATE_SETS, Kind  # noqa: PLC0415

    yield from _head("States of machines", "equipment/choices.py")
    yield "Each kind of machine has its set of states. One log yields SEMI E10 time, 有效机时 (the"
    yield "part of preparation, run and post-processing) and all that strangers see. *Phase*: an"
    yield "operator may log it in a run. OFFLINE says nothing new: its time counts as the last"
    yield "known state."
    for kind, states in STATE_SETS.items():
        yield from ("", f"## {Kind(kind).label}", "")
        rows = []
        for state in states:
            meaning = MEANINGS[state]
            e10 = f"{meaning.e10.value} {meaning.e10.label}" if meaning.e10 else "—"
            phase = "yes" if state in RUN_PHASES[kind] else ""
            said = (meaning.effective.label, meaning.public.label, phase)
            rows.append((f"`{state.value}`", state.label, e10, *said))
        yield from table(["State", "Name", "SEMI E10", "有效机时", "Public", "Phase"], rows)


def statuses_page() -> Iterator[str]:
    from bookings import choices as of_bookings  # noqa: PLC0415
    from pilotbase.intake import choices as of_intake  # noqa: PLC0415
    from samples import choices as of_samples  # noqa: PLC0415

    yield from _head("Statuses and their steps", "the TRANSITIONS of each app's choices.py")
    yield "A step that is not in the table is refused, whoever asks for it."
    yield "The status of a sample is not in here: it follows from its chain of custody."
    apps = (of_bookings, of_samples, of_intake)
    for title, steps in (one for app in apps for one in _transitions(app)):
        yield from ("", f"## {title}", "", "```mermaid", "stateDiagram-v2")
        arrows = [(one, to) for one, ways in steps.items() for to in _ordered(ways)]
        yield from (f"  {one.value} --> {to.value}" for one, to in arrows)
        yield from ("```", "")
        rows = [
            (f"`{one.value}`", one.label, _codes(to.value for to in _ordered(ways)) or "ends here")
            for one, ways in steps.items()
        ]
        yield from table(["Status", "Name", "Next"], rows)


def permissions_page() -> Iterator[str]:
    from pilotbase.accounts.choices import Role  # noqa: PLC0415
    from pilotbase.accounts.permissions import (  # noqa: PLC0415
        GATEWAY,
        GRANTS,
        SCOPE_OF,
        Permission,
    )

    yield from _head("Roles, permissions and scopes", "pilotbase/accounts/permissions.py")
    yield "What each role may do, besides seeing what is its own: a tenant her organisation's rows,"
    yield "staff those of their facility. A token needs the scope of a permission too. A gateway"
    yield f"has no role; it may {_codes(sorted(GATEWAY))} for its machines."
    yield ""
    head = ["Permission", "Scope of a token", *(str(role.label) for role in Role)]
    rows = [
        (
            f"`{one.value}`",
            f"`{SCOPE_OF[one].value}`",
            *("●" if one in GRANTS[role] else "" for role in Role),
        )
        for one in Permission
    ]
    yield from table(head, rows)


def events_page() -> Iterator[str]:
    yield from _head("Events", "each app's events.py")
    yield "How a lower app tells those above it. *Within* hears it in the same transaction and may"
    yield "refuse; *after* hears it once the change is stored."
    for app, events in source.events().items():
        yield from ("", f"## {app}", "")
        rows = [
            (
                f"`{one.name}({', '.join(one.fields)})`",
                one.said or "—",
                _places(one.emitted),
                _places([f"{where} (within)" for where in one.within] + one.after),
            )
            for one in events
        ]
        yield from table(["Event", "What it says", "Told by", "Heard by"], rows)


def errors_page() -> Iterator[str]:
    yield from _head("Refusals", "the subclasses of PilotError and where they are raised")
    yield "Every refusal of the JSON API is `application/problem+json` (RFC 9457) with `type`,"
    yield "`title`, `status`, `detail`, `code` and, where they apply, `field` and `problems`."
    yield "Programs read the code, people the sentence. Codes never change."
    yield from ("", "## Codes", "")
    rows = [
        (f"`{c.code}`", c.status, f"`{c.name}`", c.said, f"`{c.where}`") for c in source.refusals()
    ]
    yield from table(["Code", "Status", "Refusal", "Meaning, or a sentence", "Defined in"], rows)
    yield from ("", "## Codes of single cases", "")
    yield "The same refusals under a code of their own."
    yield ""
    cases = [(f"`{c.code}`", c.status, c.said, f"`{c.where}`") for c in source.cases()]
    yield from table(["Code", "Status", "Sentence", "Raised in"], cases)
    yield from ("", "## Reasons in `problems` and verdicts on single items", "")
    yield "A booking that policy refuses (409 `refused`) lists all its reasons; so does an import"
    yield "with bad cells. A batch of a gateway answers a code for each item it rejects."
    yield ""
    reasons = [(f"`{c.code}`", c.said, f"`{c.where}`") for c in source.reasons()]
    yield from table(["Code", "Rule", "Said in"], reasons)


PAGES: Final[dict[str, Callable[[], Iterator[str]]]] = {
    "settings.md": settings_page,
    "states.md": states_page,
    "statuses.md": statuses_page,
    "permissions.md": permissions_page,
    "events.md": events_page,
    "errors.md": errors_page,
}


def rendered(name: str) -> str:
    """The page as it should be, in English."""
    if not settings.configured:
        settings.configure(USE_I18N=False)
    with translation.override("en"):
        return "\n".join(PAGES[name]()) + "\n"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in PAGES:
        (FOLDER / name).write_text(rendered(name))
        print(f"  docs/reference/{name}")


def _head(title: str, made_from: str) -> Iterator[str]:
    yield from (f"# {title}", "", MADE.format(made_from=made_from), "")


def _cell(value: object) -> str:
    return str(value).replace("``", "`").replace("|", "\\|").replace("\n", " ")


def _default(field: Any) -> str:
    default = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
    return f"`{default}`" if default else "—"


def _codes(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _places(where: Iterable[str]) -> str:
    return ", ".join(f"`{one}`" for one in where) or "—"


def _transitions(module: ModuleType) -> Iterator[tuple[str, Mapping[Any, Any]]]:
    """Every table of steps in a module of choices, with what its enum is called."""
    for name, steps in vars(module).items():
        if name.endswith("TRANSITIONS"):
            enum = type(next(iter(steps)))
            yield enum.__name__.removesuffix("Status"), steps


def _ordered(ways: Iterable[models.TextChoices]) -> list[models.TextChoices]:
    """A set in the order of its enum."""
    found = list(ways)
    return [one for one in type(found[0]) if one in found] if found else []


if __name__ == "__main__":
    main()

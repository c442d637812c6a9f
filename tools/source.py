"""Reads the code as text: which events and refusals there are, and where they are used."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGES: Final = ("pilotbase", "equipment", "bookings", "samples")
BASE: Final = "PilotError"
WHY: Final = ("Reason", "_house_rule", "reject")  # what says why one thing is refused
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Event:
    """An event's name, docstring and fields, and the modules that tell and hear it."""

    name: str
    said: str
    fields: list[str]
    emitted: list[str] = field(default_factory=list)
    within: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


class Refusal(NamedTuple):
    code: str
    status: int
    name: str
    said: str
    where: str


class Case(NamedTuple):
    code: str
    status: int
    said: str
    where: str


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of ours by its dotted name, without migrations."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                parts = path.relative_to(ROOT).with_suffix("").parts
                found[".".join(p for p in parts if p != "__init__")] = ast.parse(path.read_text())
    return found


@cache
def events() -> dict[str, list[Event]]:
    """By app, in the order in which its events.py has them."""
    found: dict[str, list[Event]] = {}
    for module, tree in modules().items():
        if module.endswith(".events") and module != "pilotbase.core.events":
            app = module.removesuffix(".events")
            found[app] = [_event(node) for node in tree.body if isinstance(node, ast.ClassDef)]
    known = {event.name: event for some in found.values() for event in some}
    for module, tree in modules().items():
        for event, how in _mentions(tree):
            if event in known and module not in (places := getattr(known[event], how)):
                places.append(module)
    return found


def refusals() -> list[Refusal]:
    """Every kind of refusal, by status and code."""
    told = _told()
    rows = [
        Refusal(
            code=_inherited(name, "code"),
            status=_status(name),
            name=name,
            said=_first_line(node) or told.get(name, ""),
            where=module,
        )
        for name, (node, module) in _classes().items()
        if name != BASE and _is_refusal(name)
    ]
    return sorted(rows, key=lambda row: (row.status, row.code))


def cases() -> list[Case]:
    """Refusals that are raised under a code of their own."""
    found = []
    for module, tree in modules().items():
        for call, function in _calls(tree):
            name, code = _called(call), _said_code(call)
            if name == "_problem" and len(call.args) > 1:
                status, code = _constant(call.args[0]), _first_word(call.args)
            else:
                status = _status(name) if name and _is_refusal(name) else None
            if code and isinstance(status, int):
                said = _sentence(call, function) or _first_line(function)
                found.append(Case(code, status, said, module))
    return _each_once(found)


def reasons() -> list[Case]:
    """What ``problems`` and the verdicts of batches may hold."""
    found = []
    for module, tree in modules().items():
        for call, function in _calls(tree):
            code = _said_code(call) or _first_word(call.args)
            if _called(call) in WHY and code:
                said = _first_line(function) or _sentence(call, function)
                found.append(Case(code, 0, said, module))
        found.extend(Case(code, 0, said, module) for code, said in _answered(tree))
    return _each_once(found)


def _each_once(cases: Iterable[Case]) -> list[Case]:
    """By code and status, the first that says something."""
    kept: dict[tuple[str, int], Case] = {}
    for case in cases:
        there = kept.get(case[:2])
        if there is None or not there.said:
            kept[case[:2]] = case
    return sorted(kept.values())


def _told() -> dict[str, str]:
    """By refusal, the first sentence with which it is raised under its own code."""
    found: dict[str, str] = {}
    for tree in modules().values():
        for call, function in _calls(tree):
            name, said = _called(call), ""
            if name and _is_refusal(name) and not _said_code(call):
                said = _sentence(call, function)
            if name and said:
                found.setdefault(name, said)
    return found


def _answered(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """What functions that return ``Said`` (a code and a sentence) may answer."""
    for node in ast.walk(tree):
        if isinstance(node, Function) and node.returns and "Said" in ast.unparse(node.returns):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Return) and isinstance(inner.value, ast.Tuple):
                    code, sentence = inner.value.elts
                    calls = (n for n in ast.walk(sentence) if isinstance(n, ast.Call))
                    texts = (_first_word(n.args) for n in calls if _called(n) == "_")
                    yield _first_word([code]), next(texts, _first_line(node))


def _event(node: ast.ClassDef) -> Event:
    fields = [
        line.target.id
        for line in node.body
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)
    ]
    return Event(node.name, _first_line(node), fields)


def _mentions(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Events that a module emits or hears, and how."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        first = node.args[0]
        if _called(node) == "emit" and isinstance(first, ast.Call):
            yield _called(first) or "", "emitted"
        elif _called(node) in ("within", "after_commit") and isinstance(first, ast.Name):
            yield first.id, "within" if _called(node) == "within" else "after"


@cache
def _classes() -> dict[str, tuple[ast.ClassDef, str]]:
    return {
        node.name: (node, module)
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }


def _bases(name: str) -> list[str]:
    node = _classes()[name][0]
    return [base.id for base in node.bases if isinstance(base, ast.Name) and base.id in _classes()]


def _is_refusal(name: str) -> bool:
    if name not in _classes():
        return False
    return name == BASE or any(_is_refusal(base) for base in _bases(name))


def _inherited(name: str, attribute: str) -> str:
    """The value as the class or the nearest base says it."""
    for line in _classes()[name][0].body:
        targets = line.targets if isinstance(line, ast.Assign) else []
        targets = [line.target] if isinstance(line, ast.AnnAssign) else targets
        said = any(isinstance(one, ast.Name) and one.id == attribute for one in targets)
        if said and isinstance(line, ast.Assign | ast.AnnAssign) and line.value is not None:
            return str(_constant(line.value))
    return next((_inherited(base, attribute) for base in _bases(name)), "")


def _status(name: str) -> int:
    return int(_inherited(name, "status"))


def _calls(tree: ast.Module) -> Iterator[tuple[ast.Call, Function]]:
    """Each call, with the function that makes it."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield from ((n, node) for n in ast.walk(node) if isinstance(n, ast.Call))


def _called(call: ast.Call) -> str | None:
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else None


def _said_code(call: ast.Call) -> str:
    code = next((_constant(k.value) for k in call.keywords if k.arg == "code"), "")
    return code if isinstance(code, str) else ""


def _first_word(args: Iterable[ast.expr]) -> str:
    words = (_constant(arg) for arg in args)
    return next((word for word in words if isinstance(word, str)), "")


def _sentence(call: ast.Call, function: Function) -> str:
    """The text that people are told, where it stands in the call or was named just before."""
    names = {n.id for arg in call.args for n in ast.walk(arg) if isinstance(n, ast.Name)}
    before = [
        node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and node.lineno < call.lineno
        and any(isinstance(one, ast.Name) and one.id in names for one in node.targets)
    ]
    nodes = (n for part in (*call.args, *reversed(before)) for n in ast.walk(part))
    calls = (n for n in nodes if isinstance(n, ast.Call) and _called(n) in ("_", "_t", "ngettext"))
    return next((_first_word(n.args) for n in calls), "")


def _constant(node: ast.expr) -> object:
    return node.value if isinstance(node, ast.Constant) else None


def _first_line(node: ast.ClassDef | Function) -> str:
    paragraph = " ".join((ast.get_docstring(node) or "").split("\n\n")[0].split())
    return "" if paragraph.startswith("Raises ") else paragraph

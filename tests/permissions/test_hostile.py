"""Whatever comes to a door from whoever may: it answers, and says what is wrong; never 5xx."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from pilotbase.urls import document
from tests.permissions.doors import BASE, TABLE, Answer, address
from tests.permissions.hostile import (
    HEADERS,
    KINDS,
    NAMES,
    PATHS,
    RAW,
    VALUES,
    Faults,
    as_form,
    leaves,
    matching,
    put,
    said_by,
    some,
)
from tests.permissions.lines import Line
from tests.permissions.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FORM = "application/x-www-form-urlencoded"
FILES = (
    b"",
    b"\x00" * 99,
    b"\xff" * 99,
    b"sample,\xce\n\x00",
    b'"' * 999,
    b"a,a\n1,2\n",
    b"," * 9_999,
)
FILE_NAMES = (b"", b"\x00", b"../../x.csv", b"x" * 999, b"\xff.csv", b".csv", b"\xe2\x80\xae.exe")

ODD = ("?%ED%A0%80=1", "?%00=1", "?" + "a=1&" * 500, "?" + "x" * 9_000, "?=&&=")

READING = [line for line in TABLE if line.method == "GET"]
WRITING = [line for line in TABLE if line.method != "GET"]


@pytest.mark.parametrize("line", [one for one in WRITING if one.is_api and not one.files], ids=str)
def test_a_call_may_say_anything(world: World, line: Line) -> None:
    faults, said = Faults(world, line), said_by(line, world.names)
    path, headers = address(line, world.names), matching(line, world.names)
    whole = json.dumps(said).encode()
    for raw in some(RAW, line.door):
        faults.send(repr(raw[:20]), path, raw, headers=headers)
    for kind in some(KINDS, line.door):
        faults.send(kind, path, whole, content_type=kind, headers=headers)
    for more in some(HEADERS, line.door):
        faults.send(str(more)[:60], path, whole, headers=headers | more)
    for name in some(NAMES, line.door):
        faults.send(name[:20], path, json.dumps({**said, name: 1}).encode(), headers=headers)
    for way in leaves(said):
        where = ".".join(map(str, way))
        for value in some(VALUES, line.door, where):
            what = f"{where} = {value!r:.40}"
            text = json.dumps(put(said, way, value)).encode()
            answer = faults.send(what, path, text, headers=headers)
            absent = value is None or value == ""  # what lacks is the whole body's fault
            if answer and answer.status == 422 and not absent and not _names_a_field(answer):
                faults.say(f"{what}: 422 without a field: {answer.text}")
    faults.end()


def _names_a_field(answer: Answer) -> bool:
    problem = json.loads(answer.body)
    return bool(problem.get("field") or any(one["field"] for one in problem["problems"]))


@pytest.mark.parametrize("line", [one for one in WRITING if not one.is_api], ids=str)
def test_a_form_may_say_anything(world: World, line: Line) -> None:
    faults, said = Faults(world, line), said_by(line, world.names)
    path = address(line, world.names)
    faults.send("nothing", path, content_type=FORM)
    for kind in some((*KINDS, "application/json", "multipart/form-data"), path):
        faults.send(kind, path, b"--x\r\n\r\n{", content_type=kind)
    for name in (*said, "version", "unknown"):
        for value in some(VALUES, line.door, name):
            form = as_form({**said, name: value})
            faults.send(f"{name} = {value!r:.40}", path, form, content_type=FORM)
    faults.end()


@pytest.mark.parametrize("line", [one for one in WRITING if one.files], ids=str)
def test_a_file_may_hold_anything(world: World, line: Line) -> None:
    faults, said = Faults(world, line), said_by(line, world.names)
    path, name = address(line, world.names), next(iter(line.files))
    for content in some(FILES, line.door):
        data = encode_multipart(BOUNDARY, {**said, name: SimpleUploadedFile("x.csv", content)})
        faults.send(repr(content[:20]), path, data, content_type=MULTIPART_CONTENT)
    for filename in some(FILE_NAMES, line.door):
        data = encode_multipart(BOUNDARY, {**said, name: SimpleUploadedFile("x.csv", b"a,b\n")})
        data = data.replace(b'filename="x.csv"', b'filename="' + filename + b'"')
        faults.send(repr(filename[:20]), path, data, content_type=MULTIPART_CONTENT)
    for field in said:
        for value in some(VALUES, line.door, field):
            if value is None or value == "\ud800":
                continue  # no file's form can carry it
            form = {**said, field: json.dumps(value), name: SimpleUploadedFile("x.csv", b"a,b\n")}
            data = encode_multipart(BOUNDARY, form)
            faults.send(f"{field} = {value!r:.40}", path, data, content_type=MULTIPART_CONTENT)
    faults.send("no file", path, encode_multipart(BOUNDARY, said), content_type=MULTIPART_CONTENT)
    faults.end()


@pytest.mark.parametrize("line", READING, ids=str)
def test_an_address_may_ask_anything(
    world: World, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults, path = Faults(world, line), address(line, world.names).partition("?")[0]
    words = _documented(line) if line.is_api else _read_by(path, faults, monkeypatch)
    for word in [*words, "unknown"]:
        for value in some(VALUES, line.door, word):
            said = _in_address(value)
            faults.send(f"?{word}={said[:40]}", f"{path}?{word}={said}")
    for more in some(HEADERS, line.door):
        faults.send(str(more)[:60], path, headers=more)
    for odd in some(ODD, line.door):
        faults.send(odd[:20], path + odd)
    faults.end()


@pytest.mark.parametrize("line", [one for one in TABLE if one.path], ids=str)
def test_an_address_may_name_anything(world: World, line: Line) -> None:
    faults, whole = Faults(world, line), address(line, world.names).partition("?")[0]
    said = json.dumps(said_by(line, world.names)).encode()
    form = {"content_type": FORM} if not line.is_api else {}
    for value in line.path.values():
        name = value[1:] if value.startswith("=") else str(world[value])
        before, _name, after = whole.rpartition(f"/{name}")
        for odd in some(PATHS, line.door, name):
            faults.send(odd[:40], f"{before}/{odd}{after}", said, **form)
    faults.end()


def _in_address(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return quote(text[:3_000], errors="surrogatepass")


def _documented(line: Line) -> list[str]:
    operation = document()["paths"][BASE + line.door][line.method.lower()]
    return [p["name"] for p in operation.get("parameters", ()) if p["in"] == "query"]


def _read_by(path: str, faults: Faults, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words that the page looks for in its address."""
    seen: dict[str, None] = {}
    with monkeypatch.context() as patch:
        for name in ("get", "getlist", "__getitem__", "__contains__"):
            patch.setattr(QueryDict, name, _noting(getattr(QueryDict, name), seen))
        faults.send("its words", f"{path}?unknown=1")
    return list(seen)


def _noting(read: Any, seen: dict[str, None]) -> Any:
    def noting(data: QueryDict, name: Any, *default: Any) -> Any:
        seen[str(name)] = None
        return read(data, name, *default)

    return noting

"""Whatever comes to a door from whoever may: it answers, and says what is wrong; never 5xx."""

import json
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import Resolver404, resolve

from pilotbase.urls import document
from tests.permissions.doors import BASE, TABLE, Answer, address, undone
from tests.permissions.hostile import (
    KINDS,
    NAMES,
    PATHS,
    RAW,
    SIGNING,
    TOGETHER,
    VALUES,
    Faults,
    as_form,
    leaves,
    matching,
    put,
    said_by,
    some,
    where,
)
from tests.permissions.lines import Line
from tests.permissions.pressing import bodies, passing, press, told, turned
from tests.permissions.readings import Call, Form, calls, forms, refused, words_read
from tests.permissions.world import World

Said = dict[str, Any]
Way = tuple[Any, ...]
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
STRANGE = tuple((odd, more) for odd in ODD for more in TOGETHER)


class Door(NamedTuple):
    """One line's door, and what is right for it."""

    faults: Faults
    path: str
    said: Said
    headers: dict[str, str]


READING = [line for line in TABLE if line.method == "GET"]
WRITING = [line for line in TABLE if line.method != "GET"]


@pytest.mark.parametrize("line", [one for one in WRITING if one.is_api and not one.files], ids=str)
def test_a_call_may_say_anything(world: World, line: Line) -> None:
    faults, said = Faults(world, line), said_by(line, world.names)
    path, headers = address(line, world.names), matching(line, world.names)
    whole = json.dumps(said).encode()
    with calls() as read:
        faults.send("its own words", path, whole, headers=headers)
    for raw in (*RAW, *(json.dumps({**said, name: 1}).encode() for name in NAMES)):
        _answer(faults, repr(raw[-20:]), read[0], raw)
        if raw in some(RAW, line.door, share=6):
            faults.send(repr(raw[-20:]), path, raw, headers=headers)
    for kind in some(KINDS, line.door, share=6):
        faults.send(kind, path, whole, content_type=kind, headers=headers)
    for more in (*some(TOGETHER, line.door), *some(SIGNING, line.door, share=2)):
        faults.send(told(more), path, whole, headers=headers | more)
    ways = dict.fromkeys([*leaves(said), *((name,) for name in _properties(line))])
    door = Door(faults, path, said, headers)
    let = {way: [v for v in VALUES if _passes(door, read[0], way, v)] for way in ways}
    for depth in sorted({len(way) for way in ways}):
        dealt = {way: some(let[way], str(line), where(way)) for way in ways if len(way) == depth}
        press(bodies(dealt), lambda words: _called(door, words))
    faults.end()


def _answer(faults: Faults, what: str, call: Call, body: bytes) -> Answer | None:
    """What the reading of such a body says, if anything, judged as an answer of the door."""
    try:
        with undone():
            answer = call.says(body)
    except Exception as error:
        faults.broke(what, error)
        return None
    if answer:
        faults.judge(what, answer)
    return answer


def _passes(door: Door, call: Call, way: Way, value: Any) -> bool:
    """Whether this one value is let pass where all others are right; or it is named as wrong."""
    body = json.dumps(put(door.said, way, value)).encode()
    answer = _answer(door.faults, told({where(way): value}), call, body)
    if answer:
        _named(door, way, value, answer)
    return answer is None


def _called(door: Door, hostile: dict[Way, Any]) -> set[Way] | None:
    """To the door itself: nothing where it let it through, or which of these it named."""
    body = door.said
    for way, value in hostile.items():
        body = put(body, way, value)
    what = told({where(way): value for way, value in hostile.items()})
    text = json.dumps(body).encode()
    answer = door.faults.send(what, door.path, text, headers=door.headers)
    if answer is None or answer.status < 400:
        return None
    if len(hostile) == 1:
        _named(door, *next(iter(hostile.items())), answer)
    return {way for way in hostile if any(_in(field, way) for field in _fields(answer))}


def _named(door: Door, way: Way, value: Any, answer: Answer) -> None:
    """What lacks, or stands where nothing was, is the whole body's fault."""
    whole = value is None or value == "" or way[0] not in door.said
    if answer.status == 422 and not whole and not _fields(answer):
        door.faults.say(f"{told({where(way): value})}: 422 without a field: {answer.text}")


def _fields(answer: Answer) -> set[str]:
    """Which fields the problem names."""
    problem = json.loads(answer.body)
    named = [problem.get("field"), *(one["field"] for one in problem["problems"])]
    return {field for field in named if field}


def _in(field: str, way: Way) -> bool:
    return f"{field}.".startswith(f"{where(way)}.")


def _properties(line: Line) -> list[str]:
    """The names that the document gives to the body's own values."""
    operation = document()["paths"][BASE + line.door][line.method.lower()]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = body.get("schema", {}).get("$ref", "").rpartition("/")[2]
    return list(document()["components"]["schemas"].get(name, {}).get("properties", ()))


@pytest.mark.parametrize("line", [one for one in WRITING if not one.is_api], ids=str)
def test_a_form_may_say_anything(world: World, line: Line) -> None:
    faults, said = Faults(world, line), said_by(line, world.names)
    path = address(line, world.names)
    faults.send("nothing", path, content_type=FORM)
    for kind in some((*KINDS, "application/json", "multipart/form-data"), path, share=10):
        faults.send(kind, path, b"--x\r\n\r\n{", content_type=kind)
    with forms() as made, words_read() as read:
        own = faults.send("its own words", path, as_form(said), content_type=FORM)
    asked = [one for one in made if one.is_asked and one.is_made_of_words]
    fields = list(dict.fromkeys(name for one in asked for name in one.made.fields))
    let = passing(fields, lambda hostile: _wrong(asked, said, hostile, faults))
    for hostile in some(turned(fields), line.door):
        _wrong(asked, said, hostile, faults, drawn=True)
    for hostile in some(turned([*fields, "unknown"]), line.door, share=40):
        _sent(path, said, hostile, faults)
    dealt = bodies({name: some(let[name], line.door, name, share=12) for name in fields})
    if own and own.status < 400:
        press(dealt, lambda words: _sent(path, said, words, faults))
    for hostile in dealt if own and own.status >= 400 else ():  # even right words come no further
        _sent(path, said, hostile, faults)
    for name in {**said, **read}.keys() - set(fields):  # what the page reads by itself
        for value in some(VALUES, line.door, name, share=12 if fields else 6):
            _sent(path, said, {name: value}, faults)
    faults.end()


def _wrong(
    asked: list[Form], said: Said, hostile: Said, faults: Faults, *, drawn: bool = False
) -> set[str]:
    """Which fields the page's forms refuse, and draws them as the page would."""
    words = QueryDict(as_form({**said, **hostile}))
    try:
        with undone():
            again = [one.again(words) for one in asked]
            wrong = {name for form in again for name in form.errors}
            assert not drawn or all(str(form) for form in again)
    except Exception as error:
        faults.broke(told(hostile), error)
        return set(hostile)
    return wrong


def _sent(path: str, said: Said, hostile: Said, faults: Faults) -> set[str] | None:
    """To the door itself: nothing where it let it through, or the fields it marked."""
    with forms() as made:
        text = as_form({**said, **hostile})
        answer = faults.send(told(hostile), path, text, content_type=FORM)
    return refused(made) if answer and answer.status >= 400 else None


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
def test_an_address_may_ask_anything(world: World, line: Line) -> None:
    faults, path = Faults(world, line), address(line, world.names).partition("?")[0]
    right = dict(line.query(world.names)) if line.query else {}
    with calls() as called, words_read() as read:
        faults.send("nothing", path)
    words = _documented(line) if line.is_api else list(read)
    let = {word: [v for v in VALUES if _asks(called, right, word, v, faults)] for word in words}
    dealt = {word: some(let[word], line.door, word, share=8) for word in words}
    press(bodies(dealt), lambda words: _asked(path, right, words, faults))
    for odd, more in some(STRANGE, path, share=len(STRANGE)):
        if line.is_api:  # which asks nothing further once it refuses an odd word
            faults.send(odd[:20], path + odd)
            faults.send(told(more), path, headers=more)
        faults.send(f"{odd[:20]} {told(more)}", path + odd, headers=more | SIGNING[len(more) % 2])
    faults.end()


def _asks(called: list[Call], right: Said, word: str, value: Any, faults: Faults) -> bool:
    """Whether an operation lets it pass; a page reads its words as it goes."""
    if not called:
        return True
    answer, what = called[0].asks(_query({**right, word: value})), told({word: value})
    if answer:
        faults.judge(what, answer)
    return answer is None


def _asked(path: str, right: Said, hostile: Said, faults: Faults) -> set[str] | None:
    answer = faults.send(told(hostile), f"{path}?{_query({**right, **hostile})}")
    if answer is None or answer.status < 400:
        return None
    return _fields(answer) if answer.type == "application/problem+json" else set()


@pytest.mark.parametrize("line", [one for one in TABLE if one.path], ids=str)
def test_an_address_may_name_anything(world: World, line: Line) -> None:
    faults, whole = Faults(world, line), address(line, world.names).partition("?")[0]
    said = json.dumps(said_by(line, world.names)).encode()
    form = {"content_type": FORM} if not line.is_api else {}
    for value in line.path.values():
        name = value[1:] if value.startswith("=") else str(world[value])
        before, _name, after = whole.rpartition(f"/{name}")
        for odd in PATHS:
            path = f"{before}/{odd}{after}"
            if odd in some(PATHS, line.door, name, share=6 if _leads_to_a_door(path) else 27):
                faults.send(odd[:40], path, said, **form)
    faults.end()


def _leads_to_a_door(path: str) -> bool:
    """What does not is answered by the same page everywhere."""
    try:
        resolve(unquote(path))
    except Resolver404:
        return False
    return True


def _query(words: Said) -> str:
    return "&".join(f"{quote(word)}={_in_address(value)}" for word, value in words.items())


def _in_address(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return quote(text[:3_000], errors="surrogatepass")


def _documented(line: Line) -> list[str]:
    operation = document()["paths"][BASE + line.door][line.method.lower()]
    return [p["name"] for p in operation.get("parameters", ()) if p["in"] == "query"]

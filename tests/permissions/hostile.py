"""What people, programs and worse may send to a door, and how its answer is judged."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlencode
from zlib import crc32

from django.db import connection
from django.test import Client

from tests.permissions.doors import Answer, undone
from tests.permissions.lines import Line, Names
from tests.permissions.world import World

T = TypeVar("T")
LONG: Final = "x" * 70_000
VALUES: Final[tuple[Any, ...]] = (
    *(None, True, -1, 10**40, 1e308, [], {}, [[]], "", "\x00", "a\x00b", "\ud800", LONG),
    *("2027-01-11T08:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"),
    *("٣", "1e999999", "nan", "%s%(x)s{0}", "../../etc/passwd"),
)
RAW: Final = (
    *(b"", b"{", b"null", b"[]", b'"x"', b"\xff\xfe{}", b"\x00", b"NaN", b'{"a":1e999999999}'),
    *(b"[" * 20_000, b'{"a":' * 20_000, b'{"\\ud800":"\\udfff"}', b"1" * 9_000),
)
NAMES: Final = ("unknown", "\ud800", "\x00", "x" * 5_000, "__class__")
KINDS: Final = (
    "text/plain",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
)
SIGNING: Final = ({"Authorization": "Bearer"}, {"Authorization": "Bearer \xff"})
TOGETHER: Final = (
    {"If-Match": '"x"', "Idempotency-Key": "\x7f", "Accept-Language": "x" * 500 + ";q=x"},
    {"If-Match": '"' + "9" * 50 + '"', "Idempotency-Key": "k" * 4_000, "Accept": "\x01;q=x"},
    {"If-Match": "*", "HX-Request": "true", "HX-Current-URL": "%"},
)
PATHS: Final = (
    "%00",
    "%ED%A0%80",
    "%FF",
    "%2e%2e%2f",
    "-1",
    "9" * 60,
    "0",
    "x" * 3_000,
    "%E2%9C%93",
)


class Faults:
    """All that went wrong behind one door, to be told at once."""

    def __init__(self, world: World, line: Line) -> None:
        self._client, self._line = one_who_may(world, line), line
        self._found: list[str] = []

    def send(self, what: str, path: str, data: bytes = b"", **said: Any) -> Answer | None:
        """One call, undone. An exception would be a 500."""
        kept = dict(self._client.cookies)
        said.setdefault("content_type", "application/json")
        try:
            with undone():
                response = self._client.generic(self._line.method, path, data, **said)
                body = b"".join(response) if response.streaming else response.content
        except Exception as error:
            self.broke(what, error)
            return None
        finally:
            self._client.cookies.clear()
            self._client.cookies.update(kept)
        answer = Answer(response.status_code, body, "", response.headers.get("Content-Type", ""))
        self.judge(what, answer)
        return answer

    def broke(self, what: str, error: Exception) -> None:
        self.say(f"{what}: {type(error).__name__}: {str(error)[:200]}")

    def say(self, fault: str) -> None:
        self._found.append(fault)

    def end(self) -> None:
        assert not self._found, "\n".join(self._found)

    def judge(self, what: str, answer: Answer) -> None:
        if answer.status >= 500:
            self.say(f"{what}: {answer.status}")
        if not self._line.is_api or answer.status < 400:
            return
        if answer.type != "application/problem+json":
            self.say(f"{what}: {answer.status} as {answer.type}")
            return
        problem = json.loads(answer.body)
        if not problem["code"] or not problem["detail"] or problem["status"] != answer.status:
            self.say(f"{what}: {problem}")


def one_who_may(world: World, line: Line) -> Client:
    """By preference someone for whom the rows of the body exist."""
    able = line.may & line.sees if line.sees else line.may
    name = min(able - {"nobody", "gateway"}, default=min(line.may, default="manager"))
    return (world.programs if line.is_api else world.pages)[name]


def some(values: Sequence[T], *names: str, share: int = 6) -> Sequence[T]:
    """A sixth of them, or another share, another for each name and database.

    Over all doors each is sent to many. What only reads a word is asked for every one, on both.

    ``PILOTBASE_HOSTILE=all`` sends each to every door.
    """
    if os.environ.get("PILOTBASE_HOSTILE") == "all":
        return values
    begins = crc32(" ".join(names).encode("utf-8", "surrogatepass"))
    return values[(begins + (connection.vendor == "postgresql")) % share :: share]


def leaves(said: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value of a body, and to each object and list on it."""
    if way:
        yield way
    pairs: Any = said.items() if isinstance(said, Mapping) else ()
    for key, value in enumerate(said) if isinstance(said, list) else pairs:
        yield from leaves(value, (*way, key))


def where(way: tuple[Any, ...]) -> str:
    """As a problem writes it."""
    return ".".join(map(str, way))


def put(said: Any, way: tuple[Any, ...], value: Any) -> Any:
    """The body with another value at that place."""
    if not way:
        return value
    copy: Any = dict(said) if isinstance(said, Mapping) else list(said)
    copy[way[0]] = put(copy[way[0]], way[1:], value) if way[1:] else value
    return copy


def said_by(line: Line, names: Names) -> dict[str, Any]:
    return dict(line.body(names)) if line.body else {}


def matching(line: Line, names: Names) -> dict[str, str]:
    return {"If-Match": f'"{names[f"{line.match}_version"]}"'} if line.match else {}


def as_form(said: Mapping[str, Any]) -> bytes:
    """As a browser would write it, and worse: what is no text goes along as its bytes."""
    pairs = [
        (name, one if isinstance(one, str) else json.dumps(one))
        for name, value in said.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    return urlencode(pairs, quote_via=quote, errors="surrogatepass").encode()

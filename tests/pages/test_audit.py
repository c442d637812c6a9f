"""Who may read the trail, and what it shows."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from pilotbase.accounts.actor import job
from pilotbase.audit.log import record
from pilotbase.audit.sealing import seal
from pilotbase.pages.deeds import said
from tests.people import STAFF, TENANTS, Cast

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


def leave(cast: Cast, count: int) -> None:
    for n in range(count):
        record(cast.actor("manager"), "test.done", cast.facility, after={"n": n}, reason="=1+1")


@pytest.mark.parametrize("name", [*TENANTS, *STAFF])
def test_only_some_may_read_it(cast: Cast, name: str) -> None:
    may = name in ("manager", "quality", "biosafety")
    assert cast.client(name).get("/audit").status_code == (200 if may else 403)


def test_it_is_found_by_what_who_and_when(cast: Cast) -> None:
    leave(cast, 2)
    record(job("nightly"), "other.done", cast.facility)
    client = cast.client("quality")
    for asked, count in [
        ({}, 3),
        ({"verb": "test"}, 2),
        ({"person": "manager@"}, 2),
        ({"until": "2001-01-01"}, 0),
        ({"since": "not a day"}, 3),
    ]:
        assert client.get("/audit", asked).context["page"].paginator.count == count, asked


def test_csv_carries_no_formula(cast: Cast) -> None:
    leave(cast, 1)
    seal()
    answer = cast.client("quality").get("/audit", {"as": "csv"})
    text = answer.getvalue().decode("utf-8-sig")
    assert "'=1+1" in text
    assert text.count("\r\n") == 2


def test_queries_do_not_grow(cast: Cast) -> None:
    counts = []
    client = cast.client("quality")
    for more in (1, 19):
        leave(cast, more)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/audit")
        counts.append(len(queries))
    assert counts[0] == counts[1]


_RECORDED = re.compile(r'\brecord\(\s*[\w.()]+,\s*"([^"]+)"')


def test_every_code_has_its_words() -> None:
    apps = ("bookings", "equipment", "samples", "pilotbase")
    sources = [path.read_text() for app in apps for path in (ROOT / app).rglob("*.py")]
    codes = {code for source in sources for code in _RECORDED.findall(source)}
    assert len(codes) > 30
    assert [code for code in sorted(codes) if said(code) == code] == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("run.started", "Run started"),
        ("sample.received", "Sample: Received"),
        ("equipment.retired", "Equipment: retired"),
        ("equipment.flown", "equipment.flown"),
        ("nothing.made", "nothing.made"),
        ("nothing", "nothing"),
    ],
)
def test_a_code_in_words(code: str, words: str) -> None:
    with translation.override("en"):
        assert said(code) == words


def test_it_is_found_by_its_words(cast: Cast) -> None:
    record(cast.actor("manager"), "run.started", cast.facility)
    record(cast.actor("manager"), "run.finished", cast.facility)
    answer = cast.client("quality").get(
        "/audit", {"verb": "Run ended"}, headers={"accept-language": "en"}
    )
    assert answer.context["page"].paginator.count == 1
    assert "Run ended" in answer.content.decode()

"""Who may read the trail, and what it shows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilotbase.accounts.actor import job
from pilotbase.audit.log import record
from pilotbase.audit.sealing import seal
from tests.people import STAFF, TENANTS, Cast

pytestmark = pytest.mark.django_db


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
    for said, count in [
        ({}, 3),
        ({"verb": "test"}, 2),
        ({"person": "manager@"}, 2),
        ({"until": "2001-01-01"}, 0),
        ({"since": "not a day"}, 3),
    ]:
        assert client.get("/audit", said).context["page"].paginator.count == count, said


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

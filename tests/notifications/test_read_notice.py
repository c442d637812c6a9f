"""One's own notices are read one by one; another's do not exist."""

from typing import Any

import pytest

from pilotbase.accounts.actor import NOBODY
from pilotbase.accounts.models import Membership
from pilotbase.core.errors import Missing, SignedOut
from pilotbase.notifications.actions.read_notice import read_notice
from pilotbase.notifications.models import Notice
from tests.notifications.telling import told
from tests.people import Cast

pytestmark = pytest.mark.django_db
API = "/api/v1/notices"


def test_reading_is_ones_own_and_once(cast: Cast) -> None:
    notice = told(cast, "lin")[0]
    assert cast.client("lin").get("/notices").content.count(b"is-new") == 1
    read = read_notice(cast.actor("lin"), notice.pk)
    assert read.read_at is not None
    assert read_notice(cast.actor("lin"), notice.pk).read_at == read.read_at
    with pytest.raises(Missing):
        read_notice(cast.actor("eve"), notice.pk)


def test_nobody_reads_nothing(cast: Cast) -> None:
    with pytest.raises(SignedOut):
        read_notice(NOBODY, told(cast, "lin")[0].pk)


def test_a_program_lists_and_reads(cast: Cast) -> None:
    first, second = told(cast, "lin")[0], told(cast, "lin", number="R-2026-2")[0]
    program = cast.bearer("lin")
    listed = program.get(API, {"limit": 1}, headers={"Accept-Language": "en"}).json()
    assert [item["id"] for item in listed["items"]] == [second.pk]
    assert listed["items"][0]["text"].startswith("Report R-2026-2 is issued")
    older = program.get(API, {"cursor": listed["next"]}).json()
    assert [item["id"] for item in older["items"]] == [first.pk]
    answer = program.post(f"{API}/{second.pk}/read")
    assert (answer.status_code, answer.json()["read_at"] is None) == (200, False)
    unread = program.get(API, {"unread": "true"}).json()["items"]
    assert [item["id"] for item in unread] == [first.pk]
    assert cast.bearer("eve").post(f"{API}/{first.pk}/read").status_code == 404


def test_opening_it_on_the_page_reads_it_and_leads_there(cast: Cast) -> None:
    notice = told(cast, "lin")[0]
    answer = cast.client("lin").post(f"/notices/{notice.pk}/open")
    assert (answer.status_code, answer["Location"]) == (302, "/reports/R-2026-1")
    assert Notice.objects.get().read_at is not None
    assert cast.client("eve").post(f"/notices/{notice.pk}/open").status_code == 404


def test_its_sentence_is_in_the_readers_language(cast: Cast) -> None:
    told(cast, "lin")
    client = cast.client("lin")
    assert "is issued" in client.get("/notices").content.decode()
    cast.lin.language = "zh-hans"
    cast.lin.save()
    assert "报告 R-2026-1 已签发" in client.get("/notices").content.decode()


def test_who_left_the_organisation_reads_its_notices_no_more(cast: Cast) -> None:
    notice = told(cast, "lin")[0]
    Membership.objects.filter(user=cast.lin).update(until="2020-06-01")
    assert b"R-2026-1" not in cast.client("lin").get("/notices").content
    with pytest.raises(Missing):
        read_notice(cast.actor("lin"), notice.pk)


def test_only_people_of_its_places_are_told(cast: Cast) -> None:
    rows = told(cast, "lin", "eve", "manager")
    assert {(row.user_id, row.organisation_id) for row in rows} == {
        (cast.lin.pk, cast.startup.pk),
        (cast.manager.pk, None),
    }


@pytest.mark.parametrize("rows", [1, 20])
def test_the_inbox_asks_as_little_for_many(
    cast: Cast, rows: int, django_assert_max_num_queries: Any
) -> None:
    for n in range(rows):
        told(cast, "lin", number=f"R-{n}")
    client = cast.client("lin")
    with django_assert_max_num_queries(20):
        assert client.get("/notices").content.count(b"data-notice=") == rows

"""The bell's socket: what is new at once, what is read gone, nothing of what was undone."""

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction

from pilotbase.core import events
from pilotbase.core.verbs import verb
from pilotbase.live.envelope import Envelope
from pilotbase.notifications.actions.read_all_notices import read_all_notices
from pilotbase.notifications.models import Notice
from tests.live.test_board import Socket, logged_in, socket
from tests.notifications.telling import told
from tests.people import Cast

pytestmark = pytest.mark.django_db(transaction=True)


async def _next(page: Socket) -> Envelope:
    return Envelope.model_validate_json(await page.receive_from(timeout=5))


async def test_she_is_told_at_once_and_until_it_is_read(cast: Cast) -> None:
    first = (await sync_to_async(told)(cast, "lin"))[0]
    async with socket("/ws/me", await logged_in(cast, "lin")) as page:
        whole = await _next(page)
        assert (whole.type, [item.key for item in whole.items]) == ("snapshot", [str(first.pk)])
        second = (await sync_to_async(told)(cast, "lin", number="R-2"))[0]
        news = await _next(page)
        assert (news.type, news.seq, news.items[0].key) == ("notice", whole.seq + 1, str(second.pk))
        data = news.items[0].data
        assert data is not None
        assert set(data) == {"kind", "text", "href", "at"}
        assert "R-2" in data["text"]["en"]  # type: ignore[index,operator,call-overload]
        assert "报告" in data["text"]["zh-hans"]  # type: ignore[index,operator,call-overload]
        await sync_to_async(read_all_notices)(await sync_to_async(cast.actor)("lin"))
        gone = await _next(page)
        assert (gone.type, [item.data for item in gone.items]) == ("delta", [None, None])


async def test_what_was_undone_is_told_to_nobody(cast: Cast) -> None:
    async with socket("/ws/me", await logged_in(cast, "lin")) as page:
        await _next(page)
        await sync_to_async(_undone)(cast)
        assert await page.receive_nothing(timeout=0.2)
    assert await Notice.objects.acount() == 0


@verb
def _undone(cast: Cast) -> None:
    with transaction.atomic():
        told(cast, "lin")
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_the_bell_counts(cast: Cast) -> None:
    assert "0 new notices" in cast.client("lin").get("/board").content.decode()
    told(cast, "lin")
    page = cast.client("lin").get("/board").content.decode()
    assert 'aria-label="1 new notice"' in page
    assert 'data-live="/ws/me"' in page
    assert "0 new notices" in cast.client("chen").get("/board").content.decode()


def test_a_history_is_no_news() -> None:
    assert events.is_news()
    with events.quiet():
        assert not events.is_news()

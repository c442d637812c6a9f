"""All of one's own notices at once, and nobody else's."""

import pytest

from pilotbase.notifications.actions.read_all_notices import read_all_notices
from pilotbase.notifications.models import Notice
from tests.notifications.telling import told
from tests.people import Cast

pytestmark = pytest.mark.django_db


def test_all_of_ones_own_are_read(cast: Cast) -> None:
    told(cast, "lin", "chen")
    told(cast, "lin")
    assert read_all_notices(cast.actor("lin")) == 2
    assert read_all_notices(cast.actor("lin")) == 0
    assert Notice.objects.unread().get().user_id == cast.chen.pk


def test_both_doors(cast: Cast) -> None:
    told(cast, "lin")
    answer = cast.bearer("lin").post("/api/v1/notices/read")
    assert (answer.status_code, answer.json()) == (200, {"read": 1})
    told(cast, "lin")
    page = cast.client("lin")
    assert b"Mark all as read" in page.get("/notices").content
    assert page.post("/notices/read")["Location"] == "/notices"
    assert b"Mark all as read" not in page.get("/notices").content
    assert b"Nothing new" in page.get("/notices?show=new").content
    assert not Notice.objects.unread().exists()

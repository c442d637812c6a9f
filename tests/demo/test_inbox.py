"""The demonstration's inboxes hold what its last days would have told."""

import pytest

from pilotbase.core import clock
from pilotbase.demo import inbox
from pilotbase.notifications.models import Notice
from tests.permissions.world import NOW, a_world

pytestmark = pytest.mark.django_db


def test_the_last_days_are_told_once_the_history_is_made() -> None:
    world = a_world()
    Notice.objects.all().delete()
    with clock.at(NOW):
        made = inbox.fill_in(NOW)
    assert made == Notice.objects.count() > 0
    kinds = set(Notice.objects.values_list("user", "kind"))
    assert (world.cast.manager.pk, "booking_waits") in kinds
    assert (world.cast.lin.pk, "report_issued") in kinds
    assert not Notice.objects.filter(user=world.cast.eve).exists()
    assert (
        Notice.objects.order_by("at").values_list("pk", flat=True)[0]
        == (Notice.objects.order_by("pk").values_list("pk", flat=True)[0])
    )

"""Leaving the line: what was held goes to the next."""

import pytest

from bookings.actions.leave_wait_list import leave_wait_list
from bookings.choices import WaitStatus
from bookings.errors import WrongStatus
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from pilotbase.core.errors import Missing, NotAllowed
from tests.bookings.asking import post
from tests.bookings.in_line import waits
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/api/v1/waiting/%s/leave", "/waiting/%s/leave"])
def test_the_next_has_it(cast: Cast, plant: Plant, project: Project, path: str) -> None:
    first, second = waits(cast), waits(cast)
    assert (first.status, second.status) == (WaitStatus.OFFERED, WaitStatus.WAITING)
    answer = post(cast.client("lin"), {}, path % first.pk)
    assert answer.status_code in (200, 302), answer.content
    for entry in (first, second):
        entry.refresh_from_db()
    assert (first.status, second.status) == (WaitStatus.LEFT, WaitStatus.OFFERED)
    assert first.offer != second.offer
    assert AuditEntry.objects.get(verb="waitentry.left").actor == cast.lin
    with pytest.raises(WrongStatus):
        leave_wait_list(cast.actor("lin"), first.pk)


def test_who_may_not(cast: Cast, plant: Plant, project: Project) -> None:
    entry = waits(cast)
    with pytest.raises(Missing):
        leave_wait_list(cast.actor("eve"), entry.pk)
    with pytest.raises(NotAllowed):
        leave_wait_list(cast.actor("operator"), entry.pk)

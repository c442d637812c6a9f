"""Each step of an enquiry stands on Today of who owns it, with its due date; late when it is."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from pilotbase.core import clock
from pilotbase.intake.models import Enquiry
from pilotbase.pages.today import things
from tests.intake.asking import agreed, answered, asked, declared, reviewed
from tests.people import Cast

pytestmark = pytest.mark.django_db
OWNERS = ("lin", "chen", "manager", "biosafety")


@pytest.mark.parametrize(
    ("at", "owners"),
    [
        (asked, ["manager"]),
        (answered, ["chen", "manager"]),
        (agreed, ["lin", "chen"]),
        (declared, ["biosafety"]),
        (reviewed, ["manager"]),
    ],
)
def test_it_waits_for_who_owns_the_step(
    cast: Cast, at: Callable[[Cast], Enquiry], owners: list[str]
) -> None:
    number = at(cast).number
    for name in (*OWNERS, "eve", "operator"):
        found = [one for one in things.waiting(cast.actor(name)) if number in one.title]
        assert bool(found) is (name in owners), name
        assert not any(one.needs_you for one in found)


def test_what_is_late_needs_her_now(cast: Cast) -> None:
    enquiry = asked(cast)
    with clock.at(clock.now() + timedelta(days=30)):
        (late,) = (
            one for one in things.waiting(cast.actor("manager")) if enquiry.number in one.title
        )
        page = cast.client("manager").get("/enquiries").content.decode()
    assert late.needs_you
    assert "overdue since" in late.note
    assert "overdue" in page

"""An enquiry ends before it is a project: withdrawn by its organisation, declined by the plant."""

from collections.abc import Callable

import pytest

from pilotbase.core.errors import NotAllowed
from pilotbase.intake.actions.end_enquiry import end_enquiry
from pilotbase.intake.choices import EnquiryStatus, StrainVerdict
from pilotbase.intake.errors import NotItsStep
from pilotbase.intake.models import Enquiry
from pilotbase.intake.schemas.enquiry import Ending
from pilotbase.notifications.models import Notice
from tests.factories import Plant
from tests.intake.asking import agreed, answered, asked, declared, opened, reviewed, step
from tests.people import Cast
from tests.samples.doors import DOORS, OK

pytestmark = pytest.mark.django_db
WHY = {"reason": "Another plan."}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("at", [asked, answered, agreed, declared, reviewed])
@pytest.mark.parametrize(("who", "status"), [("lin", "withdrawn"), ("manager", "declined")])
def test_either_side_ends_it_at_any_step(
    cast: Cast, door: str, at: Callable[[Cast], Enquiry], who: str, status: str
) -> None:
    enquiry = at(cast)
    assert step(cast, who, door, enquiry, "end", WHY).status_code in OK
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.due_on) == (status, None)
    assert not enquiry.reviews.filter(verdict=StrainVerdict.WAITING).exists()
    assert (
        "Another plan." in cast.client("chen").get(f"/enquiries/{enquiry.number}").content.decode()
    )


def test_what_is_over_stays(cast: Cast, plant: Plant) -> None:
    enquiry = opened(cast)
    with pytest.raises(NotItsStep):
        end_enquiry(cast.actor("lin"), enquiry.number, enquiry.version, Ending(**WHY))
    assert Enquiry.objects.get().status == EnquiryStatus.APPROVED


@pytest.mark.parametrize("name", ["biosafety", "quality"])
def test_others_may_not(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        end_enquiry(cast.actor(name), asked(cast).number, 1, Ending(**WHY))


def test_those_whose_step_it_is_are_told(cast: Cast, plant: Plant) -> None:
    enquiry = opened(cast)
    told = Notice.objects.order_by("pk").values_list("user__email", "facts__status")
    names = [(email.partition("@")[0], status) for email, status in told]
    assert ("manager", "received") in names
    assert {name for name, status in names if status == "agreements"} == {"manager", "lin", "chen"}
    assert {name for name, status in names if status == "review"} == {"biosafety"}
    assert {name for name, status in names if status == "approved"} == {"lin", "chen"}
    assert not any(name == "eve" for name, _status in names)
    unread = Notice.objects.filter(read_at=None)
    assert {notice.facts["status"] for notice in unread} == {"approved"}
    assert enquiry.number in unread[0].text
    assert all(notice.text for notice in Notice.objects.all())

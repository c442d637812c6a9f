"""The organisation declares its strain and answers the whole checklist."""

import pytest

from pilotbase.core.errors import NotAllowed
from pilotbase.intake.actions.declare_strain import declare_strain
from pilotbase.intake.choices import EnquiryStatus, StrainVerdict
from pilotbase.intake.errors import NotItsStep
from pilotbase.intake.models import StrainReview
from pilotbase.intake.schemas.enquiry import Declaration
from pilotbase.intake.steps import waiting_for
from tests.intake.asking import DECLARED, SAFE, agreed, asked, step
from tests.people import Cast
from tests.samples.doors import DOORS, OK

pytestmark = pytest.mark.django_db
SAID = Declaration.model_validate(DECLARED)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ["lin", "chen"])
def test_it_waits_for_the_biosafety_officer(cast: Cast, door: str, who: str) -> None:
    enquiry = agreed(cast)
    assert step(cast, who, door, enquiry, "declaration", DECLARED).status_code in OK
    enquiry.refresh_from_db()
    assert enquiry.status == EnquiryStatus.REVIEW
    review = StrainReview.objects.get()
    assert (review.strain, review.answers, review.verdict) == ("YX-9", SAFE, StrainVerdict.WAITING)
    assert list(waiting_for(cast.actor("biosafety"))) == [enquiry]
    page = cast.client("biosafety").get(f"/enquiries/{enquiry.number}").content.decode()
    assert "YX-9" in page
    assert "GLSP at least" in page


@pytest.mark.parametrize("door", DOORS)
def test_every_question_is_answered(cast: Cast, door: str) -> None:
    enquiry = agreed(cast)
    short = {**DECLARED, "answers": {name: said for name, said in SAFE.items() if name != "kill"}}
    assert step(cast, "lin", door, enquiry, "declaration", short).status_code == 422
    assert not StrainReview.objects.exists()


@pytest.mark.parametrize("name", ["manager", "biosafety"])
def test_staff_declare_nothing(cast: Cast, name: str) -> None:
    enquiry = agreed(cast)
    with pytest.raises(NotAllowed):
        declare_strain(cast.actor(name), enquiry.number, enquiry.version, SAID)


def test_the_agreements_come_first(cast: Cast) -> None:
    with pytest.raises(NotItsStep):
        declare_strain(cast.actor("lin"), asked(cast).number, 1, SAID)

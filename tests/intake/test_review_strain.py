"""The biosafety officer decides on the strain: approved until a day, sent back, or refused."""

from typing import Any

import pytest

from pilotbase.accounts.choices import Containment
from pilotbase.core.errors import NotAllowed
from pilotbase.intake.actions.declare_strain import declare_strain
from pilotbase.intake.actions.review_strain import review_strain
from pilotbase.intake.choices import EnquiryStatus, Question, StrainVerdict
from pilotbase.intake.policy import least_containment, obstacles
from pilotbase.intake.schemas.enquiry import Declaration, StrainDecision
from tests.intake.asking import APPROVED, DECLARED, SAFE, declared, step
from tests.people import Cast
from tests.samples.doors import DOORS, OK

pytestmark = pytest.mark.django_db
C = Containment


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("verdict", "status"),
    [
        ("approved", EnquiryStatus.PROJECT),
        ("returned", EnquiryStatus.DECLARATION),
        ("refused", EnquiryStatus.DECLINED),
    ],
)
def test_each_decision_leads_on(cast: Cast, door: str, verdict: str, status: str) -> None:
    enquiry = declared(cast)
    said = {**APPROVED, "verdict": verdict}
    assert step(cast, "biosafety", door, enquiry, "review", said).status_code in OK
    enquiry.refresh_from_db()
    assert enquiry.status == status
    review = enquiry.reviews.get()
    assert (review.verdict, review.decided_by) == (verdict, cast.biosafety)
    assert review.containment == (C.BL1_LS if verdict == "approved" else None)
    told = cast.bearer("lin").get(f"/api/v1/enquiries/{enquiry.number}").json()
    assert told["reviews"][0]["reason"] == "Well known host."


def test_what_was_sent_back_is_declared_anew_as_another_round(cast: Cast) -> None:
    enquiry = declared(cast)
    back = StrainDecision.model_validate({"verdict": "returned", "reason": "Which marker?"})
    enquiry = review_strain(cast.actor("biosafety"), enquiry.number, enquiry.version, back)
    page = cast.client("lin").get(f"/enquiries/{enquiry.number}").content.decode()
    assert "Which marker?" in page
    again = Declaration.model_validate({**DECLARED, "strain": "YX-10"})
    enquiry = declare_strain(cast.actor("lin"), enquiry.number, enquiry.version, again)
    rounds = list(enquiry.reviews.values_list("strain", "verdict"))
    assert rounds == [("YX-9", StrainVerdict.RETURNED), ("YX-10", StrainVerdict.WAITING)]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("answers", "decision", "field"),
    [
        ({"pathogen": "yes"}, {}, "containment"),
        ({"kill": "no"}, {}, "verdict"),
        ({"toxin": "unknown"}, {}, "verdict"),
        ({}, {"valid_until": "2020-01-01"}, "valid_until"),
    ],
)
def test_an_unsafe_approval_is_refused(
    cast: Cast, door: str, answers: dict[str, str], decision: dict[str, str], field: str
) -> None:
    enquiry = declared(cast, {"answers": {**SAFE, **answers}})
    answer = step(cast, "biosafety", door, enquiry, "review", {**APPROVED, **decision})
    assert answer.status_code == 422
    if door == "api":
        assert answer.json()["field"] == field
    enquiry.refresh_from_db()
    assert enquiry.status == EnquiryStatus.REVIEW


@pytest.mark.parametrize("more", [{"verdict": "waiting"}, {"valid_until": None}])
def test_a_decision_is_whole(cast: Cast, more: dict[str, Any]) -> None:
    enquiry = declared(cast)
    answer = step(cast, "biosafety", "api", enquiry, "review", {**APPROVED, **more})
    assert answer.status_code == 422


@pytest.mark.parametrize("name", ["manager", "lin", "quality"])
def test_only_the_biosafety_officer_decides(cast: Cast, name: str) -> None:
    enquiry = declared(cast)
    decision = StrainDecision.model_validate(APPROVED)
    with pytest.raises(NotAllowed):
        review_strain(cast.actor(name), enquiry.number, enquiry.version, decision)


@pytest.mark.parametrize(
    ("answers", "gmo", "least"),
    [
        ({}, False, C.GLSP),
        ({}, True, C.GLSP),
        ({"resistance": "yes"}, True, C.BL1_LS),
        ({"resistance": "yes"}, False, C.GLSP),
        ({"toxin": "yes"}, False, C.BL1_LS),
        ({"animal_plant": "yes"}, False, C.BL2_LS),
        ({"pathogen": "yes", "toxin": "yes"}, True, C.BL2_LS),
    ],
)
def test_the_answers_ask_for_a_level(answers: dict[str, str], gmo: bool, least: C) -> None:
    assert least_containment({**SAFE, **answers}, gmo=gmo) == least


@pytest.mark.parametrize(
    ("answers", "questions"),
    [
        ({}, []),
        ({"spores": "unknown", "solvent": "yes", "resistance": "unknown"}, []),
        ({"pathogen": "unknown", "kill": "no", "origin": "no"}, ["pathogen", "kill", "origin"]),
        ({"kill": "unknown"}, ["kill"]),
    ],
)
def test_some_answers_stop_any_approval(answers: dict[str, str], questions: list[str]) -> None:
    assert list(obstacles({**SAFE, **answers})) == [Question(name) for name in questions]


def test_nothing_said_stops_it_too() -> None:
    assert Question.PATHOGEN in list(obstacles({}))

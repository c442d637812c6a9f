"""The manager answers whether it can be done: on to the agreements, or declined with a reason."""

from typing import Any

import pytest

from pilotbase.accounts.actor import NOBODY
from pilotbase.core.errors import Invalid, Missing, NotAllowed, Stale, Unconditional
from pilotbase.intake.actions.answer_enquiry import answer_enquiry
from pilotbase.intake.actions.ask_from_outside import ask_from_outside
from pilotbase.intake.choices import EnquiryStatus
from pilotbase.intake.errors import NotItsStep
from pilotbase.intake.models import Enquiry
from pilotbase.intake.schemas.enquiry import Answer, VisitorAsking
from pilotbase.intake.steps import waiting_for
from pilotbase.notifications.models import Delivery
from pilotbase.notifications.sending import send_due
from tests.intake.asking import ANSWER, ASKING, asked, step
from tests.keeping import verbs_on
from tests.people import Cast
from tests.samples.doors import DOORS, OK

pytestmark = pytest.mark.django_db


def said(**more: Any) -> Answer:
    return Answer.model_validate({**ANSWER, **more})


@pytest.mark.parametrize("door", DOORS)
def test_it_goes_on_to_the_agreements_of_both(cast: Cast, door: str) -> None:
    enquiry = asked(cast)
    assert step(cast, "manager", door, enquiry, "answer", ANSWER).status_code in OK
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.version) == (EnquiryStatus.AGREEMENTS, 2)
    assert [one.reason for one in enquiry.steps.all()] == ["", "BR300 in March."]
    for name in ("chen", "manager"):
        assert list(waiting_for(cast.actor(name))) == [enquiry]
    assert not waiting_for(cast.actor("lin")).exists()
    assert verbs_on(enquiry) == ["enquiry.made", "enquiry.moved"]
    assert (
        "BR300 in March." in cast.client("lin").get(f"/enquiries/{enquiry.number}").content.decode()
    )


@pytest.mark.parametrize("door", DOORS)
def test_it_is_declined_with_a_reason(cast: Cast, door: str) -> None:
    enquiry = asked(cast)
    no = {"feasible": False, "text": "Not without a glass line."}
    assert step(cast, "manager", door, enquiry, "answer", no).status_code in OK
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.due_on) == (EnquiryStatus.DECLINED, None)
    assert not waiting_for(cast.actor("manager")).exists()


@pytest.mark.parametrize("door", DOORS)
def test_a_visitors_becomes_an_organisations(cast: Cast, door: str) -> None:
    visitor = {"name": "Wen", "organisation": "Wenbio", "email": "wen@wenbio.test"}
    enquiry = ask_from_outside(NOBODY, VisitorAsking.model_validate({**ASKING, **visitor}), "::1")
    assert step(cast, "manager", door, enquiry, "answer", ANSWER).status_code == 422
    whose = {**ANSWER, "organisation": "yanxi"}
    assert step(cast, "manager", door, enquiry, "answer", whose).status_code in OK
    enquiry.refresh_from_db()
    assert enquiry.organisation == cast.startup
    assert cast.client("lin").get(f"/enquiries/{enquiry.number}").status_code == 200
    other = ask_from_outside(NOBODY, VisitorAsking.model_validate({**ASKING, **visitor}), "::2")
    with pytest.raises(Invalid):
        answer_enquiry(cast.actor("manager"), other.number, 1, said(organisation="none"))


@pytest.mark.parametrize("name", ["lin", "chen", "biosafety", "quality"])
def test_others_may_not(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        answer_enquiry(cast.actor(name), asked(cast).number, 1, said())


def test_nobody_answers_what_she_has_not_seen_or_what_is_answered(cast: Cast) -> None:
    enquiry, manager = asked(cast), cast.actor("manager")
    for version, refusal in ((None, Unconditional), (7, Stale)):
        with pytest.raises(refusal):
            answer_enquiry(manager, enquiry.number, version, said())
    answer_enquiry(manager, enquiry.number, 1, said())
    with pytest.raises(NotItsStep):
        answer_enquiry(manager, enquiry.number, 2, said())
    assert Enquiry.objects.get().version == 2
    with pytest.raises(Missing):
        answer_enquiry(cast.actor("eve"), enquiry.number, 2, said())


@pytest.mark.parametrize("feasible", [True, False])
def test_a_visitor_reads_the_answer_in_her_mail(
    cast: Cast, mailoutbox: list[Any], settings: Any, *, feasible: bool
) -> None:
    settings.SENDS_EMAIL = True
    visitor = {"name": "Wen", "organisation": "Wenbio", "email": "wen@wenbio.test"}
    enquiry = ask_from_outside(NOBODY, VisitorAsking.model_validate({**ASKING, **visitor}), "::1")
    which = {"organisation": cast.startup.code} if feasible else {}
    answer = said(feasible=feasible, text="On BR300, from May.", **which)
    answer_enquiry(cast.actor("manager"), enquiry.number, 1, answer)
    send_due()
    [letter] = [one for one in mailoutbox if one.to == ["wen@wenbio.test"]]
    assert letter.body.count("On BR300, from May.") == 2
    assert f"Your enquiry {enquiry.number} was answered." in letter.body
    assert f"咨询 {enquiry.number} 已有答复" in letter.body
    assert "http" not in letter.body
    assert send_due() == 0


def test_without_a_mail_server_nothing_waits_to_be_sent(cast: Cast, settings: Any) -> None:
    settings.SENDS_EMAIL = False
    visitor = {"name": "Wen", "organisation": "Wenbio", "email": "wen@wenbio.test"}
    enquiry = ask_from_outside(NOBODY, VisitorAsking.model_validate({**ASKING, **visitor}), "::1")
    answer_enquiry(cast.actor("manager"), enquiry.number, 1, said(feasible=False))
    assert not Delivery.objects.exists()

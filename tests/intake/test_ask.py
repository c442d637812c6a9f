"""A tenant asks: numbered, due by the plant's working days, read by those who work on it."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from pilotbase.accounts.models import CalendarDay
from pilotbase.core import clock
from pilotbase.core.errors import NotAllowed
from pilotbase.intake.actions.answer_enquiry import answer_enquiry
from pilotbase.intake.choices import DAYS, OWNERS, EnquiryStatus
from pilotbase.intake.models import Enquiry
from pilotbase.intake.schemas.enquiry import Answer
from pilotbase.intake.steps import due_on, waiting_for
from tests.intake.asking import ANSWER, ASKING, JSON, asked
from tests.keeping import verbs_on
from tests.people import Cast
from tests.samples.doors import DOORS, OK

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 27, 4, tzinfo=UTC)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ["lin", "chen"])
def test_it_is_numbered_and_waits_for_the_manager(cast: Cast, door: str, who: str) -> None:
    if door == "api":
        answer = cast.bearer(who).post("/api/v1/enquiries", ASKING, content_type=JSON)
    else:
        answer = cast.client(who).post("/enquiries/new", ASKING)
    assert answer.status_code in OK
    enquiry = Enquiry.objects.get()
    assert enquiry.number == f"E-{clock.today().year}-00001"
    assert (enquiry.organisation, enquiry.asked_by) == (cast.startup, cast.people[who])
    assert enquiry.status == EnquiryStatus.RECEIVED
    assert list(waiting_for(cast.actor("manager"))) == [enquiry]
    assert not waiting_for(cast.actor("lin")).exists()
    assert verbs_on(enquiry) == ["enquiry.made"]
    page = cast.client(who).get(f"/enquiries/{enquiry.number}").content.decode()
    assert "Platform manager" in page


def test_it_is_due_in_working_days_of_the_plant(cast: Cast) -> None:
    """A Friday and three days; the Monday after is a holiday."""
    CalendarDay.objects.create(
        facility=cast.facility, day=date(2026, 11, 30), works=False, name_zh="假", name_en="Holiday"
    )
    with clock.at(FRIDAY):
        enquiry = asked(cast)
    assert enquiry.due_on == date(2026, 12, 3)
    assert not enquiry.overdue(date(2026, 12, 3))
    assert enquiry.overdue(date(2026, 12, 4))


def test_how_long_a_step_takes_is_the_plants_to_say(cast: Cast) -> None:
    """A new setting holds for steps that begin after it: a date that was told stays."""
    said = Answer.model_validate(ANSWER)
    with clock.at(FRIDAY):
        first = asked(cast)
        cast.facility.answer_days, cast.facility.agreement_days = 1, 2
        cast.facility.save()
        second = asked(cast)
        first.refresh_from_db()
        assert (first.due_on, second.due_on) == (date(2026, 12, 2), date(2026, 11, 30))
        answer_enquiry(cast.actor("manager"), first.number, first.version, said)
    first.refresh_from_db()
    assert first.due_on == date(2026, 12, 1)
    page = Client().get("/enquiries/new", headers={"accept-language": "en"}).content.decode()
    assert "Answered within 1 working day." in page


@pytest.mark.parametrize("status", [status for status in EnquiryStatus if status in OWNERS])
def test_every_step_has_its_setting(cast: Cast, status: EnquiryStatus) -> None:
    enquiry = asked(cast)
    setattr(cast.facility, DAYS[status], 7)
    cast.facility.save()
    enquiry.refresh_from_db()
    with clock.at(FRIDAY):
        assert due_on(enquiry, status) == date(2026, 12, 8)


@pytest.mark.parametrize("name", ["manager", "operator", "biosafety", "admin"])
def test_staff_do_not_ask(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        asked(cast, name)


def test_a_competitor_learns_nothing(cast: Cast) -> None:
    number = asked(cast).number
    for name in ("eve", "operator", "finance", "admin"):
        for found in (number, "E-2026-99999"):
            assert cast.client(name).get(f"/enquiries/{found}").status_code == 404
            assert cast.bearer(name).get(f"/api/v1/enquiries/{found}").status_code == 404
        assert cast.bearer(name).get("/api/v1/enquiries").json()["items"] == []
        assert number not in cast.client(name).get("/enquiries").content.decode()
    assert Client().get(f"/enquiries/{number}").status_code == 302


@pytest.mark.parametrize("name", ["chen", "manager", "biosafety", "quality"])
def test_those_who_work_on_it_read_it(cast: Cast, name: str) -> None:
    number = asked(cast).number
    (told,) = cast.bearer(name).get("/api/v1/enquiries").json()["items"]
    assert (told["number"], told["overdue"], told["waits_for"]) == (
        number,
        False,
        "Platform manager",
    )
    assert number in cast.client(name).get("/enquiries").content.decode()


def test_what_is_missing_is_said_beside_its_field(cast: Cast) -> None:
    answer = cast.client("lin").post("/enquiries/new", {**ASKING, "title": ""})
    assert answer.status_code == 422
    assert not Enquiry.objects.exists()

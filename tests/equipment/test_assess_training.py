"""Who came, who passed: who passed is qualified."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from equipment.actions.assess_training import assess_training
from equipment.actions.enrol import enrol
from equipment.errors import AssessedAlready, OwnAssessment, SessionAhead
from equipment.events import QualificationGiven
from equipment.models import Enrolment, EquipmentQualification, TrainingSession
from equipment.schemas.training import Assessment
from pilotbase.core import clock
from pilotbase.core.errors import Invalid, NotAllowed
from pilotbase.core.events import heard
from tests.equipment.conftest import NOON
from tests.equipment.learning import DOORS, OK, a_session, asked, begin, shown
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture(autouse=True)
def _at_noon(plant: Plant) -> Iterator[None]:
    with clock.at(NOON):
        yield


@pytest.fixture
def session(cast: Cast) -> TrainingSession:
    """It has begun; Lin and Eve are there."""
    made = a_session(cast)
    for who in ("lin", "eve"):
        enrol(cast.actor(who), made.pk)
    begin(made)
    return made


def said(who: str = "lin", outcome: str = "passed", **more: object) -> Assessment:
    facts = {"person": f"{who}@demo.test", "outcome": outcome, **more}
    return Assessment.model_validate(facts)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ["operator", "manager"])
def test_who_passes_is_qualified(cast: Cast, session: TrainingSession, who: str, door: str) -> None:
    body = {"person": "lin@demo.test", "outcome": "passed", "note": "calm"}
    with heard(QualificationGiven) as told:
        path = f"trainings/{session.pk}/assessments"
        assert asked(cast, who, door, path, body).status_code in OK
    row = EquipmentQualification.objects.get()
    assert told == [QualificationGiven(row.pk)]
    assert (row.user, row.organisation, row.session) == (cast.lin, cast.startup, session)
    assert (row.level, row.valid_from) == ("alone", TODAY)
    assert row.valid_until == TODAY + timedelta(days=730)
    assert row.assessed_by == cast.people[who]
    session.refresh_from_db()
    assert session.status == "planned"
    page = shown(cast, "lin", "/training")
    assert "Works alone" in page
    assert "calm" in shown(cast, "lin", f"/training/{session.pk}")
    assert "calm" not in shown(cast, "eve", f"/training/{session.pk}")


def test_who_fails_or_stays_away_is_not(cast: Cast, session: TrainingSession) -> None:
    operator = cast.actor("operator")
    assess_training(operator, session.pk, said("lin", "failed"))
    assess_training(operator, session.pk, said("eve", "absent"))
    assert not EquipmentQualification.objects.exists()
    session.refresh_from_db()
    assert session.status == "held"
    with pytest.raises(AssessedAlready):
        assess_training(operator, session.pk, said("lin"))


def test_the_trainer_may_give_less(cast: Cast, session: TrainingSession) -> None:
    until = TODAY + timedelta(days=30)
    given = said(level="assisted", valid_until=until)
    assess_training(cast.actor("operator"), session.pk, given)
    row = EquipmentQualification.objects.get()
    assert (row.level, row.valid_until) == ("assisted", until)


@pytest.mark.parametrize("door", DOORS)
def test_only_those_who_are_enrolled(cast: Cast, session: TrainingSession, door: str) -> None:
    path = f"trainings/{session.pk}/assessments"
    body = {"person": "chen@demo.test", "outcome": "passed"}
    assert asked(cast, "operator", door, path, body).status_code == 422
    body = {"person": "lin@demo.test", "outcome": "withdrawn"}
    assert asked(cast, "operator", door, path, body).status_code == 422
    assert Enrolment.objects.filter(status="enrolled").count() == 2


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ["lin", "eve", "technician", "quality"])
def test_others_assess_nobody(cast: Cast, session: TrainingSession, who: str, door: str) -> None:
    path = f"trainings/{session.pk}/assessments"
    body = {"person": "lin@demo.test", "outcome": "passed"}
    assert asked(cast, who, door, path, body).status_code == 403
    with pytest.raises(NotAllowed):
        assess_training(cast.actor(who), session.pk, said())


def test_not_before_it_begins_and_not_herself(cast: Cast, session: TrainingSession) -> None:
    later = a_session(cast)
    enrol(cast.actor("operator"), later.pk)
    with pytest.raises(SessionAhead):
        assess_training(cast.actor("manager"), later.pk, said("operator"))
    begin(later)
    with pytest.raises(OwnAssessment):
        assess_training(cast.actor("operator"), later.pk, said("operator"))
    with pytest.raises(Invalid):
        assess_training(cast.actor("manager"), later.pk, said("operator", valid_until="2020-01-01"))
    assess_training(cast.actor("manager"), later.pk, said("operator"))
    assert EquipmentQualification.objects.get().organisation is None


def test_today_says_who_waits_for_it(cast: Cast, session: TrainingSession) -> None:
    page = shown(cast, "operator", "/")
    assert "Assess the training on BR300" in page
    assert "2 people" in page
    assert "Training on BR300" in shown(cast, "lin", "/") or session.taken == 0
    later = a_session(cast)
    enrol(cast.actor("lin"), later.pk)
    assert "Training on BR300" in shown(cast, "lin", "/")
    assert "Training on BR300" not in shown(cast, "chen", "/")

"""Who cannot come gives the place back."""

from collections.abc import Iterator

import pytest

from equipment.actions.enrol import enrol
from equipment.actions.withdraw_enrolment import withdraw_enrolment
from equipment.errors import SessionOver
from equipment.models import Enrolment
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.core.errors import Missing
from tests.equipment.conftest import NOON
from tests.equipment.learning import DOORS, OK, a_session, asked
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon(plant: Plant) -> Iterator[None]:
    with clock.at(NOON):
        yield


@pytest.mark.parametrize("door", DOORS)
def test_another_may_have_it(cast: Cast, door: str) -> None:
    session = a_session(cast, places=1)
    enrol(cast.actor("lin"), session.pk)
    for _time in range(2):
        answer = asked(cast, "lin", door, f"trainings/{session.pk}/withdraw")
        assert answer.status_code in OK
    assert Enrolment.objects.get().status == "withdrawn"
    assert AuditEntry.objects.filter(verb="enrolment.withdrawn").count() == 1
    enrol(cast.actor("eve"), session.pk)


@pytest.mark.parametrize("door", DOORS)
def test_not_what_is_not_hers(cast: Cast, door: str) -> None:
    session = a_session(cast)
    enrol(cast.actor("lin"), session.pk)
    assert asked(cast, "eve", door, f"trainings/{session.pk}/withdraw").status_code == 404
    with pytest.raises(Missing):
        withdraw_enrolment(cast.actor("chen"), session.pk)


@pytest.mark.parametrize("door", DOORS)
def test_not_when_it_has_begun(cast: Cast, door: str) -> None:
    session = a_session(cast)
    enrol(cast.actor("lin"), session.pk)
    with clock.at(session.starts_at):
        answer = asked(cast, "lin", door, f"trainings/{session.pk}/withdraw")
        assert answer.status_code == (409 if door == "api" else 302)
        with pytest.raises(SessionOver):
            withdraw_enrolment(cast.actor("lin"), session.pk)
    assert Enrolment.objects.get().status == "enrolled"

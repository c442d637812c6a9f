"""A session is called off, with the reason."""

from collections.abc import Iterator

import pytest

from equipment.actions.cancel_training import cancel_training
from equipment.actions.enrol import enrol
from equipment.errors import SessionOver
from equipment.events import TrainingCancelled
from equipment.schemas.training import Cancelling
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.core.errors import NotAllowed, Stale
from pilotbase.core.events import heard
from tests.equipment.conftest import NOON
from tests.equipment.learning import DOORS, OK, a_session, asked, shown
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
ILL = Cancelling(reason="the trainer is ill")


@pytest.fixture(autouse=True)
def _at_noon(plant: Plant) -> Iterator[None]:
    with clock.at(NOON):
        yield


@pytest.mark.parametrize("door", DOORS)
def test_who_is_enrolled_reads_why(cast: Cast, door: str) -> None:
    session = a_session(cast)
    enrol(cast.actor("lin"), session.pk)
    with heard(TrainingCancelled) as told:
        path, body = f"trainings/{session.pk}/cancel", ILL.model_dump()
        assert asked(cast, "operator", door, path, body, 2).status_code in OK
    assert told == [TrainingCancelled(session.pk)]
    assert "the trainer is ill" in shown(cast, "lin", f"/training/{session.pk}")
    assert f"/training/{session.pk}" not in shown(cast, "lin", "/training")
    assert AuditEntry.objects.latest("pk").reason == "the trainer is ill"


def test_once_and_by_who_has_seen_it(cast: Cast) -> None:
    operator, session = cast.actor("operator"), a_session(cast)
    with pytest.raises(NotAllowed):
        cancel_training(cast.actor("lin"), session.pk, 1, ILL)
    with pytest.raises(Stale):
        cancel_training(operator, session.pk, 7, ILL)
    cancel_training(operator, session.pk, 1, ILL)
    with pytest.raises(SessionOver):
        cancel_training(operator, session.pk, 2, ILL)
    with pytest.raises(SessionOver):
        enrol(cast.actor("lin"), session.pk)


@pytest.mark.parametrize("door", DOORS)
def test_without_a_reason_it_stands(cast: Cast, door: str) -> None:
    session = a_session(cast)
    path = f"trainings/{session.pk}/cancel"
    assert asked(cast, "operator", door, path, {"reason": ""}, 1).status_code == 422
    session.refresh_from_db()
    assert session.status == "planned"

"""A session is offered, and changed while it is to come."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from equipment.actions.cancel_training import cancel_training
from equipment.actions.enrol import enrol
from equipment.actions.save_training import save_training
from equipment.errors import SessionOver
from equipment.models import TrainingSession
from equipment.schemas.training import Cancelling
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.core.errors import Invalid, Missing, NotAllowed, Stale, Unconditional
from tests.equipment.conftest import NOON
from tests.equipment.learning import DOORS, OK, SAID, a_session, asked, offered, shown
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon(plant: Plant) -> Iterator[None]:
    with clock.at(NOON):
        yield


def by_page(**more: Any) -> dict[str, Any]:
    """Times as a browser sends them, in plant time."""
    said = {**SAID, **more}
    return said | {"starts_at": "2026-11-27T09:00", "ends_at": "2026-11-27T12:00"}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ["operator", "manager"])
def test_it_is_offered(cast: Cast, who: str, door: str) -> None:
    body = SAID if door == "api" else by_page()
    assert asked(cast, who, door, "trainings", body).status_code in OK
    row = TrainingSession.objects.get()
    assert (row.equipment_class.code, row.trainer, row.left) == ("BR300", cast.people[who], 2)
    assert AuditEntry.objects.latest("pk").verb == "trainingsession.made"
    seen = shown(cast, "eve", "/training")
    assert "Hall 2" in seen
    listed = cast.bearer("eve").get("/api/v1/trainings?coming=true").json()["items"]
    assert [(one["place"], one["left"], one["mine"]) for one in listed] == [("Hall 2", 2, None)]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ["lin", "eve", "technician", "quality", "admin"])
def test_others_offer_none(cast: Cast, who: str, door: str) -> None:
    body = SAID if door == "api" else by_page()
    assert asked(cast, who, door, "trainings", body).status_code == 403
    assert not TrainingSession.objects.exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"equipment_class": "NONE"}, "equipment_class"),
        ({"starts_at": NOON.isoformat()}, "starts_at"),
        ({"ends_at": SAID["starts_at"]}, "ends_at"),
        ({"ends_at": "2099-12-31T23:59:59-12:00"}, "ends_at"),
    ],
)
def test_what_cannot_be_is_refused(cast: Cast, more: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        save_training(cast.actor("operator"), offered(**more))
    assert refused.value.field == field


def test_it_is_changed_by_who_has_seen_it(cast: Cast) -> None:
    operator, session = cast.actor("operator"), a_session(cast)
    enrol(cast.actor("lin"), session.pk)
    session.refresh_from_db()
    with pytest.raises(Unconditional):
        save_training(operator, offered(place="Hall 3"), session.pk)
    with pytest.raises(Stale):
        save_training(operator, offered(place="Hall 3"), session.pk, session.version - 1)
    changed = save_training(
        operator, offered(place="Hall 3", places=1), session.pk, session.version
    )
    assert (changed.place, changed.left) == ("Hall 3", 0)
    entry = AuditEntry.objects.latest("pk")
    assert entry.verb == "trainingsession.changed"
    assert (entry.before or {}).get("place") == "Hall 2"
    with pytest.raises(Missing):
        save_training(operator, offered(), 987654, 1)


def test_places_that_are_taken_stay(cast: Cast) -> None:
    session = a_session(cast)
    for who in ("lin", "eve"):
        enrol(cast.actor(who), session.pk)
    session.refresh_from_db()
    with pytest.raises(Invalid, match="2 places are taken"):
        save_training(cast.actor("operator"), offered(places=1), session.pk, session.version)


def test_what_is_called_off_is_not_changed(cast: Cast) -> None:
    operator, session = cast.actor("operator"), a_session(cast)
    cancel_training(operator, session.pk, session.version, Cancelling(reason="ill"))
    with pytest.raises(SessionOver):
        save_training(operator, offered(), session.pk, session.version + 1)
    with pytest.raises(NotAllowed):
        save_training(cast.actor("lin"), offered(), session.pk, 1)


def test_by_its_page_and_by_a_program(cast: Cast) -> None:
    session = a_session(cast)
    client = cast.client("operator")
    form = client.get(f"/training/{session.pk}/edit").context["form"]
    assert form["place"].value() == "Hall 2"
    body = by_page(place="Hall 4")
    assert client.post(f"/training/{session.pk}/edit", body).status_code == 422
    assert client.post(f"/training/{session.pk}/edit", {**body, "version": 1}).status_code == 302
    program = cast.bearer("operator")
    url = f"/api/v1/trainings/{session.pk}"
    said = {**SAID, "place": "Hall 5"}
    json = "application/json"
    assert program.patch(url, said, content_type=json).status_code == 428
    answer = program.patch(url, said, content_type=json, headers={"If-Match": '"2"'})
    assert (answer.status_code, answer.json()["place"]) == (200, "Hall 5")
    assert program.get(url).json()["version"] == 3
    assert session.starts_at == NOON + timedelta(days=2)

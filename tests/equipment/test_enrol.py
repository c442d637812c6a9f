"""A place in a session: the last one is given once."""

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest

from equipment.actions.enrol import enrol
from equipment.choices import EnrolmentStatus
from equipment.errors import SessionFull, SessionOver
from equipment.models import Enrolment, TrainingSession
from pilotbase.accounts.actor import acting
from pilotbase.accounts.models import User
from pilotbase.core import clock
from pilotbase.core.errors import Missing, NotAllowed
from tests.equipment.conftest import NOON
from tests.equipment.learning import DOORS, OK, a_session, asked, shown
from tests.factories import Plant
from tests.people import Cast
from tests.racing import race

RACERS, ROUNDS = (int(n) for n in os.environ.get("PILOTBASE_RACE", "8x2").split("x"))
FIRST = ("lin", "chen", "eve", "technician", "operator", "reviewer", "signatory", "manager")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon(request: pytest.FixtureRequest, plant: Plant) -> Iterator[None]:
    with clock.at(NOON):
        yield


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ["lin", "eve", "technician", "quality"])
def test_who_may_use_machines_may_learn(cast: Cast, who: str, door: str) -> None:
    session = a_session(cast)
    path = f"trainings/{session.pk}/enrol"
    for _time in range(2):  # twice is as once
        assert asked(cast, who, door, path).status_code in OK
    row = Enrolment.objects.get()
    place = cast.actor(who).organisation
    assert (row.user, row.organisation, row.status) == (cast.people[who], place, "enrolled")
    session.refresh_from_db()
    assert session.left == 1


@pytest.mark.parametrize("door", DOORS)
def test_a_full_one_refuses(cast: Cast, door: str) -> None:
    session = a_session(cast, places=1)
    enrol(cast.actor("eve"), session.pk)
    answer = asked(cast, "lin", door, f"trainings/{session.pk}/enrol")
    assert answer.status_code == (409 if door == "api" else 302)
    if door == "api":
        assert answer.json()["code"] == "session_full"
    page = shown(cast, "lin", f"/training/{session.pk}")
    assert "Eve" not in page
    assert "Nobody of yours" in page
    assert Enrolment.objects.count() == 1


def test_not_by_others_nor_when_it_has_begun(cast: Cast) -> None:
    session = a_session(cast)
    for who in ("admin", "finance", "biosafety"):
        with pytest.raises(NotAllowed):
            enrol(cast.actor(who), session.pk)
    with pytest.raises(Missing):
        enrol(cast.actor("lin"), 987654)
    with clock.at(session.starts_at), pytest.raises(SessionOver):
        enrol(cast.actor("lin"), session.pk)


def test_who_gave_a_place_back_may_come_again(cast: Cast) -> None:
    session = a_session(cast, places=1)
    row = enrol(cast.actor("lin"), session.pk)
    Enrolment.objects.filter(pk=row.pk).update(status=EnrolmentStatus.WITHDRAWN)
    TrainingSession.objects.filter(pk=session.pk).update(taken=0)
    assert enrol(cast.actor("lin"), session.pk).pk == row.pk
    with pytest.raises(SessionFull):
        enrol(cast.actor("eve"), session.pk)


def _comes(n: int, racer: int) -> None:
    user = User.objects.get(email=f"{FIRST[racer % len(FIRST)]}@demo.test")
    with clock.at(NOON):
        enrol(acting(user, "page"), TrainingSession.objects.order_by("pk")[n].pk)


@pytest.mark.django_db(transaction=True)
def test_the_last_places_are_given_once(cast: Cast) -> None:
    racers = min(RACERS, len(FIRST))
    for number in range(ROUNDS):
        a_session(cast, place=f"Hall {number}", places=3)
    for outcome in race(_comes, racers, ROUNDS):
        assert sorted(outcome) == ["ok"] * 3 + ["session_full"] * (racers - 3)
    for session in TrainingSession.objects.all():
        assert (session.taken, session.enrolments.count()) == (3, 3)
    assert NOON + timedelta(days=2) == session.starts_at

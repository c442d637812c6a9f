"""Both sides write; the other side is told."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction

from equipment.actions.answer_help import answer_help
from equipment.actions.ask_help import ask_help
from equipment.models import HelpMessage, HelpThread
from equipment.schemas.help import HelpAsked, HelpSaid
from pilotbase.core import clock
from pilotbase.core.errors import Missing
from pilotbase.notifications.models import Notice
from tests.equipment.conftest import NOON
from tests.equipment.helping import written
from tests.equipment.learning import DOORS, OK, shown
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(plant: Plant, cast: Cast) -> Iterator[HelpThread]:
    with clock.at(NOON):
        made = ask_help(cast.actor("lin"), "BR300-1", HelpAsked(text="foam at 30 h"))
        Notice.objects.all().delete()
        yield made


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ["operator", "manager"])
def test_the_plant_answers(cast: Cast, thread: HelpThread, who: str, door: str) -> None:
    assert written(cast, who, door, thread.pk).status_code in OK
    thread.refresh_from_db()
    assert not thread.waits_for_staff
    assert "add 2 mL" in shown(cast, "lin", f"/help/{thread.pk}")
    assert [(n.user, n.text) for n in Notice.objects.all()] == [
        (cast.lin, "Answered: help with BR300-1.")
    ]
    assert "Help with BR300-1" not in shown(cast, "operator", "/")


@pytest.mark.parametrize("door", DOORS)
def test_her_colleague_says_more(cast: Cast, thread: HelpThread, door: str) -> None:
    answer_help(cast.actor("operator"), thread.pk, HelpSaid(text="how much"))
    assert written(cast, "chen", door, thread.pk, "a lot").status_code in OK
    thread.refresh_from_db()
    assert thread.waits_for_staff
    assert list(thread.messages.values_list("by_staff", flat=True)) == [False, True, False]
    told = Notice.objects.filter(user__in=[cast.operator, cast.manager])
    assert told.count() == 2


@pytest.mark.parametrize("door", DOORS)
def test_others_do_not(cast: Cast, thread: HelpThread, door: str) -> None:
    for who in ("eve", "technician", "quality", "admin"):
        assert written(cast, who, door, thread.pk).status_code == 404, who
    assert written(cast, "operator", door, thread.pk, "").status_code == 422
    with pytest.raises(Missing):
        answer_help(cast.actor("eve"), thread.pk, HelpSaid(text="x"))
    assert HelpMessage.objects.count() == 1


def test_what_is_written_stays(cast: Cast, thread: HelpThread) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpMessage.objects.update(text="nothing")

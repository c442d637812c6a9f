"""Either side closes; writing again opens."""

from collections.abc import Iterator

import pytest

from equipment.actions.answer_help import answer_help
from equipment.actions.ask_help import ask_help
from equipment.actions.close_help import close_help
from equipment.models import HelpThread
from equipment.schemas.help import HelpAsked, HelpSaid
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.core.errors import Missing
from tests.equipment.conftest import NOON
from tests.equipment.helping import closed
from tests.equipment.learning import DOORS, OK, shown
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(plant: Plant, cast: Cast) -> Iterator[HelpThread]:
    with clock.at(NOON):
        yield ask_help(cast.actor("lin"), "BR300-1", HelpAsked(text="foam at 30 h"))


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ["lin", "chen", "operator"])
def test_either_side_closes_it(cast: Cast, thread: HelpThread, who: str, door: str) -> None:
    for _time in range(2):
        assert closed(cast, who, door, thread.pk).status_code in OK
    thread.refresh_from_db()
    assert (thread.closed_at, thread.waits_for_staff) == (NOON, False)
    assert AuditEntry.objects.filter(verb="helpthread.closed").count() == 1
    assert "Closed" in shown(cast, "lin", "/help")
    open_ones = cast.bearer("lin").get("/api/v1/help-threads?open=true").json()["items"]
    assert open_ones == []
    answer_help(cast.actor("lin"), thread.pk, HelpSaid(text="again"))
    thread.refresh_from_db()
    assert (thread.closed_at, thread.waits_for_staff) == (None, True)


@pytest.mark.parametrize("door", DOORS)
def test_others_do_not(cast: Cast, thread: HelpThread, door: str) -> None:
    for who in ("eve", "technician"):
        assert closed(cast, who, door, thread.pk).status_code == 404
    with pytest.raises(Missing):
        close_help(cast.actor("eve"), thread.pk)

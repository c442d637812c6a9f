"""A tenant asks about a machine and a time; it stays between her and those who answer."""

from collections.abc import Iterator

import pytest

from equipment.actions.ask_help import ask_help
from equipment.models import HelpThread
from equipment.schemas.help import HelpAsked
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.core.errors import Invalid, Missing, NotAllowed
from pilotbase.notifications.models import Notice
from tests.equipment.conftest import NOON
from tests.equipment.helping import asked
from tests.equipment.learning import DOORS, OK, shown
from tests.factories import Plant
from tests.people import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _at_noon(plant: Plant) -> Iterator[None]:
    with clock.at(NOON):
        yield


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ["lin", "chen"])
def test_a_tenant_asks(cast: Cast, who: str, door: str) -> None:
    assert asked(cast, who, door).status_code in OK
    row = HelpThread.objects.get()
    assert (row.organisation, row.opened_by, row.at) == (cast.startup, cast.people[who], NOON)
    assert row.waits_for_staff
    told = Notice.objects.filter(kind="help")
    assert {notice.user for notice in told} == {cast.operator, cast.manager}
    assert {notice.text for notice in told} == {"Help with BR300-1 is asked for."}
    assert AuditEntry.objects.latest("pk").verb == "helpthread.made"
    assert "Help with BR300-1" in shown(cast, "operator", "/")


@pytest.mark.parametrize("door", DOORS)
def test_nobody_else_reads_it(cast: Cast, door: str) -> None:
    asked(cast, "lin", door)
    row = HelpThread.objects.get()
    for who in ("lin", "chen", "operator", "manager"):
        assert "foam at 30 h" in shown(cast, who, f"/help/{row.pk}"), who
        assert "foam at 30 h" in shown(cast, who, "/help")
        said = cast.bearer(who).get("/api/v1/help-threads?open=true").json()["items"]
        assert said[0]["messages"][0]["text"] == "foam at 30 h"
    for who in ("eve", "technician", "quality", "finance", "admin"):
        assert cast.client(who).get(f"/help/{row.pk}").status_code == 404, who
        assert cast.bearer(who).get(f"/api/v1/help-threads/{row.pk}").status_code == 404
        assert "foam" not in shown(cast, who, "/help")
        assert cast.bearer(who).get("/api/v1/help-threads").json()["items"] == []


@pytest.mark.parametrize("door", DOORS)
def test_others_ask_nothing(cast: Cast, door: str) -> None:
    for who in ("operator", "technician", "finance", "admin"):
        assert asked(cast, who, door).status_code == 403, who
    assert asked(cast, "lin", door, "").status_code == 422
    with pytest.raises(Missing):
        ask_help(cast.actor("lin"), "BR999", HelpAsked(text="x"))
    with pytest.raises(NotAllowed):
        ask_help(cast.actor("operator"), "BR300-1", HelpAsked(text="x"))
    assert not HelpThread.objects.exists()


def _about(at: str) -> HelpAsked:
    return HelpAsked.model_validate({"text": "x", "at": at})


def test_it_is_about_a_time_within_reach(cast: Cast) -> None:
    for at in ("2001-01-01T00:00:00+14:00", "2099-12-31T23:59:59-12:00"):
        with pytest.raises(Invalid) as refused:
            ask_help(cast.actor("lin"), "BR300-1", _about(at))
        assert refused.value.field == "at"
    assert asked(cast, "lin", "page", at="2026-11-26T08:00").status_code == 302
    assert HelpThread.objects.get().at.isoformat() == "2026-11-26T00:00:00+00:00"

"""A qualification is taken back, with the reason, from today on."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from equipment.actions.revoke_qualification import revoke_qualification
from equipment.errors import RevokedAlready
from equipment.events import QualificationRevoked
from equipment.models import EquipmentQualification
from equipment.schemas.training import Revoking
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.core.errors import Missing, NotAllowed, Stale, Unconditional
from pilotbase.core.events import heard
from tests.equipment.conftest import NOON
from tests.equipment.learning import DOORS, OK, asked, shown
from tests.equipment.test_qualify import qualified
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
WHY = Revoking(reason="left the valve open")


@pytest.fixture
def row(plant: Plant, cast: Cast) -> Iterator[EquipmentQualification]:
    with clock.at(NOON):
        yield qualified(cast)


@pytest.mark.parametrize("door", DOORS)
def test_she_reads_why(cast: Cast, row: EquipmentQualification, door: str) -> None:
    with heard(QualificationRevoked) as told:
        path = f"qualifications/{row.pk}/revoke"
        assert asked(cast, "operator", door, path, WHY.model_dump(), 1).status_code in OK
    assert told == [QualificationRevoked(row.pk)]
    row.refresh_from_db()
    assert (row.revoked_on, row.revoked_by) == (NOON.date(), cast.operator)
    assert not row.holds_on(NOON.date())
    assert row.holds_on(NOON.date() - timedelta(days=1)) is False  # it had not begun
    assert "left the valve open" in shown(cast, "lin", "/training")
    assert "left the valve open" not in shown(cast, "eve", "/qualifications")
    assert AuditEntry.objects.latest("pk").reason == WHY.reason


@pytest.mark.parametrize("door", DOORS)
def test_others_do_not(cast: Cast, row: EquipmentQualification, door: str) -> None:
    path = f"qualifications/{row.pk}/revoke"
    for who, status in (("lin", 403), ("chen", 403), ("quality", 403), ("eve", 404)):
        assert asked(cast, who, door, path, WHY.model_dump(), 1).status_code == status, who
    with pytest.raises(NotAllowed):
        revoke_qualification(cast.actor("lin"), row.pk, 1, WHY)
    with pytest.raises(Missing):
        revoke_qualification(cast.actor("eve"), row.pk, 1, WHY)


def test_once_and_by_who_has_seen_it(cast: Cast, row: EquipmentQualification) -> None:
    operator = cast.actor("operator")
    with pytest.raises(Unconditional):
        revoke_qualification(operator, row.pk, None, WHY)
    with pytest.raises(Stale):
        revoke_qualification(operator, row.pk, 7, WHY)
    revoke_qualification(operator, row.pk, 1, WHY)
    with pytest.raises(RevokedAlready):
        revoke_qualification(operator, row.pk, 2, WHY)


def test_the_page_asks_first(cast: Cast, row: EquipmentQualification) -> None:
    page = shown(cast, "operator", f"/qualifications/{row.pk}/revoke")
    assert "Revoke the qualification of Lin" in page
    answer = cast.client("operator").post(f"/qualifications/{row.pk}/revoke", {"version": "1"})
    assert answer.status_code == 422

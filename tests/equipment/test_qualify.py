"""A person is assessed at the machine; what she may do is asked for on the day of the run."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from equipment.actions.qualify import qualify
from equipment.actions.revoke_qualification import revoke_qualification
from equipment.choices import QualificationLevel
from equipment.errors import OwnAssessment
from equipment.models import EquipmentQualification
from equipment.qualifications import holding, qualifications_for, running_out
from equipment.schemas.training import QualificationsWanted, Qualifying, Revoking
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.core.errors import NotAllowed
from tests.equipment.conftest import NOON
from tests.equipment.learning import DOORS, OK, asked, shown
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
DAY = timedelta(days=1)
LIN = {"person": "lin@demo.test", "equipment_class": "BR300", "level": "alone"}
ALONE, ASSISTED = QualificationLevel.ALONE, QualificationLevel.ASSISTED


@pytest.fixture(autouse=True)
def _at_noon(plant: Plant) -> Iterator[None]:
    with clock.at(NOON):
        yield


def qualified(cast: Cast, **more: object) -> EquipmentQualification:
    return qualify(cast.actor("operator"), Qualifying.model_validate({**LIN, **more}))


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ["operator", "manager"])
def test_she_is_assessed(cast: Cast, plant: Plant, who: str, door: str) -> None:
    plant.vessels.qualification_days = 365
    plant.vessels.save()
    answer = asked(cast, who, door, "qualifications", {**LIN, "person": "Lin@demo.test"})
    assert answer.status_code in OK
    row = EquipmentQualification.objects.get()
    assert (row.organisation, row.valid_until) == (cast.startup, TODAY + timedelta(days=365))
    assert AuditEntry.objects.latest("pk").verb == "equipmentqualification.given"
    for reader, count in (("lin", 1), ("chen", 1), ("technician", 1), ("eve", 0), ("finance", 0)):
        found = cast.bearer(reader).get("/api/v1/qualifications").json()["items"]
        assert len(found) == count, reader
        page = shown(cast, reader, "/qualifications")
        assert ("until 2027-11-25" in page) == bool(count)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ["lin", "eve", "technician", "quality", "admin"])
def test_others_qualify_nobody(cast: Cast, who: str, door: str) -> None:
    assert asked(cast, who, door, "qualifications", LIN).status_code == 403
    with pytest.raises(NotAllowed):
        qualify(cast.actor(who), Qualifying.model_validate(LIN))


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"person": "nobody@demo.test"}, "person"),
        ({"equipment_class": "NONE"}, "equipment_class"),
        ({"valid_until": "2026-11-24"}, "valid_until"),
        ({"valid_from": "9999-12-30"}, "valid_from"),
    ],
)
def test_what_cannot_be_is_refused(cast: Cast, more: dict[str, str], field: str, door: str) -> None:
    answer = asked(cast, "operator", door, "qualifications", LIN | more)
    assert answer.status_code == 422
    where = answer.json()["field"] if door == "api" else list(answer.context["form"].errors)
    assert field in where


def test_nobody_assesses_herself(cast: Cast) -> None:
    with pytest.raises(OwnAssessment):
        qualified(cast, person="operator@demo.test")


def test_the_day_of_the_run_decides(cast: Cast, plant: Plant) -> None:
    qualified(cast, valid_from="2026-12-01", valid_until="2026-12-31", level="assisted")
    qualified(cast, valid_from="2026-12-10", valid_until="2027-01-10")
    people, classes = [cast.lin.pk, cast.eve.pk], [plant.vessels.pk, plant.dsc.equipment_class_id]
    pair = (cast.lin.pk, plant.vessels.pk)
    for day, level in (
        (date(2026, 11, 30), None),
        (date(2026, 12, 1), ASSISTED),
        (date(2026, 12, 10), ALONE),
        (date(2026, 12, 31), ALONE),
        (date(2027, 1, 10), ALONE),
        (date(2027, 1, 11), None),
    ):
        with CaptureQueriesContext(connection) as queries:
            found = holding(people, classes, day)
        assert len(queries) == 1
        assert found == ({pair: level} if level else {}), day


def test_what_is_revoked_holds_no_longer(cast: Cast, plant: Plant) -> None:
    row = qualified(cast, valid_from="2026-11-01")
    pair = (cast.lin.pk, plant.vessels.pk)
    revoke_qualification(cast.actor("operator"), row.pk, row.version, Revoking(reason="x"))
    assert holding([pair[0]], [pair[1]], TODAY) == {}
    assert holding([pair[0]], [pair[1]], TODAY - DAY) == {pair: ALONE}


def test_what_ends_soon_is_said_until_another_follows(cast: Cast) -> None:
    qualified(cast, valid_until=TODAY + 20 * DAY)
    own = qualifications_for(cast.actor("lin"), QualificationsWanted(on=TODAY))
    assert len(running_out(own, TODAY + 60 * DAY)) == 1
    assert "Your qualification for BR300 ends" in shown(cast, "lin", "/")
    assert "your qualification ends on" in shown(cast, "lin", "/training")
    qualified(cast)
    assert running_out(own, TODAY + 60 * DAY) == []
    assert "ends" not in shown(cast, "lin", "/training")


def test_the_machines_page_says_what_i_may(cast: Cast, plant: Plant) -> None:
    plant.vessels.needs_qualification = True
    plant.vessels.save()
    for who in ("lin", "eve"):
        assert "an operator does it for you" in shown(cast, who, "/machines/BR300-1")
    qualified(cast)
    assert "You may work on it today" in shown(cast, "lin", "/machines/BR300-1")
    assert "You may work" not in shown(cast, "eve", "/machines/BR300-1")


def test_the_list_is_narrowed(cast: Cast, plant: Plant) -> None:
    qualified(cast, valid_until=TODAY + 20 * DAY)
    qualified(cast, person="eve@demo.test", equipment_class="DSC")
    client = cast.client("operator")

    def named(query: str) -> set[str]:
        page = client.get(f"/qualifications?{query}", headers={"HX-Request": "true"})
        return {name for name in ("Lin", "Eve") if name in page.content.decode()}

    assert named("person=eve") == {"Eve"}
    assert named("equipment_class=br") == {"Lin"}
    assert named("held=ending") == {"Lin"}
    assert named("held=today") == {"Lin", "Eve"}
    wanted = "/api/v1/qualifications?person=eve@demo.test&equipment_class=DSC&on=2026-12-01"
    assert len(cast.bearer("operator").get(wanted).json()["items"]) == 1


def test_a_class_says_whether_it_needs_one(cast: Cast, plant: Plant) -> None:
    client = cast.client("manager")
    form = client.get(f"/plant/classes/{plant.vessels.pk}").context["form"]
    said = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    said |= {"needs_qualification": "on", "qualification_days": "365", "version": 1}
    said = {name: value for name, value in said.items() if value is not False}
    assert client.post(f"/plant/classes/{plant.vessels.pk}", said).status_code == 302
    plant.vessels.refresh_from_db()
    assert (plant.vessels.needs_qualification, plant.vessels.qualification_days) == (True, 365)

"""Whatever retires by its page retires by one door of programs too, by the same verb."""

from html import unescape
from typing import Any

import pytest

from equipment.models import Area, Capability
from pilotbase.accounts.models import Facility
from pilotbase.audit.models import AuditEntry
from pilotbase.pages.plant.nouns import ALL
from tests.factories import Plant
from tests.keeping import DAY, verbs_on
from tests.people import Cast

pytestmark = pytest.mark.django_db
SAID = {"day": DAY.isoformat()}
PLANT = "/api/v1/plant"
STAYING = [key for key, noun in ALL.items() if not noun.retires]


@pytest.fixture
def hall(cast: Cast) -> Area:
    return Area.objects.create(facility=cast.facility, code="F9", name_zh="九区", name_en="Nine")


def retire(cast: Cast, who: str, path: str, seen: int | None = 1, **said: Any) -> Any:
    headers = {} if seen is None else {"If-Match": f'"{seen}"'}
    body = {**SAID, **said}
    client = cast.bearer(who)
    return client.post(f"{PLANT}/{path}/retire", body, "application/json", headers=headers)


def test_a_program_looks_and_retires(cast: Cast, hall: Area) -> None:
    before = {"noun": "areas", "name": "F9", "version": 1, "retired_from": None}
    assert cast.bearer("manager").get(f"{PLANT}/areas/F9").json() == before
    answer = retire(cast, "manager", "areas/F9")
    after = {**before, "version": 2, "retired_from": DAY.isoformat()}
    assert (answer.status_code, answer.json()) == (200, after)
    assert cast.bearer("manager").get(f"{PLANT}/areas/F9").json() == after
    assert verbs_on(hall) == ["area.retired"]
    assert AuditEntry.objects.get().door == "api"


@pytest.mark.parametrize(("seen", "status"), [(None, 428), (2, 412)])
def test_nobody_retires_what_she_has_not_seen(
    cast: Cast, hall: Area, seen: int | None, status: int
) -> None:
    assert retire(cast, "manager", "areas/F9", seen).status_code == status
    assert not Area.objects.exclude(retired_from=None).exists()


def test_who_still_needs_it_is_named(cast: Cast, plant: Plant) -> None:
    answer = retire(cast, "manager", "areas/F2", plant.area.version)
    assert (answer.status_code, answer.json()["code"]) == (409, "still_needed")
    assert answer.json()["needed_by"] == ["BR300-1", "BR300-2", "DSC-1", "HPLC-1"]


@pytest.mark.parametrize("key", STAYING)
def test_what_cannot_retire_says_so(cast: Cast, plant: Plant, key: str) -> None:
    refused = retire(cast, "manager", f"{key}/1")
    assert (refused.status_code, refused.json()["code"]) == (422, "cannot_be_retired")
    assert cast.bearer("manager").get(f"{PLANT}/{key}/1").json() == refused.json()


@pytest.mark.parametrize("key", list(ALL))
def test_its_page_offers_what_can_be_done(cast: Cast, plant: Plant, hall: Area, key: str) -> None:
    row = ALL[key].rows(cast.actor("manager")).first()
    if row is None:
        return
    page = f"/plant/{key}/{row.pk}"
    html = cast.client("manager").get(page).content.decode()
    assert (f'action="{page}/retire"' in html) == ALL[key].retires


def test_there_are_only_so_many_kinds(cast: Cast) -> None:
    for answer in (retire(cast, "manager", "wombats/1"), retire(cast, "manager", "areas/F8")):
        assert (answer.status_code, answer.json()["code"]) == (404, "missing")


def test_another_plants_is_missing(cast: Cast) -> None:
    other = Facility.objects.create(code="NB", name_zh="宁波", name_en="Ningbo")
    Area.objects.create(facility=other, code="N1", name_zh="一区", name_en="One")
    Capability.objects.create(facility=other, code="methanol", name_zh="甲醇", name_en="Methanol")
    for path in ("areas/N1", "capabilities/methanol"):
        assert retire(cast, "manager", path).status_code == 404
        assert cast.bearer("manager").get(f"{PLANT}/{path}").status_code == 404


@pytest.mark.parametrize("who", ["lin", "eve", "operator", "finance", "admin"])
def test_others_may_not(cast: Cast, hall: Area, who: str) -> None:
    assert retire(cast, who, "areas/F9").status_code == 403
    assert cast.bearer(who).get(f"{PLANT}/areas/F9").status_code == 403


@pytest.mark.parametrize("day", ["soon", "", "0001-01-01", "9999-12-31", "1970-01-01"])
def test_a_day_of_our_time_is_needed(cast: Cast, hall: Area, day: str) -> None:
    answer = retire(cast, "manager", "areas/F9", day=day)
    assert (answer.status_code, answer.json()["field"]) == (422, "day")
    page = f"/plant/areas/{hall.pk}/retire"
    told = cast.client("manager").post(page, {"day": day, "version": "1"}, follow=True)
    assert answer.json()["detail"] in unescape(told.content.decode())
    hall.refresh_from_db()
    assert hall.retired_from is None


def test_the_document_names_the_kinds(cast: Cast) -> None:
    document = cast.client("manager").get("/api/openapi.json").json()
    (noun, _name, *_rest) = document["paths"]["/api/v1/plant/{noun}/{name}/retire"]["post"][
        "parameters"
    ]
    assert set(noun["schema"]["enum"]) == set(ALL) - set(STAYING)

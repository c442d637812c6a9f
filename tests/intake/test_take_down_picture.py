"""A photograph is taken out of the catalogue; nobody sees it any more, and verify minds files."""

from pathlib import Path

import pytest
from django.test import Client

from pilotbase.core.errors import Missing, NotAllowed
from pilotbase.intake.actions.hang_picture import hang_picture
from pilotbase.intake.actions.take_down_picture import take_down_picture
from pilotbase.intake.integrity import check_pictures
from pilotbase.intake.models import Picture
from tests.factories import Plant
from tests.intake.photographs import jpeg
from tests.keeping import verbs_on
from tests.people import Cast
from tests.samples.doors import DOORS, OK

pytestmark = pytest.mark.django_db


@pytest.fixture
def hung(cast: Cast, plant: Plant) -> Picture:
    return hang_picture(cast.actor("manager"), "BR300", "", "a.jpg", [jpeg()])


@pytest.mark.parametrize("door", DOORS)
def test_it_is_gone_for_everyone(cast: Cast, hung: Picture, door: str) -> None:
    if door == "api":
        answer = cast.bearer("manager").post(f"/api/v1/catalogue/pictures/{hung.pk}/take-down")
    else:
        page = cast.client("manager").get("/catalogue/BR300").content.decode()
        assert f"/catalogue/pictures/{hung.pk}/take-down" in page
        answer = cast.client("manager").post(f"/catalogue/pictures/{hung.pk}/take-down")
    assert answer.status_code in OK
    assert Client().get(f"/catalogue/pictures/{hung.pk}").status_code == 404
    assert verbs_on(hung) == ["picture.hung", "picture.taken_down"]
    with pytest.raises(Missing):
        take_down_picture(cast.actor("manager"), hung.pk)


@pytest.mark.parametrize("name", ["lin", "operator"])
def test_others_may_not(cast: Cast, hung: Picture, name: str) -> None:
    with pytest.raises(NotAllowed):
        take_down_picture(cast.actor(name), hung.pk)


def test_a_touched_file_is_found(hung: Picture, folder: Path) -> None:
    assert list(check_pictures()) == []
    (folder / hung.path).unlink()
    assert Client().get(f"/catalogue/pictures/{hung.pk}").status_code == 404
    (folder / hung.path).write_bytes(b"another")
    assert [finding.what for finding in check_pictures()] == ["picture BR300"]

"""A photograph of a class or a machine hangs in the catalogue, small and without metadata."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from pilotbase.audit.models import AuditEntry
from pilotbase.core.errors import Invalid, NotAllowed, TooLarge
from pilotbase.intake import photographs
from pilotbase.intake.actions.hang_picture import hang_picture
from pilotbase.intake.models import Picture
from tests.factories import Plant
from tests.intake.photographs import jpeg
from tests.people import Cast
from tests.samples.doors import DOORS, OK

pytestmark = pytest.mark.django_db


def sent(cast: Cast, who: str, door: str, content: bytes, machine: str = "") -> Any:
    body = {"file": SimpleUploadedFile("车间.jpg", content), "machine": machine}
    if door == "api":
        return cast.bearer(who).post("/api/v1/catalogue/BR300/picture", body)
    return cast.client(who).post("/catalogue/BR300/picture", body)


@pytest.mark.parametrize("door", DOORS)
def test_it_hangs_in_the_catalogue(cast: Cast, plant: Plant, door: str) -> None:
    assert sent(cast, "manager", door, jpeg()).status_code in OK
    hung = Picture.objects.get()
    address = f"/catalogue/pictures/{hung.pk}"
    assert address in Client().get("/catalogue").content.decode()
    assert Client().get("/api/v1/catalogue/BR300").json()["picture"] == address
    shown: Any = Client().get(address)
    assert (shown["Content-Type"], shown["Content-Disposition"]) == ("image/jpeg", "inline")
    assert Image.open(BytesIO(shown.content)).size == (64, 48)
    entry = AuditEntry.objects.get(verb="picture.hung")
    assert (entry.after or {})["class"] == "BR300"


@pytest.mark.parametrize("door", DOORS)
def test_a_machine_has_its_own(cast: Cast, plant: Plant, door: str) -> None:
    assert sent(cast, "manager", door, jpeg(), "BR300-2").status_code in OK
    assert Picture.objects.get().machine == plant.br300_2
    found = Client().get("/api/v1/catalogue/BR300").json()
    assert [bool(one["picture"]) for one in found["machines"]] == [False, True]
    assert found["picture"] == found["machines"][1]["picture"]
    answer = sent(cast, "manager", door, jpeg(), "DSC-1")
    assert answer.status_code == 422


def test_the_newest_hangs_and_the_older_is_kept(cast: Cast, plant: Plant) -> None:
    first = hang_picture(cast.actor("manager"), "BR300", "", "a.jpg", [jpeg()])
    second = hang_picture(cast.actor("manager"), "BR300", "", "b.jpg", [jpeg((80, 60))])
    assert list(Picture.objects.hanging()) == [second]
    assert Client().get(f"/catalogue/pictures/{first.pk}").status_code == 404


def test_it_is_turned_upright_made_small_and_says_nothing_of_its_place(
    cast: Cast, plant: Plant
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010E] = "taken beside tank 7"
    content = photographs.redrawn([jpeg((3000, 1500), exif=exif)], "a.jpg")
    image = Image.open(BytesIO(content))
    assert image.size == (600, 1200)
    assert (b"tank 7" in content, dict(image.getexif())) == (False, {})


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("content", [b"<svg onload=x>", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, b""])
def test_what_is_no_photograph_is_refused(
    cast: Cast, plant: Plant, door: str, content: bytes
) -> None:
    assert sent(cast, "manager", door, content).status_code == 422
    assert not Picture.objects.exists()


def test_too_much_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TooLarge):
        photographs.redrawn([b"\x00" * photographs.LARGEST, b"\x00"], "a.jpg")
    monkeypatch.setattr(photographs, "MOST_PIXELS", 100)
    with pytest.raises(TooLarge):
        photographs.redrawn([jpeg()], "a.jpg")


@pytest.mark.parametrize("name", ["lin", "eve", "operator", "quality", "admin"])
def test_others_may_not(cast: Cast, plant: Plant, name: str) -> None:
    with pytest.raises(NotAllowed):
        hang_picture(cast.actor(name), "BR300", "", "a.jpg", [jpeg()])
    for door in DOORS:
        assert sent(cast, name, door, jpeg()).status_code == 403


def test_a_machine_of_another_class_is_not_known(cast: Cast, plant: Plant) -> None:
    with pytest.raises(Invalid) as refused:
        hang_picture(cast.actor("manager"), "BR300", "DSC-1", "a.jpg", [jpeg()])
    assert refused.value.field == "machine"

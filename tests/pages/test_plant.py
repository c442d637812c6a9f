"""Master data by page and by workbook: the same verbs, the same rules."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import CharField
from openpyxl import Workbook, load_workbook
from pydantic import ValidationError

from bookings.models import RateLine
from equipment.models import Area, Equipment, EquipmentClass
from pilotbase.accounts.models import Organisation, User
from pilotbase.audit.models import AuditEntry
from pilotbase.pages.plant.nouns import ALL
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
AREA = {"code": "F9", "name_zh": "发酵九区", "name_en": "Fermentation 9", "position": "3"}


def test_make_change_and_retire(cast: Cast) -> None:
    manager = cast.client("manager")
    assert manager.post("/plant/areas/new", AREA).status_code == 302
    area = Area.objects.get(code="F9")
    changed = AREA | {"name_en": "Pilot hall", "version": "1"}
    assert manager.post(f"/plant/areas/{area.pk}", changed).status_code == 302
    area.refresh_from_db()
    assert (area.name_en, area.version) == ("Pilot hall", 2)
    stale = manager.post(f"/plant/areas/{area.pk}", AREA | {"version": "1"})
    assert stale.status_code == 422
    assert "Someone has changed this" in stale.content.decode()
    day = {"day": "2027-01-01", "version": "2"}
    assert manager.post(f"/plant/areas/{area.pk}/retire", day).status_code == 302
    area.refresh_from_db()
    assert str(area.retired_from) == "2027-01-01"
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["area.made", "area.changed", "area.retired"]


def test_what_was_typed_stays_when_it_is_refused(cast: Cast) -> None:
    page = cast.client("manager").post("/plant/areas/new", AREA | {"name_zh": ""})
    assert page.status_code == 422
    assert "Fermentation 9" in page.content.decode()
    assert not Area.objects.filter(code="F9").exists()


@pytest.mark.parametrize("key", list(ALL))
def test_every_noun_has_its_pages(cast: Cast, plant: Plant, key: str) -> None:
    who = "manager" if key != "prices" else "finance"
    client = cast.client(who)
    assert client.get(f"/plant/{key}").status_code == 200
    assert client.get(f"/plant/{key}/new").status_code == 200
    row = ALL[key].rows(cast.actor(who)).first()
    if row is not None:
        page = client.get(f"/plant/{key}/{row.pk}")
        assert page.status_code == 200


@pytest.mark.parametrize("key", list(ALL))
def test_what_a_page_shows_it_can_save(cast: Cast, plant: Plant, key: str) -> None:
    client = cast.client("manager")
    row = ALL[key].rows(cast.actor("manager")).first()
    if row is None:
        return
    form = client.get(f"/plant/{key}/{row.pk}").context["form"]
    shown = {
        name: form[name].value() for name in form.fields if form[name].value() not in (None, False)
    }
    saved = client.post(f"/plant/{key}/{row.pk}", shown | {"version": getattr(row, "version", "")})
    assert saved.status_code == 302, saved.context["form"].errors


@pytest.mark.parametrize(
    ("who", "status"), [("lin", 403), ("eve", 403), ("operator", 403), ("admin", 403)]
)
def test_others_keep_no_plant(cast: Cast, who: str, status: int) -> None:
    client = cast.client(who)
    assert client.get("/plant/areas").status_code == status
    assert client.post("/plant/areas/new", AREA).status_code == status
    assert not Area.objects.exists()


def test_an_organisations_manager_keeps_her_own_people(cast: Cast) -> None:
    client = cast.client("chen")
    said = {
        "email": "New@Demo.test",
        "name_zh": "新人",
        "name_en": "New",
        "role": "scientist",
        "place": "yanxi",
        "language": "en",
        "may_sign_in": "on",
        "password": "a-strong-pass-9",
    }
    assert client.post("/plant/people/new", said).status_code == 302
    made = User.objects.get(email="new@demo.test")
    assert made.check_password("a-strong-pass-9")
    hers = said | {"email": "x@demo.test", "place": "rival"}
    assert client.post("/plant/people/new", hers).status_code == 422
    staff = said | {"email": "y@demo.test", "role": "manager", "place": ""}
    assert client.post("/plant/people/new", staff).status_code == 422
    weak = said | {"email": "z@demo.test", "password": "1234"}
    assert client.post("/plant/people/new", weak).status_code == 422
    page = client.get("/plant/people").content.decode()
    assert "lin@demo.test" in page
    assert "eve@demo.test" not in page


def book(**sheets: list[list[object]]) -> SimpleUploadedFile:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = BytesIO()
    workbook.save(out)
    return SimpleUploadedFile("plant.xlsx", out.getvalue())


def good() -> SimpleUploadedFile:
    return book(
        areas=[["code", "name_zh", "name_en"], ["F1", "一区", "One"]],
        classes=[
            ["code", "name_zh", "name_en", "kind", "preparation"],
            ["# required", "", "", "", ""],
            ["BR1", "罐", "Vessel", "bioreactor", 4.5],
        ],
        capabilities=[
            ["code", "name_zh", "name_en"],
            ["methanol", "甲醇", "Methanol"],
            ["off-gas", "尾气分析", "Off-gas analysis"],
        ],
        equipment=[
            ["tag", "name_zh", "name_en", "area", "equipment_class", "size", "capabilities"],
            ["BR1-1", "罐一", "Vessel 1", "F1", "BR1", "15 L", "尾气分析、Methanol"],
        ],
        prices=[
            ["valid_from", "equipment_class", "unit", "amount"],
            ["2026-01-01", "BR1", "day", 900],
        ],
        organisations=[
            ["code", "name_zh", "name_en", "kind"],
            ["acme", "甲", "Acme", "startup"],
        ],
    )


def test_a_workbook_is_tried_and_then_kept(cast: Cast) -> None:
    client = cast.client("manager")
    tried = client.post("/plant/import", {"file": good(), "try": "1"})
    assert tried.status_code == 200
    assert not Area.objects.exists()
    kept = client.post("/plant/import", {"file": good(), "keep": "1"})
    assert "7 rows are kept" in kept.content.decode()
    assert Equipment.objects.get().capabilities == ["off-gas", "methanol"]
    assert EquipmentClass.objects.get().preparation.total_seconds() == 4.5 * 3600
    assert RateLine.objects.get().amount == 900
    assert Organisation.objects.filter(code="acme").exists()


def test_one_bad_row_keeps_none_and_is_named(cast: Cast) -> None:
    bad = book(
        areas=[["code", "name_zh", "name_en"], ["F1", "一区", "One"], ["F1", "又", "Twice"]],
        equipment=[["tag", "name_zh", "name_en", "area", "equipment_class"], ["A", "b", "c", "F1"]],
    )
    page = cast.client("manager").post("/plant/import", {"file": bad, "keep": "1"})
    assert page.status_code == 422
    said = [(v.sheet, v.row, v.good) for v in page.context["outcome"].verdicts]
    assert said == [("areas", 2, True), ("areas", 3, False), ("equipment", 2, False)]
    assert not Area.objects.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no", b"code,name\n1,2\n"])
def test_what_is_no_workbook_gets_a_sentence(cast: Cast, content: bytes) -> None:
    file = SimpleUploadedFile("x.xlsx", content or b" ")
    page = cast.client("manager").post("/plant/import", {"file": file, "try": "1"})
    assert page.status_code == 422
    assert "not an XLSX workbook" in page.content.decode()


def test_the_template_names_every_field(cast: Cast) -> None:
    body = cast.client("manager").get("/plant/template.xlsx").content
    workbook = load_workbook(BytesIO(body))
    assert set(workbook.sheetnames) == {
        noun.key for noun in ALL.values() if cast.actor("manager").may(noun.permission)
    }
    heads = [cell.value for cell in next(workbook["equipment"].iter_rows())]
    assert heads == list(ALL["equipment"].schema.model_fields)


@pytest.mark.parametrize("key", list(ALL))
def test_what_the_column_cannot_hold_is_refused_before(cast: Cast, key: str) -> None:
    """SQLite would keep it, PostgreSQL would break."""
    noun = ALL[key]
    columns = {f.name: f for f in noun.rows(cast.actor("manager")).model._meta.concrete_fields}
    unbounded = []
    for name in noun.schema.model_fields:
        column = columns.get(noun.path if name == noun.name else name)
        if isinstance(column, CharField) and column.max_length and not column.choices:
            with pytest.raises(ValidationError) as refused:
                noun.schema.model_validate({name: "a" * (column.max_length + 1)})
            if name not in {error["loc"][0] for error in refused.value.errors() if error["loc"]}:
                unbounded.append(name)
    assert unbounded == []

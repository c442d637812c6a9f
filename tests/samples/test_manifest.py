"""A client's list: by any of its heads, in any of its encodings, all rows or none."""

import codecs
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pilotbase.accounts.models import Project
from pilotbase.core import clock
from pilotbase.core.errors import Invalid
from pilotbase.core.tables import BadCells, TableUnreadable, read_table
from samples.choices import SampleKind, Storage
from samples.manifest import read_lines
from samples.models import Sample
from samples.schemas.sample import DeliveryLine
from tests.people import Cast
from tests.samples.conftest import NOON

ZONE = ZoneInfo("Asia/Shanghai")
DEFAULTS = {"kind": "broth", "storage": "2-8", "container": "tube"}
TABLE = (
    "客户标识,类型,体积,单位,储存条件,取样时间,内部备注\n"
    "RK-1,supernatant,0.5,L,-20 °C,2026-11-24 08:30,x\n"
    "RK-2,,,,,,\n"
)


def lines(text: str, encoding: str = "utf-8") -> tuple[DeliveryLine, ...]:
    return read_lines(read_table(text.encode(encoding)), ZONE, DEFAULTS)


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-8-sig"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_columns_say_what_they_say(encoding: str, separator: str) -> None:
    first, second = lines(TABLE.replace(",", separator), encoding)
    assert (first.client_mark, first.kind) == ("RK-1", SampleKind.SUPERNATANT)
    assert (first.storage, first.container) == (Storage.FREEZER, "tube")
    assert first.volume is not None
    assert (first.volume.value, first.volume.unit) == (Decimal("0.5"), "L")
    assert first.drawn_at == datetime(2026, 11, 24, 8, 30, tzinfo=ZONE)
    assert (second.kind, second.storage, second.volume) == (SampleKind.BROTH, Storage.FRIDGE, None)


def test_kinds_and_storage_by_their_words() -> None:
    words = "mark,type,condition\n1,Cell paste,2–8 °C\n2,CELL_PASTE,RT\n3,Broth,−20 °C\n"
    found = [(line.kind, line.storage) for line in lines(words)]
    assert found == [("cell_paste", "2-8"), ("cell_paste", "RT"), ("broth", "-20")]


def test_decimal_commas_stand_where_semicolons_part() -> None:
    (line,) = lines("mark;volume\n1;2,5\n")
    assert line.volume is not None
    assert line.volume.value == Decimal("2.5")
    with pytest.raises(BadCells):
        lines('mark,volume\n1,"2,5"\n')


def test_every_bad_cell_is_named_and_nothing_taken() -> None:
    text = (
        "mark,type,volume,unit,drawn at\n"
        "A,broth,5,mL,2026-11-24 08:00\n"
        "A,soup,five,mL,yesterday\n"
        ",broth,1,,\n"
    )
    with pytest.raises(BadCells) as refused:
        lines(text)
    assert {problem.field for problem in refused.value.problems} == {
        "rows.3.kind",
        "rows.3.volume",
        "rows.3.drawn_at",
        "rows.3.client_mark",
        "rows.4.client_mark",
    }
    assert refused.value.message.endswith("Nothing was imported.")
    assert "Row 3, column" in refused.value.message


def test_what_is_no_manifest() -> None:
    with pytest.raises(TableUnreadable, match="has no column client_mark"):
        lines("a,b\n1,2\n")
    with pytest.raises(Invalid, match="1 to 500 samples; this table has 501"):
        lines("mark\n" + "".join(f"m{n}\n" for n in range(501)))
    with pytest.raises(Invalid, match="this table has 0"):
        lines("mark\n")


@pytest.fixture
def _at_noon() -> object:
    with clock.at(NOON):
        yield


SAID: dict[str, Any] = {"project": "P-0004", "kind": "broth", "storage": "2-8"}


@pytest.mark.django_db
@pytest.mark.usefixtures("_at_noon")
class TestThePage:
    def test_check_then_register(self, cast: Cast, project: Project) -> None:
        client, content = cast.client("lin"), TABLE.encode("gbk")
        file = SimpleUploadedFile("清单.csv", content)
        checked = client.post("/samples/deliver", {**SAID, "file": file, "do": "check"})
        assert checked.status_code == 200
        assert not Sample.objects.exists()
        shown = checked.content.decode()
        assert "2 samples are ready" in shown
        carried = checked.context["carried"]
        done = client.post("/samples/deliver", {**SAID, "text": carried, "do": "register"})
        assert (done.status_code, done["Location"]) == (302, "/samples")
        assert list(Sample.objects.order_by("pk").values_list("client_mark", flat=True)) == [
            "RK-1",
            "RK-2",
        ]

    def test_a_few_are_typed(self, cast: Cast, project: Project) -> None:
        typed = {
            "client_mark": ["T-1", "", "T-2"],
            "description": ["clear", "", ""],
            "volume": ["10", "", ""],
        }
        done = cast.client("lin").post("/samples/deliver", {**SAID, **typed, "do": "register"})
        assert done.status_code == 302
        assert [s.volume_ml for s in Sample.objects.order_by("pk")] == [Decimal(10), None]
        bad = {**typed, "volume": ["10", "", "ten"]}
        again = cast.client("lin").post("/samples/deliver", {**SAID, **bad, "do": "register"})
        assert again.status_code == 422
        assert b"Row 3, column volume" in again.content
        assert b'value="ten"' in again.content  # what was typed is still there

    def test_the_laboratory_registers_what_it_holds(self, cast: Cast, project: Project) -> None:
        said = {**SAID, "text": "mark\nA\n", "received": "on", "condition": "ok"}
        cast.client("technician").post("/samples/deliver", {**said, "temperature": "4.1"})
        body = {**said, "temperature": "4.1", "do": "register"}
        cast.client("technician").post("/samples/deliver", body)
        sample = Sample.objects.get()
        assert (sample.received_at, sample.custodian) == (NOON, cast.technician)
        cast.client("lin").post("/samples/deliver", {**body, "text": "mark\nB\n"})
        assert Sample.objects.get(client_mark="B").received_at is None

    def test_there_is_no_file_to_clear_away(self, cast: Cast, project: Project) -> None:
        said = {**SAID, "file-clear": "1", "text": "mark\nA\n", "do": "register"}
        assert cast.client("lin").post("/samples/deliver", said).status_code == 302
        assert Sample.objects.get().client_mark == "A"

    def test_refusals(self, cast: Cast, project: Project) -> None:
        client = cast.client("lin")
        large = SimpleUploadedFile("big.csv", codecs.BOM_UTF8 + b"mark\n" * 1_100_000)
        answer = client.post("/samples/deliver", {**SAID, "file": large, "do": "check"})
        assert (answer.status_code, b"larger than 5 MB" in answer.content) == (413, True)
        bad = SimpleUploadedFile("bad.csv", b"mark,volume\nA,x\n")
        answer = client.post("/samples/deliver", {**SAID, "file": bad, "do": "register"})
        assert (answer.status_code, b"Row 2, column volume" in answer.content) == (422, True)
        empty = client.post("/samples/deliver", {**SAID, "do": "check"})
        assert empty.status_code == 422
        foreign = cast.client("eve").post("/samples/deliver", {**SAID, "text": "mark\nA\n"})
        assert foreign.status_code == 422
        assert b"P-0004" not in cast.client("eve").get("/samples/deliver").content
        Project.objects.update(status="closed")
        closed = client.post("/samples/deliver", {**SAID, "text": "mark\nA\n", "do": "register"})
        assert (closed.status_code, b"is not approved today" in closed.content) == (409, True)
        assert cast.client("operator").get("/samples/deliver").status_code == 403
        assert not Sample.objects.exists()

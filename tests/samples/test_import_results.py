"""Importing results: whatever the file's encoding, all of it or nothing, every reason named."""

import csv
from base64 import b64encode
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bookings.models import Run
from pilotbase.core import clock
from pilotbase.core.errors import Invalid, NotAllowed, TooLarge
from pilotbase.core.tables import BadCells, TableUnreadable
from samples.actions.draw import draw
from samples.actions.import_results import import_results
from samples.actions.plan_worksheet import plan_worksheet
from samples.actions.receive import receive
from samples.actions.relinquish import relinquish
from samples.choices import Condition
from samples.models import ImportFile, Result, Sample, TestMethod, Worksheet
from samples.schemas.sample import Receiving, Relinquishing
from samples.schemas.testing import ResultImport, WorksheetPlan
from samples.testing.importing import Imported, Upload
from tests.people import Cast
from tests.samples.conftest import drawing
from tests.samples.lab import GC, TITER, a_method, received, requested

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DATA = Path("pilotbase/demo_data")
FERMENTATION = DATA / "fermentation_hplc.csv"
ISOPRENOL = DATA / "isoprenol_titers.csv"


@pytest.fixture
def sheet(cast: Cast, tested: Sample) -> Worksheet:
    """RK-B1, A and B, each with five analytes."""
    samples = [tested, *received(cast, ["A", "B"])]
    return a_sheet(cast, samples, TITER)


def a_sheet(cast: Cast, samples: list[Sample], method: str) -> Worksheet:
    requests = tuple(requested(cast, sample, method)[0].pk for sample in samples)
    return plan_worksheet(cast.actor("technician"), WorksheetPlan(requests=requests))


def bring(cast: Cast, content: bytes, by: str = "technician", **to: object) -> Imported:
    return brought(cast, content, to, by)


def brought(cast: Cast, content: bytes, to: dict[str, object], by: str) -> Imported:
    wanted = ResultImport.model_validate(to)
    return import_results(cast.actor(by), wanted, Upload("results.csv", content))


def problems(cast: Cast, content: str, **to: object) -> list[tuple[str, str | None]]:
    with pytest.raises(BadCells) as refused:
        brought(cast, content.encode(), to, "technician")
    assert not Result.objects.exists()
    assert not ImportFile.objects.exists()
    return [(reason.code, reason.field) for reason in refused.value.problems]


WIDE = "客户编号,ethanol (g/L),glucose\nRK-B1,5.243,0.5\nA,ND,\nB,<0.5,12\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_spreadsheet_is_read(
    cast: Cast, sheet: Worksheet, encoding: str, separator: str
) -> None:
    content = WIDE.replace(",", separator).encode(encoding)
    done = bring(cast, content, worksheet=sheet.number)
    assert len(done.reading.taken) == 5  # an empty cell is nothing measured
    values = Result.objects.order_by("pk").values_list("analyte__code", "typed", "reported")
    assert list(values)[:3] == [
        ("ethanol", "5.243", "5.243"),
        ("glucose", "0.5", "0.500"),
        ("ethanol", "ND", "ND"),
    ]
    assert {r.file.sha256 for r in Result.objects.select_related("file") if r.file} == {
        sha256(content).hexdigest()
    }
    kept = ImportFile.objects.get()
    assert (bytes(kept.content), kept.name, kept.worksheet) == (content, "results.csv", sheet)


def test_semicolons_bring_decimal_commas(cast: Cast, sheet: Worksheet) -> None:
    bring(cast, b"sample;ethanol\n" + f"{_number(sheet)};5,243\n".encode(), worksheet=sheet.number)
    assert Result.objects.get().value == Decimal("5.243")


def _number(sheet: Worksheet) -> str:
    first = sheet.requests.order_by("pk").first()
    assert first is not None
    return first.sample.number


def test_long_files_name_analyte_and_unit(cast: Cast, sheet: Worksheet) -> None:
    rows = "client mark,analyte,value,unit,operator\nA,acetic acid,5243,mg/L,X\nA,Ethanol,2,,X\n"
    bring(cast, rows.encode(), worksheet=sheet.number)
    found = Result.objects.order_by("pk").values_list("analyte__code", "typed_unit", "reported")
    assert list(found) == [("acetic_acid", "mg/L", "5.243"), ("ethanol", "g/L", "2.000")]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("client mark,ethanol\nA,5..2\n", [("not_a_value", "rows.2.ethanol")]),
        ("client mark,ethanol\nZ,5\n", [("sample_unknown", "rows.2.client_mark")]),
        ("client mark,ethanol\n,5\n", [("sample_missing", "rows.2.client_mark")]),
        ("client mark,butanol\nA,5\n", [("column_unknown", "columns.butanol")]),
        ("client mark,ethanol\nA,5\nA,6\n", [("given_twice", "rows.3.ethanol")]),
        ("client mark,ethanol (mol/L)\nA,5\n", [("unit", "rows.2.ethanol (mol/L)")]),
        ("client mark,analyte,value\nA,x,5\n", [("analyte_unknown", "rows.2.value")]),
        ("client mark,ethanol\nA,\n", [("no_values", "file")]),
        ("client mark,ethanol,glucose\nZ,5,6\n", [("sample_unknown", "rows.2.client_mark")]),
        (
            "client mark,ethanol,glucose\nA,x,y\nB,5,z\n",
            [
                ("not_a_value", "rows.2.ethanol"),
                ("not_a_value", "rows.2.glucose"),
                ("not_a_value", "rows.3.glucose"),
            ],
        ),
    ],
)
def test_every_bad_cell_is_named_and_nothing_imported(
    cast: Cast, sheet: Worksheet, content: str, found: list[tuple[str, str | None]]
) -> None:
    assert problems(cast, content, worksheet=sheet.number) == found


def test_an_analyte_that_was_not_asked_for_or_twice_is_named(
    cast: Cast, course: Run, methods: dict[str, TestMethod]
) -> None:
    first, second = course.samples.order_by("pk")[:2]
    requested(cast, first, GC)
    a_method(cast, "HPLC-2", {"ethanol": {"unit": "g/L"}})
    requested(cast, first, "HPLC-2")
    found = problems(cast, "time,ethanol,isoprenol\n0,5,\n0.67,5,7\n", run=course.number)
    assert found == [
        ("analyte_ambiguous", "rows.2.ethanol"),
        ("not_requested", "rows.3.isoprenol"),
    ]
    assert second.tests.count() == 1


def test_a_worksheet_of_one_analyte_needs_no_name_for_it(
    cast: Cast, tested: Sample, methods: dict[str, TestMethod]
) -> None:
    sheet = a_sheet(cast, [tested], GC)
    bring(cast, b"client mark,value\nRK-B1,818.65\n", worksheet=sheet.number)
    assert Result.objects.get().reported == "818.6"


def test_a_first_column_without_a_head_is_refused(cast: Cast, course: Run) -> None:
    with pytest.raises(TableUnreadable, match="first column"):
        bring(cast, b",ethanol\n0,5\n", run=course.number)


def test_a_file_full_of_faults_names_a_hundred(cast: Cast, sheet: Worksheet) -> None:
    rows = "".join(f"Z{n},5\n" for n in range(150))
    found = problems(cast, f"client mark,ethanol\n{rows}", worksheet=sheet.number)
    assert (len(found), found[-1][0]) == (101, "and_more")


def test_the_sentence_names_row_and_column(cast: Cast, sheet: Worksheet) -> None:
    with pytest.raises(BadCells) as refused:
        bring(cast, b"client mark,ethanol\nA,5..2\n", worksheet=sheet.number)
    assert "Row 2, column ethanol" in refused.value.message
    assert "Nothing was imported" in refused.value.message


def test_a_file_beyond_5_mb_is_refused(cast: Cast, sheet: Worksheet) -> None:
    with pytest.raises(TooLarge):
        bring(cast, b"x" * (5 * 1024**2 + 1), worksheet=sheet.number)


def test_a_file_without_samples_says_which_columns_it_has(cast: Cast, sheet: Worksheet) -> None:
    with pytest.raises(TableUnreadable, match="Its columns are: tube, ethanol"):
        bring(cast, b"tube,ethanol\nA,5\n", worksheet=sheet.number)


def test_two_samples_with_one_mark_are_not_told_apart(
    cast: Cast, tested: Sample, sheet: Worksheet
) -> None:
    (twin,) = received(cast, ["RK-B1"])
    both = a_sheet(cast, [twin], TITER)
    tested.tests.update(worksheet=both)
    found = problems(cast, "client mark,ethanol\nRK-B1,5\n", worksheet=both.number)
    assert found == [("sample_ambiguous", "rows.2.client_mark")]


def test_a_dry_run_changes_nothing(cast: Cast, sheet: Worksheet) -> None:
    done = bring(cast, WIDE.encode(), worksheet=sheet.number, dry_run=True)
    assert [one.action for one in done.reading.taken] == ["new"] * 5
    bad = bring(cast, b"client mark,ethanol\nA,x\n", worksheet=sheet.number, dry_run=True)
    assert [problem.code for problem in bad.reading.problems] == ["not_a_value"]
    assert not Result.objects.exists()
    assert not ImportFile.objects.exists()


def test_the_same_file_again_changes_nothing(cast: Cast, sheet: Worksheet) -> None:
    bring(cast, WIDE.encode(), worksheet=sheet.number)
    again = bring(cast, WIDE.encode(), worksheet=sheet.number)
    assert {one.action for one in again.reading.taken} == {"same"}
    assert (Result.objects.count(), ImportFile.objects.count()) == (5, 1)


def test_another_value_needs_a_reason_and_keeps_the_first(cast: Cast, sheet: Worksheet) -> None:
    bring(cast, WIDE.encode(), worksheet=sheet.number)
    changed = WIDE.replace("5.243", "5.25").encode()
    with pytest.raises(BadCells) as silent:
        bring(cast, changed, worksheet=sheet.number)
    assert [p.code for p in silent.value.problems] == ["already_entered"]
    bring(cast, changed, worksheet=sheet.number, reason="integrated again")
    first, second = Result.objects.filter(analyte__code="ethanol", typed__startswith="5.2")
    assert (first.status, second.replaces, second.reason) == (
        "replaced",
        first,
        "integrated again",
    )


@pytest.mark.slow
def test_the_real_titers_come_as_their_depot_exports_them(
    cast: Cast, tested: Sample, methods: dict[str, TestMethod]
) -> None:
    text = ISOPRENOL.read_text()
    rows = list(csv.DictReader(StringIO(text)))
    samples = received(cast, [row["Line Name"] for row in rows])
    sheet = a_sheet(cast, samples, GC)
    done = bring(cast, ISOPRENOL.read_bytes(), worksheet=sheet.number)
    assert len(done.reading.taken) == Result.objects.count() == 177
    top = Result.objects.get(request__sample__client_mark="PP_0751_PP_0813_PP_0815-R1")
    assert (top.typed, top.typed_unit, top.reported) == ("818.6499", "mg/L", "818.6")


@pytest.fixture
def course(cast: Cast, run: Run, methods: dict[str, TestMethod]) -> Run:
    """The run with 34 samples at the times of the real fermentation, received and requested."""
    samples, at = [], run.zero_at
    for row in csv.DictReader(StringIO(FERMENTATION.read_text())):
        at = run.zero_at + timedelta(hours=float(row["time"]), seconds=20)
        with clock.at(at):
            samples.append(draw(cast.actor("operator"), drawing(at=at)))
    first, *others = [sample.number for sample in samples]
    with clock.at(at + timedelta(hours=1)):
        to = Relinquishing(to=cast.technician.email, also=tuple(others))
        relinquish(cast.actor("operator"), first, to)
        came = Receiving(condition=Condition.OK, also=tuple(others))
        receive(cast.actor("technician"), first, came)
        for sample in samples:
            requested(cast, sample, TITER)
    return run


def test_the_real_fermentation_finds_its_samples_by_process_time(cast: Cast, course: Run) -> None:
    done = bring(cast, FERMENTATION.read_bytes(), run=course.number)
    assert len(done.reading.taken) == Result.objects.count() == 34 * 5
    late = Result.objects.filter(analyte__code="ethanol").latest("pk")
    assert (late.typed, late.reported) == ("22.65715158", "22.657")
    assert ImportFile.objects.get().run == course


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("time,ethanol\n14.5,5\n", [("sample_unknown", "rows.2.time")]),
        ("time,ethanol\nnoon,5\n", [("not_a_time", "rows.2.time")]),
        ("time,ethanol\n-1,5\n", [("not_a_time", "rows.2.time")]),
        ("time,ethanol\n0,5\n1,x\n", [("sample_unknown", "rows.3.time")]),
    ],
)
def test_rows_without_their_sample_are_named(
    cast: Cast, course: Run, content: str, found: list[tuple[str, str | None]]
) -> None:
    assert problems(cast, content, run=course.number) == found


def test_a_row_near_two_samples_is_ambiguous(cast: Cast, course: Run) -> None:
    content = "time,ethanol\n19.04,5\n"
    assert problems(cast, content, run=course.number, tolerance_minutes="6") == [
        ("sample_ambiguous", "rows.2.time")
    ]


def test_minutes_are_minutes_when_the_head_says_so(cast: Cast, course: Run) -> None:
    done = bring(cast, "时间（min）,ethanol\n110,5\n".encode(), run=course.number)
    found = done.reading.taken[0].target.request.sample.process_time
    assert found is not None
    assert abs(found - timedelta(minutes=110, seconds=20)) < timedelta(seconds=1)


def test_a_run_without_tests_says_so(cast: Cast, run: Run, methods: dict[str, TestMethod]) -> None:
    with pytest.raises(Invalid) as none:
        bring(cast, b"time,ethanol\n0,5\n", run=run.number)
    assert none.value.code == "not_requested"


@pytest.mark.parametrize("who", ["reviewer", "operator"])
def test_others_may_not(cast: Cast, sheet: Worksheet, who: str) -> None:
    with pytest.raises(NotAllowed):
        bring(cast, WIDE.encode(), by=who, worksheet=sheet.number)


@pytest.mark.parametrize("who", ["lin", "eve"])
def test_tenants_find_no_worksheet(cast: Cast, sheet: Worksheet, who: str) -> None:
    with pytest.raises(Invalid) as missing:
        bring(cast, WIDE.encode(), by=who, worksheet=sheet.number)
    assert (missing.value.field, missing.value.code) == ("worksheet", "missing")


def test_the_competitor_finds_no_run(cast: Cast, run: Run) -> None:
    with pytest.raises(Invalid) as missing:
        bring(cast, b"time,ethanol\n0,5\n", by="eve", run=run.number)
    assert (missing.value.field, missing.value.code) == ("run", "missing")


def test_the_api_takes_a_file(cast: Cast, sheet: Worksheet) -> None:
    technician = cast.bearer("technician")

    def answer(content: bytes, **said: str) -> tuple[int, dict[str, object]]:
        file = SimpleUploadedFile("r.csv", content, content_type="text/csv")
        form = {"file": file, "worksheet": sheet.number, **said}
        given = technician.post("/api/v1/results/imports", form)
        return given.status_code, given.json()

    status, dry = answer(WIDE.encode(), dry_run="true")
    assert (status, dry["new"], dry["dry_run"]) == (200, 5, True), dry
    assert not Result.objects.exists()
    status, bad = answer(b"client mark,ethanol\nA,x\n")
    assert (status, bad["code"], bad["field"]) == (422, "bad_cells", "rows.2.ethanol")
    assert answer(b"x" * (5 * 1024**2 + 1))[0] == 413
    status, done = answer(WIDE.encode())
    assert (status, done["new"]) == (201, 5)
    assert Result.objects.count() == 5


def test_the_page_shows_what_would_happen_and_then_does_it(cast: Cast, sheet: Worksheet) -> None:
    technician = cast.client("technician")
    address = f"/worksheets/{sheet.number}/import"
    assert technician.get(address).status_code == 200

    def posted(content: bytes, **said: str) -> tuple[int, str]:
        file = SimpleUploadedFile("r.csv", content, content_type="text/csv")
        given = technician.post(address, {"file": file, **said})
        return given.status_code, given.content.decode()

    status, text = posted(WIDE.encode(), dry_run="on")
    assert status == 200
    assert "5.243" in text
    assert not Result.objects.exists()
    status, text = posted(b"client mark,ethanol\nA,x\n")
    assert status == 422
    assert "2" in text
    again = {"kept": b64encode(WIDE.encode()).decode(), "kept_name": "r.csv"}
    assert technician.post(address, again).status_code == 302
    assert Result.objects.count() == 5
    assert technician.post(address, {"kept": "§", "kept_name": ""}).status_code == 422
    assert technician.post(address, {}).status_code == 422
    assert cast.client("lin").get(address).status_code == 404
    assert cast.client("reviewer").get(address).status_code == 403


def test_the_page_of_a_run_imports_by_process_time(cast: Cast, course: Run) -> None:
    file = SimpleUploadedFile("f.csv", FERMENTATION.read_bytes(), content_type="text/csv")
    done = cast.client("technician").post(f"/runs/{course.number}/import", {"file": file})
    assert done.status_code == 302
    assert Result.objects.count() == 170

import codecs

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from pilotbase.core.errors import TooLarge
from pilotbase.core.tables import BadCells, Table, TableUnreadable, bad_cell, read_table, refuse

TEXT = "样品,数值,备注\nS-1,5.2,澄清\nS-2,,\n"


@pytest.fixture(autouse=True)
def _in_english() -> object:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig"),
        (TEXT.encode("gbk"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.replace("\n", "\r\n").encode(), "utf-8"),
        (TEXT.replace(",", ";").encode(), "utf-8"),
        (TEXT.replace(",", "\t").encode("gbk"), "gb18030"),
        (b"sep=;\r\n" + TEXT.replace(",", ";").encode(), "utf-8"),
    ],
)
def test_the_same_table_however_it_was_saved(content: bytes, encoding: str) -> None:
    table = read_table(content)
    assert (table.encoding, table.header) == (encoding, ("样品", "数值", "备注"))
    assert [dict(row.cells) for row in table.rows] == [
        {"样品": "S-1", "数值": "5.2", "备注": "澄清"},
        {"样品": "S-2", "数值": "", "备注": ""},
    ]
    assert table.rows[1]["数值"] == ""  # an empty cell is no result, not 0.0
    assert table.rows[1]["nothing"] == ""


def test_rows_are_numbered_as_the_spreadsheet_shows_them() -> None:
    table = read_table(b'a,b\n\n"two\nlines",1\n\n x , 2 ,\n')
    assert [(row.number, row["a"]) for row in table.rows] == [(3, "two\nlines"), (5, "x")]
    assert read_table(b"sep=;\na;b\n1;2\n").rows[0].number == 3


def test_a_semicolon_means_decimal_commas() -> None:
    assert read_table(b"a;b\n1,5;2\n").has_decimal_commas
    assert not read_table(b"a,b\n1.5,2\n").has_decimal_commas
    assert read_table(b'"a;x",b\n1,2\n').separator == ","  # what stands in quotes parts nothing
    assert read_table(b"only\n1\n").header == ("only",)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "t.csv is empty."),
        (b"\n , \n", "t.csv is empty."),
        (b"a,b\n1,2\n1,2,3\n", "t.csv, row 3 has more cells than the head has columns."),
        (b'a,b\n"1"x,2\n', "t.csv, row 2: the quotes in this row do not match."),
        (b'a,b\n1,"2\n', "t.csv, row 2: the quotes in this row do not match."),
        (b"a,b,a\n1,2,3\n", "The column a is there twice."),
        (b"PK\x03\x04\x00\x00", "t.csv is not a CSV file."),
        (b"a,b\n\xff\xff,2\n", "t.csv is not a CSV file."),
    ],
)
def test_what_cannot_be_read_is_said(content: bytes, said: str) -> None:
    with pytest.raises(TableUnreadable) as refused:
        read_table(content, "t.csv")
    assert refused.value.message.startswith(said)
    assert refused.value.field == "file"


def test_more_than_five_megabytes_are_too_large() -> None:
    with pytest.raises(TooLarge, match=r"t\.csv is larger than 5 MB") as refused:
        read_table(b"a\n" * (5 * 1024 * 1024), "t.csv")
    assert refused.value.status == 413


def test_columns_are_known_by_any_of_their_names() -> None:
    table = read_table("客户 编号,Value \nx,1\n".encode())
    ours = table.named({"client_mark": ["客户 编号", "mark"], "value": ["数值"]})
    assert ours.header == ("client_mark", "value")
    assert ours.rows[0]["client_mark"] == "x"
    ours.require("client_mark", "value")
    with pytest.raises(TableUnreadable, match=r"has no column unit\. Its columns are: client_mark"):
        ours.require("unit")
    with pytest.raises(TableUnreadable, match="The column value is there twice"):
        read_table("value,数值\n1,2\n".encode()).named({"value": ["数值"]})


def test_bad_cells_are_named_by_row_and_column() -> None:
    rows = read_table(b"a,b\n1,x\n2,y\n").rows
    with pytest.raises(BadCells) as refused:
        refuse([bad_cell(rows[1], "b", "y is no number.", "number"), bad_cell(rows[1], "a", "No.")])
    assert refused.value.message == "Row 3, column b: y is no number. Nothing was imported."
    assert [(p.code, p.field) for p in refused.value.problems] == [
        ("number", "rows.3.b"),
        ("bad_cell", "rows.3.a"),
    ]
    refuse([])


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        table = read_table(content)
    except TableUnreadable:
        return
    assert isinstance(table, Table)

"""Tables split between groups, keep their columns, and carry the notes their rows use."""

import pytest
from reportlab.lib.units import mm

from pilotbase.pdf.lines import width_of
from pilotbase.pdf.styles import CELL
from pilotbase.pdf.tables import Column, Grid, Row, Table, fraction_width
from pilotbase.pdf.words import Edition, Pair

WIDTH = 174 * mm
BOTH = Edition()
COLUMNS = [
    Column(Pair("项目", "Analyte"), share=1),
    Column(Pair("结果", "Result"), align="point"),
]
NOTES = {"§": "warm", "*": "out of scope"}


def grouped(groups: int, size: int = 4) -> Table:
    rows = []
    for g in range(groups):
        rows.append(Row([f"S-{g}"], group=True, keep=True))
        marks = "§" if g == 1 else "*" if g == groups - 1 else ""
        rows += [
            Row(["葡萄糖", f"{g}.{n}"], keep=n < size - 1, marks=marks if n == 1 else "")
            for n in range(size)
        ]
    return Table(COLUMNS, rows, BOTH, title="表 1", notes=NOTES)


def parts(table: Table, height: float) -> list[Grid]:
    found: list[Grid] = []
    rest = Grid(table)
    while split := rest.split(WIDTH, height):
        first, rest = split  # type: ignore[assignment]
        found.append(first)  # type: ignore[arg-type]
    return [*found, rest]


def test_groups_stay_together_and_notes_follow_their_rows() -> None:
    table = grouped(6)
    pages = parts(table, 200)
    assert len(pages) > 2
    assert [page.first for page in pages[1:]] == [page.last for page in pages[:-1]]
    for page in pages:
        assert table.rows[page.first].group
        assert (page.last - page.first) % 5 == 0
        assert page.wrap(WIDTH, 200)[1] <= 200
        used = "".join(row.marks for row in table.rows[page.first : page.last])
        assert page.marks == [mark for mark in NOTES if mark in used]


def test_a_group_too_long_for_any_page_is_parted() -> None:
    pages = parts(grouped(1, size=80), 257 * mm)
    assert len(pages) == 2


def test_no_last_row_stands_alone_on_a_page() -> None:
    rows = [Row([str(i), "1"]) for i in range(12)]
    table = Table(COLUMNS, rows, BOTH)
    whole = Grid(table).wrap(WIDTH, 1000)[1]
    first, rest = Grid(table).split(WIDTH, whole - 1)
    assert isinstance(first, Grid)
    assert isinstance(rest, Grid)
    assert (first.last, rest.last - rest.first) == (10, 2)


def test_what_does_not_fit_at_all_waits_for_the_next_page() -> None:
    assert Grid(grouped(2)).split(WIDTH, 60) == []


def test_columns_fit_what_they_hold_and_stay_where_they_were() -> None:
    table = grouped(6)
    whole = Grid(table)
    whole.wrap(WIDTH, 1000)
    assert whole.setting is not None
    assert sum(whole.setting.widths) == pytest.approx(WIDTH)
    assert whole.setting.widths[1] < 30 * mm
    for page in parts(table, 200):
        page.wrap(WIDTH, 200)
        assert page.setting is not None
        assert page.setting.widths == whole.setting.widths


@pytest.mark.parametrize(
    ("figure", "fraction"),
    [("1.25", ".25"), ("148.2", ".2"), ("<0.010", ".010"), ("± 0.20", ".20"), ("12", "")],
)
def test_figures_stand_on_the_point(figure: str, fraction: str) -> None:
    expected = width_of(fraction, CELL) if fraction else 0
    assert fraction_width(figure, CELL) == pytest.approx(expected)


def test_words_end_with_the_figures() -> None:
    assert fraction_width("ND", CELL) == 0


def test_a_column_is_never_wider_than_it_may_be() -> None:
    columns = [Column(Pair("a"), width=20), Column(Pair("b"), share=1)]
    table = Table(columns, [Row(["long words that would fill the line", "x"])], BOTH)
    grid = Grid(table)
    grid.wrap(WIDTH, 1000)
    assert grid.setting is not None
    assert grid.setting.widths[0] <= 24 * mm
    assert len(grid.setting.cells[0][0]) > 1

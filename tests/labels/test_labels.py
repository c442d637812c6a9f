"""Every code on every size of label is read back from its picture."""

from collections.abc import Iterator

import pytest
from PIL import Image

from pilotbase.core.errors import Invalid
from pilotbase.labels.content import LabelText, Stock
from pilotbase.labels.paper import LEAST, fitted, label_pdf
from pilotbase.pdf.codes import datamatrix
from pilotbase.pdf.errors import MissingGlyph
from pilotbase.pdf.lines import one_line
from pilotbase.pdf.styles import NOTE
from tests.reading import codes, pictures, texts

SAMPLE = LabelText(
    "S-2026-00017-A01",
    "离心上清 · 5.0 mL",
    ("11-25 10:20 · 31 h 20", "P-0004 fed-batch 3", "2–8 °C"),
    "GMO · GLSP",
)
LABELS = [
    SAMPLE,
    LabelText("S-2026-00018", "Supernatant of a sample with a very long description, 5.0 mL"),
    LabelText("BOX-R04-2-07", "冰箱 R-04 · 架 2 · 盒 07", ("81 位 places",) * 7),
    LabelText("BR300-1"),
]
ROLLS = [Stock.CRYO, Stock.TUBE, Stock.BOX]


@pytest.mark.parametrize("stock", ROLLS)
def test_a_roll_is_read_back_label_by_label(stock: Stock) -> None:
    pages = pictures(label_pdf(LABELS, stock))
    assert [codes(page) for page in pages] == [[label.code] for label in LABELS]


def test_a_sheet_is_read_back_place_by_place() -> None:
    labels = [LabelText(f"S-2026-{i:05d}-A01", "发酵液", ("2–8 °C",)) for i in range(70)]
    pages = pictures(label_pdf(labels, "sheet", start=64), 300)
    assert len(pages) == 3
    places = [place for page in pages for place in _places(page)]
    found = [code for place in places for code in codes(place)]
    assert found == [label.code for label in labels]
    assert not any(codes(place) for place in places[:63])


def _places(page: Image.Image) -> Iterator[Image.Image]:
    """The 65 places of a sheet, cut out."""
    w, h = page.size
    left, top, dx, dy = w * 4.75 / 210, h * 10.7 / 297, w * 40.6 / 210, h * 21.2 / 297
    for down in range(13):
        for across in range(5):
            x, y = left + across * dx, top + down * dy
            yield page.crop((int(x), int(y), int(x + dx), int(y + dy)))


def test_people_read_the_number_what_it_is_and_the_warning() -> None:
    for stock in Stock:
        (text,) = texts(label_pdf([SAMPLE], stock))
        assert "00017-A01" in text
        assert "离心上清" in text
        assert "GMO" in text


def test_the_warning_outlives_a_label_that_is_full() -> None:
    full = LabelText("S-1", lines=("a", "b", "c"), warning="GMO")
    assert full.small_print(4) == ["a", "b", "c", "GMO"]
    assert full.small_print(3) == ["a", "b", "GMO · c"]
    assert full.small_print(1) == ["GMO · a"]
    assert LabelText("S-1", lines=("a", "", "b")).small_print(5) == ["a", "b"]


def test_words_shrink_to_the_least_size_and_then_end_in_dots() -> None:
    text, style = fitted("S-2026-00018", NOTE, 40)
    assert (text, LEAST < style.size < NOTE.size) == ("S-2026-00018", True)
    text, style = fitted("a very long description of a sample", NOTE, 40)
    assert text.endswith("…")
    assert style.size == LEAST
    assert one_line(text, style).width <= 40


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("S-2026-00017-A01", ("S-2026-", "00017-A01")),
        ("BOX-R04-2-07", ("BOX-", "R04-2-07")),
        ("BR300-1", ("", "BR300-1")),
    ],
)
def test_the_tail_is_what_people_read_out(code: str, parts: tuple[str, str]) -> None:
    assert LabelText(code).parts == parts


@pytest.mark.parametrize("text", ["S-2026-00017-A01", "BOX-R04-2-07", "BR300-1", "A"])
def test_codes_are_square(text: str) -> None:
    modules = datamatrix(text)
    assert {len(row) for row in modules} == {len(modules)}


@pytest.mark.parametrize("code", ["", "S 1", "样品", "S^1", "S~1", "S_1", "-1", "A" * 49, "S\n1"])
def test_a_code_is_a_plain_number(code: str) -> None:
    with pytest.raises(Invalid) as refused:
        LabelText(code)
    assert refused.value.code == "bad_label_code"


def test_what_cannot_be_printed_is_refused() -> None:
    with pytest.raises(Invalid, match="at least one label"):
        label_pdf([], Stock.TUBE)
    with pytest.raises(Invalid, match="cryo, tube, box, sheet"):
        label_pdf([SAMPLE], "banner")
    with pytest.raises(Invalid, match="1 to 65"):
        label_pdf([SAMPLE], Stock.SHEET, start=66)
    with pytest.raises(MissingGlyph, match="𠮷"):
        label_pdf([LabelText("S-1", "𠮷")], Stock.TUBE)


@pytest.mark.parametrize("stock", Stock)
def test_the_same_labels_are_the_same_bytes(stock: Stock) -> None:
    assert label_pdf(LABELS, stock) == label_pdf(LABELS, stock)

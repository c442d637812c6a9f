"""What goes to a thermal printer: escaped, inside the label, Chinese as a picture."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pilotbase.core.errors import Invalid
from pilotbase.labels.content import SIZES, LabelText, Stock
from pilotbase.labels.zpl import DPI, escaped, label_zpl
from pilotbase.pdf.codes import datamatrix
from pilotbase.pdf.errors import MissingGlyph

ROLLS = [Stock.CRYO, Stock.TUBE, Stock.BOX]
SAMPLE = LabelText(
    "S-2026-00017-A01", "离心上清 · 5.0 mL", ("11-25 10:20", "P-0004", "2–8 °C"), "GMO · GLSP"
)
FIELD = re.compile(r"\^FO(\d+),(\d+)(\^[^\n]*)\^FS")


def unescaped(data: str) -> str:
    return re.sub(r"_([0-9A-F]{2})", lambda m: chr(int(m[1], 16)), data)


def code_of(zpl: str) -> str:
    found = re.search(r"\^BXN,\d+,200\^FH\^FD([^^]*)\^FS", zpl)
    assert found
    return unescaped(found[1])


def picture_of(field: str) -> Image.Image:
    """A ^GF field as it prints."""
    found = re.fullmatch(r"\^GFA,(\d+),(\d+),(\d+),([0-9A-F]+)", field)
    assert found
    total, row, data = int(found[1]), int(found[3]), bytes.fromhex(found[4])
    assert total == int(found[2]) == len(data)
    return Image.frombytes("1", (row * 8, total // row), data)


@pytest.mark.parametrize("stock", ROLLS)
@pytest.mark.parametrize("dpi", DPI)
def test_all_stands_on_the_label(stock: Stock, dpi: int) -> None:
    size = SIZES[stock]
    width, height = (round(side * dpi / 25.4) for side in (size.width, size.height))
    zpl = label_zpl([SAMPLE], stock, dpi)
    assert f"^PW{width}^LL{height}" in zpl
    assert code_of(zpl) == SAMPLE.code
    fields = FIELD.findall(zpl)
    assert len(fields) >= 4
    for left, top, field in fields:
        right, bottom = extent(field)
        assert int(left) + right <= width, field[:40]
        assert int(top) + bottom <= height, field[:40]


def extent(field: str) -> tuple[int, int]:
    """How far a field reaches right and down, in dots."""
    if field.startswith("^BX"):
        side = int(re.match(r"\^BXN,(\d+)", field)[1]) * len(datamatrix(SAMPLE.code))  # type: ignore[index]
        return side, side
    if field.startswith("^GF"):
        return picture_of(field).size[0] - 7, picture_of(field).size[1]
    found = re.fullmatch(r"\^A0N,(\d+),(\d+)\^FH\^FD(.*)", field)
    assert found
    return int(found[2]) * len(found[3]) // 2, int(found[1])


def test_chinese_is_a_picture_in_the_house_typeface() -> None:
    zpl = label_zpl([SAMPLE], Stock.TUBE)
    pictures = [picture_of(field) for _, _, field in FIELD.findall(zpl) if "^GF" in field]
    assert "离" not in zpl
    assert len(pictures) == 3  # the title, the storage with its degrees, the warning's dot
    ink = pictures[0].histogram()[255]
    assert 0.05 < ink / (pictures[0].size[0] * pictures[0].size[1]) < 0.6


def test_the_tail_of_a_picture_row_is_white() -> None:
    for text in ("中", "中文", "中文字"):
        zpl = label_zpl([LabelText("S-1", text)], Stock.TUBE)
        (field,) = [field for _, _, field in FIELD.findall(zpl) if "^GF" in field]
        picture = picture_of(field)
        columns = [
            any(picture.getpixel((x, y)) for y in range(picture.height))
            for x in range(picture.width)
        ]
        assert any(columns[:4])
        assert not columns[-1]


def test_hostile_text_is_data() -> None:
    hostile = r"^XZ ~JR ^FO0,0 \& _5E"
    zpl = label_zpl([LabelText("S-1", hostile, (hostile,), hostile)], Stock.BOX)
    assert zpl.count("^XZ") == zpl.count("^XA") == 1
    assert "~" not in zpl
    assert zpl.count("^FO") == 5
    texts = re.findall(r"\^A0N,\d+,\d+\^FH\^FD([^^]*)\^FS", zpl)
    assert [unescaped(text) for text in texts] == ["S-1", hostile, hostile, hostile]


@given(st.text(max_size=30))
def test_no_text_is_a_command(text: str) -> None:
    safe = escaped(text)
    assert not set("^~\\\n\r\t\0") & set(safe)
    assert re.sub(r"_([0-9A-F]{2,6})", "", safe).find("_") == -1


def test_long_words_are_narrowed_and_pictures_shrink() -> None:
    short = label_zpl([LabelText("S-1", "Broth")], Stock.CRYO)
    long = label_zpl([LabelText("S-1", "Broth of a long description, clarified")], Stock.CRYO)
    assert width_of_title(long) < width_of_title(short)
    wide = label_zpl([LabelText("S-1", "离心上清" * 12)], Stock.CRYO)
    (field,) = [field for _, _, field in FIELD.findall(wide) if "^GF" in field]
    assert picture_of(field).size[0] - 7 <= round(14.6 * 203 / 25.4)


def width_of_title(zpl: str) -> int:
    return int(re.findall(r"\^A0N,\d+,(\d+)", zpl)[1])


def test_several_labels_are_several_formats() -> None:
    zpl = label_zpl([SAMPLE, LabelText("S-2"), LabelText("S-3")], Stock.TUBE, 300)
    assert zpl.count("^XA") == zpl.count("^XZ") == 3
    assert [code_of(part + "^XZ") for part in zpl.split("^XZ")[:3]] == [SAMPLE.code, "S-2", "S-3"]


def test_what_no_printer_takes_is_refused() -> None:
    with pytest.raises(Invalid, match="printed as PDF"):
        label_zpl([SAMPLE], Stock.SHEET)
    with pytest.raises(Invalid, match="203 / 300 / 600"):
        label_zpl([SAMPLE], Stock.TUBE, 200)
    with pytest.raises(Invalid, match="at least one"):
        label_zpl([], Stock.TUBE)
    with pytest.raises(MissingGlyph):
        label_zpl([LabelText("S-1", "𠮷")], Stock.TUBE)

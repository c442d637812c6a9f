"""Mixed Chinese and English is set as a compositor would; a missing glyph stops it by name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotbase.pdf.errors import MissingGlyph
from pilotbase.pdf.glyphs import glyphs, missing, refuse_unprintable
from pilotbase.pdf.lines import break_lines, one_line, width_of
from pilotbase.pdf.styles import BODY, CELL
from pilotbase.pdf.text import Text
from pilotbase.pdf.words import Edition, Pair, Run, plain, strong

MIXED = "样品为发酵液（离心上清），由 laboratory 取样；结果仅适用于收到的样品。"


def words(content: str, width: float) -> list[str]:
    return ["".join(g.char for _, g in line.glyphs) for line in break_lines(content, BODY, width)]


def test_a_missing_glyph_is_named() -> None:
    with pytest.raises(MissingGlyph, match=r"“☐” \(U\+2610 BALLOT BOX\).*封签 ☐ 完好") as refused:
        glyphs("封签 ☐ 完好", CELL)
    assert (refused.value.char, refused.value.code, refused.value.status) == (
        "☐",
        "missing_glyph",
        422,
    )
    assert missing("𠮷 CO₂ ✔ 完好\n½ ±") == ["𠮷", "✔"]
    with pytest.raises(MissingGlyph, match=r"U\+0007 U\+0007"):
        refuse_unprintable("a\ab")
    refuse_unprintable("㎡ ≤ µ 发酵")


def test_a_character_in_two_parts_is_one() -> None:
    assert [g.char for g in glyphs("e\u0301", CELL)] == ["é"]


def test_lowered_and_raised_figures_are_set_from_plain_ones() -> None:
    assert [(g.char, g.rise < 0) for g in glyphs("CO₂", CELL)] == [
        ("C", False),
        ("O", False),
        ("2", True),
    ]
    raised = glyphs("10⁻⁶†", CELL)
    assert [(g.char, g.rise > 0) for g in raised[2:]] == [("-", True), ("6", True), ("†", True)]
    assert raised[2].size < CELL.size


def test_wide_signs_are_cut_and_a_thin_space_is_thin() -> None:
    assert width_of("±", CELL) == pytest.approx(0.72 * CELL.size)
    assert width_of("a\u2009b", CELL) - width_of("ab", CELL) == pytest.approx(0.18 * CELL.size)


@pytest.mark.parametrize("width", range(40, 200, 7))
def test_english_words_stay_whole_and_marks_do_not_begin_a_line(width: int) -> None:
    lines = words(MIXED, width)
    assert "".join(lines).replace(" ", "") == MIXED.replace(" ", "")
    assert not any(line[0] in "，。；）" or line[-1] == "（" for line in lines)
    assert sum("laboratory" in line for line in lines) == 1 or width < 50


def test_a_unit_and_a_mark_stay_with_what_they_follow() -> None:
    for width in range(34, 120, 3):
        for line in words("温度到 98 % 时客户编号† 37 °C，见(附)录", width):
            assert line[0] not in "%°†)"
            assert line[-1] != "(" or len(line) == 1


def test_a_word_longer_than_the_line_is_cut() -> None:
    lines = words("a" * 64, 100)
    assert len(lines) > 1
    assert "".join(lines) == "a" * 64


def test_a_hyphen_may_end_a_line() -> None:
    assert words("gas-chromatography", 60)[0] == "gas-"


def test_lines_and_empty_paragraphs() -> None:
    assert words("一\n\n二", 100) == ["一", "", "二"]
    assert words("", 100) == [""]
    assert words("  ", 100) == [""]


@settings(max_examples=200)
@given(
    st.text(alphabet=" ab，。（）中文-/%°†5", max_size=60), st.integers(min_value=12, max_value=150)
)
def test_no_line_is_wider_than_its_room_and_nothing_is_lost(text: str, width: int) -> None:
    lines = break_lines(text, BODY, width)
    for line in lines:
        assert line.width <= width + 0.6 * BODY.size  # a mark may hang by half
    kept = "".join(g.char for line in lines for _, g in line.glyphs)
    assert kept.replace(" ", "") == text.replace(" ", "")


def test_two_full_width_marks_share_half_an_em() -> None:
    apart = width_of("）", BODY) + width_of("，", BODY)
    assert width_of("），", BODY) == pytest.approx(apart - 0.5 * BODY.size)
    assert width_of("（「", BODY) < width_of("（", BODY) + width_of("「", BODY)


def test_nothing_is_markup() -> None:
    assert one_line("<b>&amp;</b>", CELL).glyphs[0][1].char == "<"


def test_a_paragraph_parts_with_two_lines_on_either_side() -> None:
    text = Text("中文" * 100, BODY, before=5, after=7)
    _, height = text.wrap(150, 1000)
    first, rest = text.split(150, height / 2)
    assert (first.getSpaceBefore(), first.getSpaceAfter()) == (5, 0)
    assert (rest.getSpaceBefore(), rest.getSpaceAfter()) == (0, 7)
    assert first.wrap(150, 1000)[1] + rest.wrap(150, 1000)[1] == pytest.approx(height)
    assert text.split(150, BODY.leading * 1.5) == []


@pytest.mark.parametrize(
    ("language", "pair", "said"),
    [
        ("both", Pair("结果", "Result"), "结果 Result"),
        ("zh", Pair("结果", "Result"), "结果"),
        ("en", Pair("结果", "Result"), "Result"),
        ("en", Pair("结果"), "结果"),
        ("both", Pair("", "Result"), "Result"),
        ("both", Pair("pH", "pH"), "pH"),
    ],
)
def test_a_pair_is_said_in_the_language_of_the_paper(language, pair, said) -> None:  # type: ignore[no-untyped-def]
    edition = Edition(language)
    assert plain(edition.say(pair)) == said
    assert plain(edition.prose(pair)) == said
    assert plain(edition.stack(pair)) == said.replace(" ", "\n")


def test_runs_keep_their_looks() -> None:
    bold, small = glyphs([strong("a"), Run("b", scale=0.5)], CELL)
    assert (bold.font, small.size) == ("Sans-Bold", CELL.size / 2)

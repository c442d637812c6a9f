"""Every page can stand alone, and the same story is the same file."""

import io

import pikepdf
import pytest
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak

from pilotbase.core.errors import NotReady
from pilotbase.pdf import fonts
from pilotbase.pdf.codes import dark_runs, qr
from pilotbase.pdf.page import Furniture, document, shortened
from pilotbase.pdf.parts import Fact, Facts, Notice, end_mark, numbered, over, together
from pilotbase.pdf.styles import BODY, TINY
from pilotbase.pdf.text import Text
from pilotbase.pdf.words import Edition, Language, Pair, Run, plain, soft
from tests.reading import texts

TITLE = Pair("声明", "Statements")


def furniture(language: Language = "both", **more: object) -> Furniture:
    facts: dict[str, object] = {
        "title": "检测报告",
        "author": "实验室",
        "number": "HZ-1",
        "head": ["实验室", soft(" Laboratory")],
        "foot": "foot",
        "edition": Edition(language),
    }
    return Furniture(**(facts | more))  # type: ignore[arg-type]


def story(edition: Edition | None = None) -> list[Flowable]:
    edition = edition or Edition()
    facts = [Fact(Pair("项目", "Item"), "value"), Fact(Pair("地点"), "place"), Fact(TITLE, "x")]
    return [
        Text("第一页", BODY),
        PageBreak(),
        *over(edition, "1", TITLE),
        Facts(facts, edition),
        Notice("notice"),
        PageBreak(),
        together(*numbered(edition, [Pair("一", "one"), Pair("二", "two")])),
        end_mark(edition, Pair("报告结束", "End of report")),
    ]


def test_number_and_page_of_pages_on_every_page() -> None:
    pages = texts(document(story(), furniture()))
    assert len(pages) == 3
    for i, page in enumerate(pages, 1):
        assert "HZ-1" in page
        assert f"Page {i} of 3" in page
        assert f"第 {i} 页" in page
    assert "End of report" in pages[-1]


def test_a_bare_cover_says_its_number_itself() -> None:
    first, second, _ = texts(document(story(), furniture(bare_cover=True)))
    assert "HZ-1" not in first
    assert "HZ-1" in second
    assert "Page 1 of 3" in first


def test_what_it_replaces_and_the_draft_mark_stand_on_every_page() -> None:
    sheet = furniture(replaced="replaces HZ-0", watermark=Pair("草稿", "DRAFT"))
    for page in texts(document(story(), sheet)):
        assert "replaces HZ-0" in page
        assert "DRAFT" in page
        assert "草稿" in page


def test_one_language_has_no_word_of_the_other() -> None:
    english = "".join(texts(document(story(Edition("en"))[2:], furniture("en", head="Lab"))))
    assert "页" not in english
    assert "Page 1 of 2" in english
    assert "声明" not in english
    chinese = "".join(texts(document(story(Edition("zh"))[2:], furniture("zh", head="实验室"))))
    assert "Page" not in chinese
    assert "Statements" not in chinese


def test_the_same_story_is_the_same_bytes_whatever_was_printed_between() -> None:
    first = document(story(), furniture())
    document([Text("别的内容 with other letters", BODY)], furniture())
    assert document(story(), furniture()) == first


def test_only_the_house_typeface_is_in_the_file() -> None:
    with pikepdf.open(io.BytesIO(document(story(), furniture()))) as pdf:
        names = {
            str(font["/BaseFont"])
            for page in pdf.pages
            for font in page.obj["/Resources"]["/Font"].values()
        }
        assert str(pdf.Root["/Lang"]) == "zh-CN"
        assert len(pdf.open_outline().root) == 1
    assert names
    assert all("NotoSansSC" in name for name in names)


def test_a_long_head_gives_way_to_the_number() -> None:
    name = "示范合成生物中试基地" * 4
    head: list[str | Run] = [name, soft("  Demonstration SynBio Pilot Plant")]
    assert plain(shortened(head, 200 * mm)) == name + "  Demonstration SynBio Pilot Plant"
    assert plain(shortened(head, 110 * mm)) == name
    short = plain(shortened(head, 40 * mm))
    assert short.endswith("…")
    assert len(short) * TINY.size <= 40 * mm + TINY.size


def test_a_qr_code_is_drawn_in_runs() -> None:
    modules = qr("https://pilotbase.example/verify/ABC")
    dark = sum(map(sum, modules))
    assert sum(length for _, _, length in dark_runs(modules)) == dark
    assert len(list(dark_runs(modules))) < dark


def test_a_typeface_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)
    with pytest.raises(NotReady, match=r"NotoSansSC_400Regular\.ttf"):
        fonts.file(fonts.REGULAR)

"""Icons, badges, legends and trend lines."""

from enum import StrEnum
from pathlib import Path

import pytest
from django.utils.translation import override

from pilotbase.web import looks, sheet
from pilotbase.web.parts import marks

WEB = Path(looks.__file__).parent


class State(StrEnum):
    FEED = "FEED"
    IDLE_CLEAN = "IDLE_CLEAN"

    @property
    def look(self) -> str:
        return looks.suffix(self.value)

    @property
    def label(self) -> str:
        return self.value.title()


def test_a_badge_has_colour_shape_and_word() -> None:
    with override("zh-hans"):
        badge = marks.state("feed", "补料")
    assert 'class="s-feed"' in badge
    assert ">补<" in badge
    assert "<b>补料</b>" in badge


def test_a_badge_takes_a_member_of_a_state_enum() -> None:
    assert 's-idle-clean"' in marks.state(State.IDLE_CLEAN)
    assert "<b>Idle_Clean</b>" in marks.state(State.IDLE_CLEAN)


def test_a_word_is_escaped() -> None:
    assert "<script>" not in marks.state("feed", "<script>")


def test_a_fault_has_a_triangle() -> None:
    assert looks.SIGNS["triangle"] in marks.swatch("fault")


def test_a_legend_takes_members_and_pairs() -> None:
    drawn = marks.legend([State.FEED, ("cip", "CIP")])
    assert drawn.count("<li") == 2
    assert "s-feed" in drawn
    assert "s-cip" in drawn


def test_live_pages_find_every_badge_by_code() -> None:
    drawn = marks.state_templates(State)
    assert 'data-code="FEED"' in drawn
    assert 'data-code="IDLE_CLEAN"' in drawn


def test_an_icon_is_silent_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in marks.icon("bell")
    assert 'aria-label="Close &amp; go"' in marks.icon("x", "s", "Close & go")


@pytest.mark.parametrize("look", sorted(looks.LOOKS))
def test_every_look_has_its_class_and_its_word(look: str) -> None:
    styles = (WEB / "static/css/states.css").read_text()
    assert f".s-{look}" in styles
    assert look in sheet.WORDS


def test_every_icon_that_templates_name_is_in_the_sprite() -> None:
    listed = {line.strip() for line in (WEB / "icons.txt").read_text().splitlines()}
    assert set(marks_in_templates()) <= listed


def marks_in_templates() -> list[str]:
    texts = [template.read_text() for template in (WEB / "templates").rglob("*.html")]
    return [piece.split('"')[0] for text in texts for piece in text.split('{% icon "')[1:]]


def test_a_trend_lifts_the_pen_at_a_gap() -> None:
    assert marks.spark_path([1.0, 2.0, None, 2.0, 1.0]) == ("M0.0 20.0L14.0 2.0M42.0 2.0L56.0 20.0")


def test_a_flat_trend_runs_through_the_middle() -> None:
    assert marks.spark_path([3.0, 3.0]) == "M0.0 11.0L56.0 11.0"


def test_one_value_is_no_trend() -> None:
    assert marks.spark_path([None, 3.0]) == ""
    assert 'd=""' in marks.spark([3.0])


def test_a_code_alone_names_its_look() -> None:
    assert 's-out-of-service"' in marks.state("out_of_service", "Out of service")

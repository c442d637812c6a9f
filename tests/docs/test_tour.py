"""The README's pictures are there, in both languages, and small."""

import re
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent.parent
READMES = {"README.md": "en", "README.zh-CN.md": "zh"}
LARGEST = 200_000


def pictures(readme: str) -> list[str]:
    return re.findall(r"!\[[^\]]+\]\((docs/images/[^)]+)\)", (ROOT / readme).read_text())


@pytest.mark.parametrize("readme", READMES)
def test_every_picture_is_small_and_wide_enough_to_read(readme: str) -> None:
    assert pictures(readme)
    for name in pictures(readme):
        assert (ROOT / name).stat().st_size <= LARGEST, f"{name}: run `make tour`"
        with Image.open(ROOT / name) as picture:
            assert picture.width == 1440, name


def test_both_show_the_same_and_nothing_lies_about() -> None:
    plain = [
        {name.removesuffix(f"-{language}.png") for name in pictures(readme)}
        for readme, language in READMES.items()
    ]
    assert plain[0] == plain[1]
    there = {str(p.relative_to(ROOT)) for p in (ROOT / "docs" / "images").glob("*.png")}
    assert there == {name for readme in READMES for name in pictures(readme)}

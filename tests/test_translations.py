"""Every text has its Chinese, and what collects the texts finds them all."""

from pathlib import Path

import pytest
from babel.messages.catalog import Message
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from tools import messages

TEMPLATE = """{% load i18n %}
<p>It's (an {% translate "Open" context "state" %} bracket</p>
  {% blocktranslate count n=items|length trimmed %}
    One sample of {{ place }}
  {% plural %}
    {{ n }} samples
  {% endblocktranslate %}
{{ value|default:_("nothing") }}
"""
MODULE = """
from django.utils.translation import gettext as _, ngettext_lazy, pgettext
a = _("One %(a)s"
      " and two")
b = ngettext_lazy("%(n)s run", "%(n)s runs", "n")
c = pgettext("verb", "Open")
"""


def test_every_text_has_its_chinese() -> None:
    faults = messages.faults()
    assert not faults, "run `make messages`, then translate:\n" + "\n".join(faults)


@pytest.mark.parametrize("package", messages.packages(), ids=lambda package: package.name)
def test_what_is_translated_is_what_people_read(package: Path) -> None:
    """The package is installed, or named in LOCALE_PATHS, and compiled."""
    with override("zh-hans"):
        for message in messages.written(package):
            if isinstance(message.id, str) and message.id and message.string:
                context = message.context
                shown = pgettext(context, message.id) if context else _(message.id)
                assert shown == message.string, f"{package.name} is not among those that speak"


def test_texts_are_found_in_modules_and_in_templates(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/page.html").write_text(TEMPLATE)
    (tmp_path / "views.py").write_text(MODULE)
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations/0001_initial.py").write_text('_("never")')
    found = {(m.context, m.id) for m in messages.collected(tmp_path) if m.id}
    assert found == {
        (None, "One %(a)s and two"),
        (None, ("%(n)s run", "%(n)s runs")),
        ("verb", "Open"),
        ("state", "Open"),
        (None, ("One sample of %(place)s", "%(n)s samples")),
        (None, "nothing"),
    }


@pytest.mark.parametrize(
    ("english", "chinese", "fault"),
    [
        ("Book %(tag)s", "预约 %(tag)s", None),
        ("Book for 5 %%", "预约 5 %%", None),
        (("One run", "%(n)s runs"), ("%(n)s 个批次",), None),
        ("Book", "", "not translated"),
        ("Book %(tag)s", "预约", "placeholders differ"),
        ("Book {tag}", "预约 {name}", "placeholders differ"),
        ("Booked, and paid", "已预约,已付款", "half-width punctuation"),
    ],
)
def test_a_faulty_translation_is_named(
    english: str | tuple[str, ...], chinese: str | tuple[str, ...], fault: str | None
) -> None:
    faults = list(messages.message_faults(Message(english, chinese)))
    assert [f.split(" from ")[0].split(" in ")[0] for f in faults] == ([fault] if fault else [])


def test_an_unsure_translation_is_named() -> None:
    assert list(messages.message_faults(Message("Book", "预约", flags=["fuzzy"])))

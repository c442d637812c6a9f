"""Tables: dense on a desk, and on a phone a card for each row."""

import re
from typing import Final

from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

FEWEST: Final = 3  # columns with words, from which a row no longer fits across a phone
_HEAD: Final = re.compile(r"<th\b([^>]*)>(.*?)</th>", re.DOTALL)
_CELL: Final = re.compile(r"<t[dh]\b")
_BLANK: Final = re.compile(r"<td\b([^>]*>\s*(?:<span[^>]*>)?\s*[—–]?\s*(?:</span>)?\s*</td>)")
_UNSEEN: Final = ("pb-vh", "visually-hidden")


def table(content: str, caption: str, ident: str = "") -> SafeString:
    """Rows that become cards on a phone, each cell with its head's words; few columns stay."""
    words = _words(content)
    cards = len([word for word in words if word]) >= FEWEST
    return format_html(
        '<div class="pb-scroll" role="region" tabindex="0" aria-label="{0}"{1}>'
        '<table class="pb-table{2}"><caption class="pb-vh">{0}</caption>{3}</table></div>',
        caption,
        format_html(' id="{}"', ident) if ident else "",
        " pb-table--cards" if cards else "",
        _labelled(content, words) if cards else content,
    )


def _words(content: str) -> list[str]:
    """By column what its head says; nothing for one whose words are not shown."""
    head, end, _rows = content.partition("</thead>")
    return [
        "" if any(name in looks + inner for name in _UNSEEN) else _plain(inner)
        for looks, inner in _HEAD.findall(head if end else "")
    ]


def _plain(inner: str) -> str:
    return " ".join(strip_tags(inner).split())


def _labelled(content: str, words: list[str]) -> SafeString:
    """The same rows, told cell by cell what each is; what is blank is said to be."""
    head, end, body = content.partition("</thead>")
    rows = [_row(row, words) for row in _BLANK.sub(r"<td data-blank\1", body).split("<tr")]
    return mark_safe(head + end + "<tr".join(rows))  # noqa: S308 - of escaped parts


def _row(row: str, words: list[str]) -> str:
    left = iter(words)

    def told(cell: re.Match[str]) -> str:
        word = next(left, "").replace('"', "&quot;")
        return f'{cell[0]} data-label="{word}"' if word else cell[0]

    return _CELL.sub(told, row)

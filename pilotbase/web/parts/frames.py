"""Frames around what a page says: panels, notes, empty pages, dialogs."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pilotbase.web.parts.marks import icon

NOTE_ICONS = {
    "bad": "alert-triangle",
    "need": "clock",
    "good": "check",
    "plain": "info-circle",
}


def panel(content: str, title: str = "", aside: object = "", pad: bool = False) -> SafeString:
    """A surface with a head. Tables and lists stand flush in it; ``pad`` gives text its margin."""
    body = format_html('<div class="pb-panel__b">{}</div>', content) if pad else content
    if not title:
        return format_html('<section class="pb-panel">{}</section>', body)
    beside = format_html('<span class="pb-sm pb-sub">{}</span>', aside) if aside else ""
    return format_html(
        '<section class="pb-panel"><header><h2>{}</h2>{}</header>{}</section>', title, beside, body
    )


def note(
    content: str, level: str = "plain", title: str = "", url: str = "", do: str = ""
) -> SafeString:
    """A sentence with its way out: ``do`` is the button's words, ``url`` where it leads."""
    head = format_html("<b>{}</b>", title) if title else ""
    way = format_html('<a class="pb-btn pb-btn--s" href="{}">{}</a>', url, do) if url else ""
    return format_html(
        '<div class="pb-note pb-note--{}">{}<div class="pb-note__b">{}'
        '<div class="pb-sm">{}</div></div>{}</div>',
        level,
        icon(NOTE_ICONS[level]),
        head,
        content,
        way,
    )


def empty(content: str, title: str, text: str = "", url: str = "", do: str = "") -> SafeString:
    """Teaches what will be here. The content holds ``{% step %}``s; ``do`` is the first of them."""
    steps = format_html("<ol>{}</ol>", content) if content.strip() else ""
    first = (
        format_html('<a class="pb-btn pb-btn--go pb-btn--big" href="{}">{}</a>', url, do)
        if url
        else ""
    )
    return format_html(
        '<div class="pb-void"><h2>{}</h2><p>{}</p>{}{}</div>', title, text, steps, first
    )


def step(title: str, text: str = "", url: str = "", do: str = "") -> SafeString:
    way = format_html('<a class="pb-btn pb-btn--s" href="{}">{}</a>', url, do) if url else ""
    return format_html("<li><div><b>{}</b><p>{}</p></div>{}</li>", title, text, way)


def dialog(content: str, ident: str, title: str) -> SafeString:
    """Opened by any button with ``data-opens="#ident"``; closed by Escape or its own button."""
    return format_html(
        '<dialog class="pb-dialog" id="{0}" aria-labelledby="{0}-title"><header>'
        '<h2 id="{0}-title">{1}</h2><button class="pb-btn pb-btn--quiet" type="button"'
        ' data-closes aria-label="{2}">{3}</button></header>{4}</dialog>',
        ident,
        title,
        _("Close"),
        icon("x"),
        content,
    )


def stat(
    label: str, value: object, unit: str = "", below: object = "", url: str = ""
) -> SafeString:
    """One figure with its name; ``url`` leads to the rows behind it."""
    figure = format_html('{}<span class="pb-u">{}</span>', value, unit) if unit else value
    if url:
        figure = format_html('<a class="pb-drill" href="{}">{}</a>', url, figure)
    return format_html(
        '<div><dt>{}</dt><dd class="pb-xl pb-b">{}</dd><dd class="pb-sm pb-mut">{}</dd></div>',
        label,
        figure,
        below,
    )

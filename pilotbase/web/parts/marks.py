"""Draws small marks: icons, state badges and legends, trend lines."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pilotbase.web.looks import LOOKS, SIGNS, Look, suffix

SPARK_WIDE, SPARK_HIGH = 56, 22


def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """A sign from the sprite; with a ``label`` it is read aloud, else it is silent."""
    classes = f"pb-i pb-i--{size}" if size else "pb-i"
    if label:
        return format_html(
            '<svg class="{}" viewBox="0 0 24 24" role="img" aria-label="{}">'
            '<use href="{}#{}"/></svg>',
            classes,
            label,
            sprite(),
            name,
        )
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true"><use href="{}#{}"/></svg>',
        classes,
        sprite(),
        name,
    )


@lru_cache(maxsize=1)
def sprite() -> str:
    return static("vendor/icons.svg")


def look_and_word(state: object, word: str = "") -> tuple[str, str | Promise]:
    """Of a member of a state enum, a state code, or a look's own name."""
    look = getattr(state, "look", "") or suffix(str(state))
    return look, word or getattr(state, "label", "")


def swatch(state: object) -> SafeString:
    """The coloured and patterned box with its letter or sign."""
    look, _word = look_and_word(state)
    return format_html('<i class="s-{}" aria-hidden="true">{}</i>', look, _inside(look))


def _inside(look: str) -> str | Promise:
    shape = LOOKS.get(look, Look())
    return sign(shape.sign) if shape.sign else shape.letter


def sign(name: str) -> SafeString:
    return format_html(
        '<svg class="pb-i" viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>',
        SIGNS[name],
    )


def state(state: object, word: str = "", strong: bool = True) -> SafeString:
    """The badge: colour, shape and word."""
    look, said = look_and_word(state, word)
    inner = format_html("<b>{}</b>" if strong else "<span>{}</span>", said)
    return format_html(
        '<span class="pb-state" data-look="{}">{}{}</span>', look, swatch(look), inner
    )


def legend(entries: Iterable[Any]) -> SafeString:
    """Swatches with words; takes state members, or pairs of look and word."""
    pairs = (look_and_word(*e) if isinstance(e, tuple) else look_and_word(e) for e in entries)
    rows = format_html_join(
        "",
        '<li class="pb-state">{}<span>{}</span></li>',
        ((swatch(look), word) for look, word in pairs),
    )
    return format_html('<ul class="pb-legend">{}</ul>', rows)


def state_templates(entries: Iterable[Any]) -> SafeString:
    """A hidden store of badges by state code, from which live pages copy."""
    badges = format_html_join(
        "",
        '<span data-code="{}">{}</span>',
        ((str(getattr(entry, "value", entry)), state(entry)) for entry in entries),
    )
    return format_html('<template id="pb-states">{}</template>', badges)


def spark(values: Sequence[float | None], key: str = "") -> SafeString:
    """A trend line without axes; a missing value leaves a gap."""
    return format_html(
        '<svg class="pb-spark" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true"'
        ' data-spark="{}"><path vector-effect="non-scaling-stroke" d="{}"/></svg>',
        SPARK_WIDE,
        SPARK_HIGH,
        key,
        spark_path(values),
    )


def spark_path(values: Sequence[float | None]) -> str:
    """SVG path data over ``SPARK_WIDE`` × ``SPARK_HIGH``; lifts the pen where a value is None."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    scale = (SPARK_HIGH - 4) / (high - low) if high > low else 0.0
    step = SPARK_WIDE / (len(values) - 1)
    path, down = [], False
    for index, value in enumerate(values):
        if value is None:
            down = False
            continue
        height = SPARK_HIGH - 2 - (value - low) * scale if scale else SPARK_HIGH / 2
        path.append(f"{'L' if down else 'M'}{index * step:.1f} {height:.1f}")
        down = True
    return "".join(path)

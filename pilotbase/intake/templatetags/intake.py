"""Says abilities, volumes and needs in the reader's language."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from equipment.choices import Kind
from pilotbase.intake.needs import Need, ability
from pilotbase.intake.words import the_way
from pilotbase.web.text import number

register = template.Library()
_ABLE = {
    "off-gas": gettext_lazy("off-gas analysis"),
    "methanol": gettext_lazy("methanol"),
    "explosion-proof": gettext_lazy("explosion-proof"),
    "anaerobic": gettext_lazy("anaerobic"),
    "perfusion": gettext_lazy("perfusion"),
    "light": gettext_lazy("light"),
    "low-temperature": gettext_lazy("low temperature"),
    "volume": gettext_lazy("volume"),
    "containment": gettext_lazy("containment"),
}


@register.filter
def can(word: str, called: Mapping[str, str]) -> str:
    """An ability, or another part of a need, as the plant calls it, else as everyone does."""
    name = ability(word)
    if name in Kind.values:
        return str(Kind(name).label)
    return str(called.get(name) or _ABLE.get(name, word))


@register.filter
def litres(volume: Decimal | None) -> str:
    """``3.5 L``, ``10,000 L``."""
    return number(None if volume is None else Decimal(f"{volume.normalize():f}"), unit="L")


@register.filter
def understood(need: Need, called: Mapping[str, str]) -> str:
    """What was read out of the words of a need."""
    parts = (*sorted(need.kinds), *sorted(need.abilities))
    named = [can(word, called) for word in parts]
    return " · ".join((*_sizes(need), *named, *_rest(need)))


def _sizes(need: Need) -> Iterator[str]:
    if need.least is not None and need.least == need.most:
        yield litres(need.least)
    elif need.least is not None and need.most is not None:
        yield f"{litres(need.least)} – {litres(need.most)}"
    elif need.least is not None:
        yield _("at least %(volume)s") % {"volume": litres(need.least)}
    elif need.most is not None:
        yield _("at most %(volume)s") % {"volume": litres(need.most)}
    if need.containment is not None:
        yield _("containment level %(level)s") % {"level": need.containment}


def _rest(need: Need) -> Iterator[str]:
    if need.words:
        yield _("named “%(words)s”") % {"words": " ".join(need.words)}


register.simple_tag(the_way)

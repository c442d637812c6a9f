"""Tags and filters for every page: ``{% load pilot %}``."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.http import QueryDict
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pilotbase.core import clock
from pilotbase.web import door, looks, text
from pilotbase.web.forms import Fieldset, fieldsets
from pilotbase.web.parts import frames, marks, tables

register = template.Library()

register.simple_tag(marks.icon)
register.simple_tag(marks.sign)
register.simple_tag(marks.swatch)
register.simple_tag(marks.state)
register.simple_tag(marks.legend)
register.simple_tag(marks.state_templates)
register.simple_tag(marks.spark)
register.simple_tag(frames.stat)
register.simple_tag(frames.step)
register.simple_block_tag(frames.panel)
register.simple_block_tag(frames.note)
register.simple_block_tag(frames.empty)
register.simple_block_tag(frames.dialog)
register.simple_block_tag(tables.table)


def _time(at: datetime, shown: str, **data: str) -> SafeString:
    hooks = format_html(' data-{}=""', data["hook"]) if "hook" in data else ""
    zone = timezone.get_current_timezone()
    return format_html(
        '<time datetime="{}" title="{}"{}>{}</time>',
        at.isoformat(),
        text.exact(at, zone),
        hooks,
        shown,
    )


@register.filter
def when(at: datetime | None) -> str:
    """``11-25 Wed 14:32`` in the plant's zone."""
    if at is None:
        return text.NOTHING
    return _time(at, text.instant(at, timezone.get_current_timezone(), clock.now()))


@register.filter
def day(at: datetime | None) -> str:
    """``11-25 Wed``."""
    if at is None:
        return text.NOTHING
    return _time(at, text.day(at, timezone.get_current_timezone(), clock.now()))


@register.filter
def weekday(at: datetime | None) -> str:
    """``Wed``."""
    return text.weekday(at.astimezone(timezone.get_current_timezone())) if at else text.NOTHING


@register.filter
def hour(at: datetime | None) -> str:
    """``14:32``."""
    if at is None:
        return text.NOTHING
    return _time(at, f"{at.astimezone(timezone.get_current_timezone()):%H:%M}")


@register.filter
def ago(at: datetime | None) -> str:
    """``in 3 h``, ``18 min ago``; kept true in the open page."""
    if at is None:
        return text.NOTHING
    return _time(at, text.relative(at, clock.now()), hook="relative")


@register.filter
def since(at: datetime | None) -> str:
    """How long it has been going, in process time: ``31 h 20``; kept true in the open page."""
    if at is None:
        return text.NOTHING
    return _time(at, text.hours_run(clock.now() - at), hook="since")


@register.filter
def duration(span: timedelta | None) -> str:
    """``3 d 4 h``, ``3 h 05``, ``18 min``."""
    return text.NOTHING if span is None else text.duration(span)


@register.filter
def hours(span: timedelta | None) -> str:
    """Process time, never in days: ``31 h 20``."""
    return text.NOTHING if span is None else text.hours_run(span)


@register.filter
def money(amount: object) -> str:
    """``¥15,200``. Takes a number, or anything with an ``amount``."""
    return text.money(getattr(amount, "amount", amount))


@register.filter
def number(value: object, decimals: int | None = None) -> str:
    """``1,234.50``; a dash for nothing."""
    return text.number(value, decimals)


@register.filter
def percent(share: object, decimals: int = 0) -> str:
    """``71 %`` of a share between 0 and 1."""
    return text.percent(share, decimals)


@register.simple_tag
def quantity(value: object, unit: str = "", decimals: int | None = None) -> SafeString:
    """A reading: the number, then its unit in small."""
    if value is None:
        return format_html("{}", text.NOTHING)
    shown = text.number(value, decimals)
    return format_html('<span class="pb-nb">{}<span class="pb-u">{}</span></span>', shown, unit)


@register.simple_tag
def old(value: object, at: datetime | None) -> SafeString:
    """A value that is older than it should be: greyed, with its age."""
    age = text.relative(at, clock.now()) if at else text.NOTHING
    return format_html('<span class="pb-old" data-age="{}">{}</span>', age, value)


@register.simple_tag
def first_url(*names: str) -> str:
    """The address of the first of these views that this installation has, or nothing."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


@register.inclusion_tag("web/parts/crumbs.html")
def crumbs(*pairs: str) -> dict[str, Any]:
    """``{% crumbs "Bookings" url "B-2026-000123" %}``: name, address, name, address, last name."""
    steps = list(zip(pairs[0:-1:2], pairs[1::2], strict=False))
    return {"steps": steps, "here": pairs[-1] if len(pairs) % 2 else ""}


@register.inclusion_tag("web/parts/segments.html", takes_context=True)
def segments(
    context: Context, label: str, param: str, choices: Iterable[tuple[str, str]], chosen: str
) -> dict[str, Any]:
    """A few ways to look at the same page; each is a link that changes one query parameter."""
    asked: QueryDict = context["request"].GET
    kept = asked.copy()
    for name in (param, "page"):
        kept.pop(name, None)
    return {
        "kept": kept.urlencode(),
        "label": label,
        "param": param,
        "choices": choices,
        "chosen": chosen,
    }


@register.inclusion_tag("web/parts/pages.html", takes_context=True)
def pages(context: Context, page: "Page[Any]") -> dict[str, Any]:
    """Leaf through a Django ``Page``."""
    return {"request": context["request"], "page": page}


@register.inclusion_tag("web/parts/plant_now.html", takes_context=True)
def plant_now(context: Context) -> dict[str, Any]:
    """What a visitor at the door may see of the plant."""
    areas = door.plant_now()
    counts = door.counts(areas)
    free = sum(count.number for count in counts if looks.suffix(str(count.state)) == "free")
    return {
        "shell": context.get("shell"),
        "areas": areas,
        "counts": counts,
        "free": free,
        "all": sum(count.number for count in counts),
        "now": clock.now(),
    }


@register.inclusion_tag("web/parts/curves.html")
def curves(ident: str, label: str, url: str = "", **options: object) -> dict[str, Any]:
    """Filled by curves.js from ``url``, or from ``{{ data|json_script:"ident-data" }}``."""
    return {"ident": ident, "label": label, "url": url, **options}


@register.inclusion_tag("web/parts/story.html")
def story(events: Sequence[Any]) -> dict[str, Any]:
    """A chain of events, oldest first."""
    return {"events": events}


@register.simple_tag
def words() -> SafeString:
    """What the scripts say, since they hold no text themselves."""
    return format_html(
        '<span id="pb-words" hidden data-past="{}" data-future="{}" data-now="{}"'
        ' data-offline="{}" data-failed="{}"></span>',
        _("%(span)s ago") % {"span": "{span}"},
        _("in %(span)s") % {"span": "{span}"},
        _("now"),
        _("The server did not answer. What you typed is still here; try again."),
        _("That did not work. What you typed is still here; try again."),
    )


@register.filter
def unit(attributes: Mapping[str, str]) -> str:
    """The unit that a widget shows beside its field: ``attrs={"data-unit": "mL"}``."""
    return attributes.get("data-unit", "")


@register.filter(name="fieldsets")
def form_fieldsets(form: BaseForm) -> list[Fieldset]:
    return fieldsets(form)

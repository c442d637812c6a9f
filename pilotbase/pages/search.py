"""Search, or scan: goes to whatever the code is, or lists what matches the words."""

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from bookings.models import Booking, Run
from equipment.models import Equipment
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.models import Project
from samples.models import Report, Sample, Worksheet

MOST = 10
_IN_HERS = {"name_zh": "name", "name_en": "name"}  # what is shown is in the reader's language
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


class Kind(NamedTuple):
    """What can be found: ``name`` is the field that a code holds, ``words`` are searched in."""

    label: Any
    view: str
    name: str
    rows: Callable[[Actor], QuerySet[Any]]
    words: tuple[str, ...]


KINDS: Final = (
    Kind(_("Sample"), "sample", "number", Sample.objects.visible_to,
         ("number", "client_mark", "description", "batch")),
    Kind(_("Machine"), "machine", "tag", lambda a: Equipment.objects.all(),
         ("tag", "name_zh", "name_en")),
    Kind(_("Booking"), "booking", "number", Booking.objects.visible_to,
         ("number", "purpose")),
    Kind(pgettext_lazy("a batch", "Run"), "run", "number", Run.objects.visible_to, ("number",)),
    Kind(_("Report"), "report", "number", Report.objects.visible_to, ("number",)),
    Kind(_("Worksheet"), "worksheet", "number", Worksheet.objects.visible_to,
         ("number", "title")),
    Kind(_("Project"), "project", "code", Project.objects.visible_to,
         ("code", "title")),
)  # fmt: skip


class Found(NamedTuple):
    label: Any
    name: str
    note: str
    url: str


@require_safe
@signed_in
def search(request: ActedRequest) -> HttpResponseBase:
    """A code that is someone's name goes there at once; words give a list."""
    words = " ".join(request.GET.get("q", "").split())[:80]
    if _CODE.fullmatch(words) and (url := named(request.actor, words)):
        return redirect(url)
    found = list(matching(request.actor, words)) if words else []
    return _shown(request, words, found)


def named(actor: Actor, code: str) -> str | None:
    """The address of the one thing that has this code."""
    for kind in KINDS:
        row = kind.rows(actor).filter(**{f"{kind.name}__iexact": code}).first()
        if row is not None:
            return reverse(kind.view, args=[getattr(row, kind.name)])
    return None


def matching(actor: Actor, words: str) -> list[Found]:
    found: list[Found] = []
    for kind in KINDS:
        wanted = Q()
        for field in kind.words:
            wanted |= Q(**{f"{field}__icontains": words})
        for row in kind.rows(actor).filter(wanted).order_by("-pk")[:MOST]:
            name = getattr(row, kind.name)
            notes = (str(getattr(row, _IN_HERS.get(field, field))) for field in kind.words[1:])
            note = next(filter(None, notes), "")
            found.append(Found(kind.label, name, note, reverse(kind.view, args=[name])))
    return found


def _shown(request: ActedRequest, words: str, found: list[Found]) -> HttpResponse:
    return render(request, "pages/search.html", {"words": words, "found": found})

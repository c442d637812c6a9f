"""The audit trail: who did what, when, from which door, with before, after and why."""

import csv
import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.choices import Role
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.models import AuditEntry
from pilotbase.core.htmx import wants_part
from pilotbase.pages.deeds import codes_that_say, said
from samples.models import Report, ReportDocument, Result, TestRequest, Worksheet

EACH = 50
_OF_RESULTS = [
    model._meta.label_lower for model in (Result, Report, ReportDocument, TestRequest, Worksheet)
]
DOORS = {
    "page": pgettext_lazy("door", "page"),
    "api": "API",
    "socket": pgettext_lazy("door", "live page"),
    "gateway": pgettext_lazy("door", "gateway"),
    "job": pgettext_lazy("door", "job"),
    "command": pgettext_lazy("door", "command"),
}
_RISKY = ("=", "+", "-", "@", "\t", "\r")


class AuditFilter(forms.Form):
    verb = forms.CharField(label=_("What"), required=False, max_length=80)
    target = forms.CharField(label=_("Which"), required=False, max_length=120)
    person = forms.CharField(label=_("Who"), required=False, max_length=120)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


@require_safe
@signed_in
def audit(request: ActedRequest) -> HttpResponseBase:
    """Newest first. What a filter cannot read, it does not filter by, and says so."""
    request.actor.require(Permission.SEE_AUDIT)
    form = AuditFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = entries(request.actor, wanted)
    if request.GET.get("as") == "csv":
        return _csv(rows)
    page = Paginator(rows, EACH).get_page(request.GET.get("page"))
    for entry in page:
        _tell(entry)
    template = "pages/_audit_rows.html" if wants_part(request) else "pages/audit.html"
    return render(request, template, {"form": form, "page": page})


def entries(actor: Actor, wanted: dict[str, Any]) -> QuerySet[AuditEntry]:
    """The facility's entries and those of no place; on results only to whoever reads results."""
    rows = AuditEntry.objects.select_related("actor", "sealed").order_by("-pk")
    if not actor.reads(Permission.SEE_RESULTS):
        rows = rows.exclude(target_type__in=_OF_RESULTS)
    if actor.facility is not None:
        rows = rows.exclude(facility_id__isnull=False) | rows.filter(facility_id=actor.facility.pk)
    if wanted.get("verb"):
        codes = codes_that_say(wanted["verb"])
        rows = rows.filter(Q(verb__icontains=wanted["verb"]) | Q(verb__in=codes))
    if wanted.get("target"):
        rows = rows.filter(target__icontains=wanted["target"])
    if wanted.get("person"):
        rows = rows.filter(actor__email__icontains=wanted["person"])
    if wanted.get("since"):
        rows = rows.filter(at__gte=_midnight(wanted["since"]))
    if wanted.get("until"):
        rows = rows.filter(at__lt=_midnight(wanted["until"] + timedelta(days=1)))
    return rows


def _tell(entry: Any) -> None:
    """What the template shows besides: in words, not in codes."""
    entry.told = _told(entry)
    entry.said = said(entry.verb)
    entry.came_by = DOORS.get(entry.door, entry.door)
    roles: dict[str, Any] = dict(Role.choices)
    entry.acted_as = ", ".join(str(roles.get(one, one)) for one in entry.acting_as.split(","))


def _told(entry: AuditEntry) -> str:
    """Before and after, as people can read them."""
    parts = (entry.before, entry.after)
    return "\n→\n".join(json.dumps(p, ensure_ascii=False, indent=1) for p in parts if p)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


class _Echo:
    """A file that gives back what is written to it, so that rows stream."""

    def write(self, text: str) -> str:
        return text


def _csv(rows: QuerySet[AuditEntry]) -> StreamingHttpResponse:
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff"
        yield writer.writerow(HEAD)
        for entry in rows[:100_000].iterator(2000):
            yield writer.writerow([_safe(cell) for cell in _cells(entry)])

    name = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8", headers=name)


HEAD = ("id", "at", "who", "as", "door", "what", "which", "before", "after", "why", "seal")


def _cells(entry: AuditEntry) -> list[str]:
    sealed = getattr(entry, "sealed", None)
    return [
        str(entry.pk),
        entry.at.isoformat(),
        entry.actor.email if entry.actor else "",
        entry.acting_as,
        entry.door,
        entry.verb,
        entry.target,
        json.dumps(entry.before, ensure_ascii=False) if entry.before else "",
        json.dumps(entry.after, ensure_ascii=False) if entry.after else "",
        entry.reason,
        str(sealed.seal_id) if sealed else "",
    ]


def _safe(cell: str) -> str:
    """A spreadsheet must not take words for a formula."""
    return f"'{cell}" if cell.startswith(_RISKY) else cell

"""The pages of master data: one list and one form for every noun, and the import."""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.db.models import Model
from django.forms import ChoiceField, Field
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from pydantic import ValidationError

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.masterdata import Noun
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock, sentences
from pilotbase.core.access import find
from pilotbase.core.drawing import drawn
from pilotbase.core.errors import PilotError
from pilotbase.core.forms import SchemaForm
from pilotbase.pages.plant.importing import Outcome, take_in
from pilotbase.pages.plant.nouns import kept_by, noun_of
from pilotbase.pages.plant.schemas import Retiring
from pilotbase.pages.plant.workbook import rows_of, template

_NEW: Final[Mapping[str, Any]] = {}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@signed_in
def plant(request: ActedRequest) -> HttpResponse:
    """What there is to keep, with how many of each."""
    nouns = kept_by(request.actor)
    counted = [(noun, noun.rows(request.actor).count()) for noun in nouns]
    facts = {"counted": counted, "may_see_rules": request.actor.may(Permission.SEE_RULES)}
    return render(request, "pages/plant/index.html", facts)


@require_safe
@signed_in
def plant_list(request: ActedRequest, key: str) -> HttpResponse:
    noun = noun_of(request.actor, key)
    fields = _form(noun, request.actor).base_fields
    words = {name: _words(fields[name]) for name in noun.columns if name not in noun.references}
    rows = [(row, _cells(noun, noun.said(row), words)) for row in noun.rows(request.actor)[:500]]
    heads = [fields[name].label for name in noun.columns]
    facts = {"noun": noun, "rows": rows, "heads": heads, "today": clock.today()}
    return render(request, "pages/plant/list.html", facts)


@require_http_methods(["GET", "POST"])
@signed_in
def plant_new(request: ActedRequest, key: str) -> HttpResponseBase:
    noun = noun_of(request.actor, key)
    form = _form(noun, request.actor)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            row = noun.save(request.actor, form.command, None)
            return _saved(request, noun, row)
    status = 422 if form.errors else 200
    return render(request, "pages/plant/form.html", {"noun": noun, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def plant_edit(request: ActedRequest, key: str, pk: int) -> HttpResponseBase:
    noun = noun_of(request.actor, key)
    row = find(noun.rows(request.actor), pk=pk)
    said = noun.said(row)
    form = _form(noun, request.actor, said)(request.POST or None, initial=said)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            row = noun.save(request.actor, form.command, _version(request, row))
            return _saved(request, noun, row)
    facts = {"noun": noun, "form": form, "row": row}
    return render(request, "pages/plant/form.html", facts, status=422 if form.errors else 200)


@require_POST
@signed_in
def plant_retire(request: ActedRequest, key: str, pk: int) -> HttpResponseBase:
    """From a day on it is no longer offered."""
    noun = noun_of(request.actor, key)
    row = find(noun.rows(request.actor), pk=pk)
    try:
        retire = noun.must_retire()
        day = Retiring.model_validate({"day": request.POST.get("day", "")}).day
        retire(request.actor, getattr(row, noun.path), _version(request, row), day)
        messages.success(request, _("Retired from %(day)s.") % {"day": day.isoformat()})
    except ValidationError as wrong:
        messages.error(request, sentences.said(wrong.errors()[0]))
    except PilotError as refusal:
        messages.error(request, refusal.message)
    return redirect("plant_edit", key, pk)


@require_safe
@signed_in
def plant_template(request: ActedRequest) -> HttpResponse:
    """An empty workbook with a sheet for each noun one may keep."""
    body = template(kept_by(request.actor))
    name = {"Content-Disposition": 'attachment; filename="pilotbase.xlsx"'}
    return HttpResponse(body, content_type=XLSX, headers=name)


@require_http_methods(["GET", "POST"])
@signed_in
def plant_import(request: ActedRequest) -> HttpResponse:
    """Try a workbook row by row, and keep it when every row is good."""
    outcome: Outcome | None = None
    refusal: PilotError | None = None
    nouns = kept_by(request.actor)
    if request.method == "POST" and (file := request.FILES.get("file")):
        try:
            rows = list(rows_of(file.read(), [noun.key for noun in nouns]))
            outcome = take_in(request.actor, rows, dry_run="keep" not in request.POST)
        except PilotError as wrong:
            refusal = wrong
    facts = {"outcome": outcome, "refusal": refusal, "nouns": nouns}
    status = refusal.status if refusal else 422 if outcome and outcome.bad else 200
    return render(request, "pages/plant/import.html", facts, status=status)


def _form(noun: Noun, actor: Actor, said: Mapping[str, Any] = _NEW) -> type[SchemaForm[Any]]:
    """What a row ``said`` of others stays a choice for it, though they have retired."""
    model = noun.rows(actor).model
    choices = {}
    for name, offered in noun.references.items():
        there, kept = list(offered(actor)), said.get(name)
        known, several = dict(there), kept if isinstance(kept, list) else [kept]
        choices[name] = [*there, *((one, one) for one in several if one and one not in known)]
    return drawn(noun.schema, model, choices, noun.labels)


def _words(field: Field) -> dict[Any, Any]:
    """What is said for a value of this field, where the field is a choice."""
    return dict(list(field.choices)) if isinstance(field, ChoiceField) else {}  # type: ignore[arg-type]  # no groups


def _cells(noun: Noun, said: dict[str, Any], words: dict[str, dict[Any, Any]]) -> list[Any]:
    return [words.get(name, {}).get(said.get(name), said.get(name)) for name in noun.columns]


def _version(request: ActedRequest, row: Model) -> int | None:
    """As the page was drawn; a row without versions is simply said anew."""
    if not hasattr(row, "version"):
        return None
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() else None


def _saved(request: ActedRequest, noun: Noun, row: Model) -> HttpResponse:
    messages.success(request, _("%(row)s is saved.") % {"row": row})
    return redirect("plant_list", noun.key)

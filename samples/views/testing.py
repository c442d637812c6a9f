"""Pages of the laboratory: its queue, worksheets with their grids, imports and reviews."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from bookings.models import Run
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.errors import Missing
from samples.actions.import_results import import_results
from samples.actions.plan_worksheet import plan_worksheet
from samples.actions.request_tests import request_tests
from samples.actions.review_results import review_results
from samples.forms.testing import GridForm, ImportForm, PlanForm, ReviewForm, TestsForm, posted
from samples.models import Sample, TestMethod, TestRequest, Worksheet
from samples.testing.charging import prices
from samples.testing.grid import Grid, grid_of
from samples.testing.queries import import_out, methods_on, to_review, waiting, worksheets

BOTH = require_http_methods(["GET", "POST"])
ROWS = 100


@BOTH
@signed_in
def lab(request: ActedRequest) -> HttpResponseBase:
    """What waits to be tested, due first; ticked, it becomes a worksheet."""
    refuse_strangers(request.actor)
    queue = list(waiting(request.actor))
    form = PlanForm(posted(request), waiting=[r.pk for r in queue])
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            return redirect("worksheet", plan_worksheet(request.actor, form.command).number)
    facts = {**_lab_facts(request, queue), "form": form}
    return render(request, "samples/lab.html", facts, status=422 if form.errors else 200)


def _lab_facts(request: ActedRequest, queue: list[TestRequest]) -> dict[str, Any]:
    today = clock.today()
    sheets = Paginator(worksheets(request.actor).order_by("-pk"), ROWS)
    return {
        "queue": queue,
        "today": today,
        "late": sum(one.due_on < today for one in queue),
        "sheets": sheets.get_page(request.GET.get("page")),
        "to_review": to_review(request.actor).count(),
        "ticked": request.POST.getlist("requests"),
        "may_enter": request.actor.may(Permission.ENTER_RESULT),
        "show": "sheets" if request.GET.get("show") == "sheets" else "queue",
        "choices": [("queue", _("Waiting")), ("sheets", _("Worksheets"))],
    }


@BOTH
@signed_in
def show_worksheet(request: ActedRequest, number: str) -> HttpResponseBase:
    sheet = _sheet(request.actor, number)
    grid = grid_of(sheet, may_enter=request.actor.may(Permission.ENTER_RESULT))
    if request.method != "POST":
        return _worksheet_page(request, sheet, grid)
    request.actor.require(Permission.ENTER_RESULT)
    form = GridForm(grid, request.POST.dict())
    saved = form.save(request.actor)
    if saved:
        said = ngettext("%(n)s value saved.", "%(n)s values saved.", saved) % {"n": saved}
        messages.success(request, said)
    if form.errors:
        return _worksheet_page(request, sheet, grid, typed=form)
    return redirect("worksheet", number)


def _sheet(actor: Actor, number: str) -> Worksheet:
    rows = Worksheet.objects.visible_to(actor).select_related("method", "made_by")
    return find(rows, number=number)


def _worksheet_page(
    request: ActedRequest,
    sheet: Worksheet,
    grid: Grid,
    typed: GridForm | None = None,
    review: ReviewForm | None = None,
) -> HttpResponse:
    actor = request.actor
    open_to_her = [one.pk for one in grid.waiting if one.entered_by_id != actor.person_id]
    facts = {
        "sheet": sheet,
        "grid": grid,
        "typed": typed,
        "files": sheet.files.defer("content").order_by("pk"),
        "may_enter": actor.may(Permission.ENTER_RESULT),
        "may_review": actor.may(Permission.REVIEW_RESULT) and open_to_her,
        "to_review": len(open_to_her),
        "review": review or ReviewForm(waiting=open_to_her, worksheet=sheet.number),
    }
    bad = (typed and typed.errors) or (review and review.errors)
    return render(request, "samples/worksheet.html", facts, status=422 if bad else 200)


@require_POST
@signed_in
def review_worksheet(request: ActedRequest, number: str) -> HttpResponseBase:
    """All that waits on the sheet, in one decision."""
    sheet = _sheet(request.actor, number)
    request.actor.require(Permission.REVIEW_RESULT)
    grid = grid_of(sheet, may_enter=False)
    waits = [one.pk for one in grid.waiting]
    form = ReviewForm(request.POST, waiting=waits, worksheet=number)
    if _reviewed(request, form):
        return redirect("worksheet", number)
    return _worksheet_page(request, sheet, grid, review=form)


def _reviewed(request: ActedRequest, form: ReviewForm) -> bool:
    done = 0
    if form.is_valid():
        with form.refusals():
            form.confirm(request.actor)
            done = len(review_results(request.actor, form.command))
    if done:
        said = ngettext("%(n)s result reviewed.", "%(n)s results reviewed.", done) % {"n": done}
        messages.success(request, said)
    return bool(done)


@BOTH
@signed_in
def review_page(request: ActedRequest) -> HttpResponseBase:
    """Everything that others entered: what changed, raw and reported."""
    request.actor.require(Permission.REVIEW_RESULT)
    results = list(to_review(request.actor)[:500])
    form = ReviewForm(posted(request), waiting=[result.pk for result in results])
    if request.method == "POST" and _reviewed(request, form):
        return redirect("review_results")
    facts = {"results": results, "form": form, "ticked": request.POST.getlist("results")}
    return render(request, "samples/review.html", facts, status=422 if form.errors else 200)


@BOTH
@signed_in
def import_worksheet(request: ActedRequest, number: str) -> HttpResponseBase:
    sheet = _sheet(request.actor, number)
    return _import_page(request, {"worksheet": sheet.number}, "worksheet")


@BOTH
@signed_in
def import_run(request: ActedRequest, number: str) -> HttpResponseBase:
    run = find(Run.objects.visible_to(request.actor), number=number)
    return _import_page(request, {"run": run.number}, "run")


def _import_page(request: ActedRequest, place: dict[str, str], back: str) -> HttpResponse:
    request.actor.require(Permission.ENTER_RESULT)
    form = ImportForm(posted(request), request.FILES or None, place=place)
    facts: dict[str, Any] = {"form": form, "place": place[back], "back": back}
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            done = import_out(import_results(request.actor, form.command, form.upload))
            if not done.dry_run:
                messages.success(request, _("%(n)s values imported.") % {"n": done.new})
                return redirect(back, place[back])
            facts |= {"dry": done, "packed": form.packed}
    status = 422 if form.errors else 200
    return render(request, "samples/import_results.html", facts, status=status)


@BOTH
@signed_in
def request_sample_tests(request: ActedRequest, number: str) -> HttpResponseBase:
    sample = find(Sample.objects.visible_to(request.actor), number=number)
    request.actor.require(Permission.REQUEST_TESTS)
    methods = _offered(sample)
    form = TestsForm(posted(request), methods=methods)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            request_tests(request.actor, number, form.command)
            messages.success(request, _("The laboratory has your request."))
            return redirect("sample", number)
    facts = {"sample": sample, "form": form, "methods": methods}
    return render(request, "samples/request_tests.html", facts, status=422 if form.errors else 200)


def _offered(sample: Sample) -> dict[TestMethod, Decimal | None]:
    """The methods that are valid today, each with its price for the sample's owner."""
    today = clock.today()
    methods = list(methods_on(today).filter(facility=sample.facility))
    priced = prices(methods, sample.organisation, today)
    return {method: priced[method.pk] for method in methods}


def refuse_strangers(actor: Actor) -> None:
    """The laboratory's own pages are not there for others. Raises Missing."""
    if not actor.reads(Permission.SEE_RESULTS):
        raise Missing(_("There is nothing at this address."))

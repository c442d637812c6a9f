"""Samples as pages: the list, drawing, delivering, one sample with its story, its files."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from equipment.telemetry import trends
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.errors import Invalid, PilotError
from pilotbase.core.files import download
from pilotbase.core.htmx import wants_part
from pilotbase.labels.content import Stock
from pilotbase.labels.paper import known, label_pdf
from samples.actions.attach import attach
from samples.actions.correct import correct
from samples.actions.draw import draw
from samples.actions.label import label
from samples.custody import handing
from samples.custody.story import tell, values
from samples.forms.sample import CorrectForm, DrawForm, FilterForm, going_runs
from samples.models import Attachment, Sample
from samples.queries import RELATED, label_text, links_of, proof_of, samples_for, tests_of
from samples.schemas.out import SampleFilter

ROWS = 50


@require_safe
@signed_in
def list_samples(request: ActedRequest) -> HttpResponse:
    form = FilterForm(request.actor, request.GET or None)
    said = {name: value for name, value in form.data.items() if value and name in form.fields}
    asked = SampleFilter(**said) if form.is_valid() else SampleFilter()
    rows = samples_for(request.actor, asked).order_by("-pk")
    facts = {
        "form": form,
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "waiting": Sample.objects.filter(offered_to=request.actor.person_id).count(),
        "may_draw": request.actor.may(Permission.DRAW_SAMPLE),
        "may_deliver": request.actor.may(Permission.DELIVER_SAMPLE),
    }
    part = "samples/_list.html" if wants_part(request) else "samples/list.html"
    return render(request, part, facts)


@require_http_methods(["GET", "POST"])
@signed_in
def draw_sample(request: ActedRequest) -> HttpResponse:
    """First the vessel, then what was taken from it."""
    request.actor.require(Permission.DRAW_SAMPLE)
    runs = going_runs(request.actor)
    number = request.POST.get("run") or request.GET.get("run")
    if not number:
        return render(request, "samples/draw_from.html", {"runs": runs})
    run, now = find(runs, number=number), clock.now()
    form = DrawForm(request.POST or None, initial={"run": number})
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            return redirect("sample", draw(request.actor, form.command).number)
    shown = values(trends.snapshot(run.equipment_id, now), run.equipment_id)
    facts = {"form": form, "run": run, "values": shown}
    return render(request, "samples/draw.html", facts, status=422 if form.errors else 200)


@require_safe
@signed_in
def show_sample(request: ActedRequest, number: str) -> HttpResponse:
    rows = Sample.objects.visible_to(request.actor).select_related(*RELATED)
    sample = find(rows, number=number)
    links = links_of(sample)
    found = proof_of(sample, links)
    actor = request.actor
    facts = {
        "sample": sample,
        "story": tell(sample, links, found),
        "found": found,
        "tests": tests_of(actor, sample),
        "files": sample.attachments.select_related("added_by"),
        "is_mine": sample.custodian_id == actor.person_id,
        "is_for_me": sample.offered_to_id == actor.person_id,
        "may_handle": actor.may(Permission.DRAW_SAMPLE) or actor.may(Permission.DELIVER_SAMPLE),
        "may_request": actor.may(Permission.REQUEST_TESTS),
    }
    return render(request, "samples/sample.html", facts)


@require_http_methods(["GET", "POST"])
@signed_in
def correct_sample(request: ActedRequest, number: str) -> HttpResponse:
    sample = find(Sample.objects.visible_to(request.actor), number=number)
    handing.require_bench(request.actor)
    form = CorrectForm(request.POST or None, initial=CorrectForm.of(sample))
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            correct(request.actor, number, form.cleaned_data["version"], form.command)
            return redirect("sample", number)
    facts = {"form": form, "sample": sample}
    return render(request, "samples/correct.html", facts, status=422 if form.errors else 200)


@require_POST
@signed_in
def attach_file(request: ActedRequest, number: str) -> HttpResponse:
    file = request.FILES.get("file")
    try:
        if file is None:
            raise Invalid(_("Choose a file first."), field="file")
        added = attach(request.actor, number, file.name or "", file.chunks())
    except PilotError as refusal:
        if refusal.status not in (413, 422):
            raise
        sample = find(Sample.objects.visible_to(request.actor), number=number)
        facts = {"sample": sample, "refusal": refusal}
        return render(request, "samples/attach.html", facts, status=refusal.status)
    messages.success(request, _("%(name)s was added.") % {"name": added.name})
    return redirect("sample", number)


@require_safe
@signed_in
def get_file(request: ActedRequest, number: str, file_id: int) -> HttpResponseBase:
    rows = Attachment.objects.visible_to(request.actor).filter(sample__number=number)
    file = find(rows, pk=file_id)
    return download(file.path, file.name, file.media_type)


@require_POST
@signed_in
def print_labels(request: ActedRequest) -> HttpResponse:
    """``sample`` once for each; ``stock`` and ``start`` for a sheet begun. A print is recorded."""
    said = request.POST
    first, *also = said.getlist("sample")[:500] or [""]
    stock, start = known(said.get("stock", Stock.TUBE)), said.get("start", "1")
    samples = label(request.actor, first, stock, also)
    texts = [label_text(sample) for sample in samples]
    place = min(int(start[:3]), 65) if start.isdecimal() else 1
    pdf = label_pdf(texts, stock, start=max(place, 1))
    return HttpResponse(pdf, content_type="application/pdf")

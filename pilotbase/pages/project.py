"""A project's page: what it wants to do here, and the decision on it."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from pilotbase.accounts.actions.decide_project import decide_project
from pilotbase.accounts.choices import ProjectStatus
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.models import Project
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.schemas import ProjectDecision
from pilotbase.core.access import find
from pilotbase.core.forms import SchemaForm


class DecisionForm(SchemaForm[ProjectDecision]):
    schema = ProjectDecision
    status = forms.ChoiceField(label=gettext_lazy("Decision"), choices=ProjectStatus.choices)
    approved_from = forms.DateField(
        label=gettext_lazy("Approved from"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    approved_until = forms.DateField(
        label=gettext_lazy("Approved until (not including)"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False)


@require_safe
@signed_in
def projects(request: ActedRequest) -> HttpResponseBase:
    """Those of one's organisation, or of the facility: what is under review first."""
    rows = Project.objects.visible_to(request.actor).select_related("organisation")
    page = Paginator(rows.order_by("-status", "code"), 50).get_page(request.GET.get("page"))
    waiting = rows.filter(status=ProjectStatus.UNDER_REVIEW).count()
    return render(request, "pages/projects.html", {"page": page, "waiting": waiting})


@require_http_methods(["GET", "POST"])
@signed_in
def project(request: ActedRequest, code: str) -> HttpResponseBase:
    rows = Project.objects.visible_to(request.actor).select_related("organisation")
    row = find(rows, code=code)
    form = DecisionForm(request.POST or None, initial=vars(row))
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("version", "")
        with form.refusals():
            version = int(seen) if seen.isdecimal() else None
            decide_project(request.actor, code, version, form.command)
            messages.success(request, _("The decision is recorded."))
            return redirect("project", code)
    facts = {
        "project": row,
        "form": form,
        "may_decide": request.actor.may(Permission.APPROVE_PROJECTS),
        "bookings": row.bookings.order_by("-pk")[:20],
    }
    return render(request, "pages/project.html", facts, status=422 if form.errors else 200)

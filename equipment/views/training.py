"""Training as pages: what one may do and can learn; for the trainers who comes and who passed."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from equipment.actions.assess_training import assess_training
from equipment.actions.cancel_training import cancel_training
from equipment.actions.enrol import enrol
from equipment.actions.qualify import qualify
from equipment.actions.revoke_qualification import revoke_qualification
from equipment.actions.save_training import save_training
from equipment.actions.withdraw_enrolment import withdraw_enrolment
from equipment.choices import EnrolmentStatus, TrainingStatus
from equipment.forms.training import (
    AssessmentForm,
    CancelTrainingForm,
    QualificationFilterForm,
    QualifyForm,
    RevokeForm,
    TrainingForm,
)
from equipment.models import EquipmentQualification, TrainingSession
from equipment.qualifications import qualifications_for, running_out
from equipment.schemas.training import QualificationsWanted, TrainingsWanted
from equipment.trainings import own_places, trainings_for
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.errors import PilotError
from pilotbase.core.forms import is_final
from pilotbase.core.htmx import wants_part

ROWS, SOON = 50, timedelta(days=60)


@require_safe
@signed_in
def trainings(request: ActedRequest) -> HttpResponse:
    """Her own qualifications, and the sessions she can join; trainers see all that are open."""
    actor, now = request.actor, clock.now()
    sessions = trainings_for(actor, TrainingsWanted()).filter(status=TrainingStatus.PLANNED)
    if not actor.may(Permission.TRAIN):
        sessions = sessions.filter(starts_at__gt=now)
    rows = list(sessions.order_by("starts_at", "pk")[:200])
    own = qualifications_for(actor, QualificationsWanted()).filter(user=actor.user)
    mine = own_places(actor, [row.pk for row in rows])
    facts = {
        "sessions": [(row, mine.get(row.pk)) for row in rows],
        "own": list(own),
        "ending": running_out(own, clock.today() + SOON),
        "now": now,
        "today": clock.today(),
        "may_enrol": actor.may(Permission.USE_MACHINE),
        "may_train": actor.may(Permission.TRAIN),
        "withdrawn": EnrolmentStatus.WITHDRAWN,
    }
    return render(request, "equipment/trainings.html", facts)


@require_http_methods(["GET", "POST"])
@signed_in
def new_training(request: ActedRequest) -> HttpResponse:
    request.actor.require(Permission.TRAIN)
    form = TrainingForm(request.actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            return redirect("training", save_training(request.actor, form.command).pk)
    status = 422 if form.errors else 200
    return render(request, "equipment/training_form.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def edit_training(request: ActedRequest, pk: int) -> HttpResponse:
    row = _found(request, pk)
    request.actor.require(Permission.TRAIN)
    form = TrainingForm(request.actor, request.POST or None, initial=TrainingForm.of(row))
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            save_training(request.actor, form.command, pk, _seen(request))
            return redirect("training", pk)
    facts = {"form": form, "row": row}
    status = 422 if form.errors else 200
    return render(request, "equipment/training_form.html", facts, status=status)


@require_safe
@signed_in
def show_training(request: ActedRequest, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


@require_POST
@signed_in
def enrol_page(request: ActedRequest, pk: int) -> HttpResponse:
    return _place(request, partial(enrol, request.actor, pk), _("You have a place."))


@require_POST
@signed_in
def withdraw_page(request: ActedRequest, pk: int) -> HttpResponse:
    give_back = partial(withdraw_enrolment, request.actor, pk)
    return _place(request, give_back, _("Your place is given back."))


def _place(request: ActedRequest, change: Callable[[], object], done: str) -> HttpResponse:
    """Back to the list, which says what became of it."""
    try:
        change()
        messages.success(request, done)
    except PilotError as refusal:
        if is_final(refusal):
            raise
        messages.error(request, refusal.message)
    return redirect("trainings")


@require_POST
@signed_in
def assess_page(request: ActedRequest, pk: int) -> HttpResponse:
    row = _found(request, pk)
    request.actor.require(Permission.TRAIN)
    form = AssessmentForm(request.POST)
    if form.is_valid():
        with form.refusals():
            assess_training(request.actor, pk, form.command)
            messages.success(request, _("The assessment is recorded."))
            return redirect("training", pk)
    return _page(request, row, 422, assessing=form)


@require_POST
@signed_in
def cancel_page(request: ActedRequest, pk: int) -> HttpResponse:
    row = _found(request, pk)
    request.actor.require(Permission.TRAIN)
    form = CancelTrainingForm(request.POST)
    if form.is_valid():
        with form.refusals():
            cancel_training(request.actor, pk, _seen(request), form.command)
            messages.success(request, _("The session is called off."))
            return redirect("training", pk)
    return _page(request, row, 422, ending=form)


@require_safe
@signed_in
def qualifications(request: ActedRequest) -> HttpResponse:
    """Who may do what: one's own and one's organisation's; for the staff everyone's."""
    form = QualificationFilterForm(request.GET or None)
    rows = qualifications_for(request.actor, QualificationsWanted())
    rows = _narrowed(rows, form.cleaned_data if form.is_valid() else {})
    facts = {
        "form": form,
        "page": Paginator(rows.order_by("-pk"), ROWS).get_page(request.GET.get("page")),
        "today": clock.today(),
        "may_train": request.actor.may(Permission.TRAIN),
    }
    whole = "equipment/qualifications.html"
    return render(
        request, "equipment/_qualifications.html" if wants_part(request) else whole, facts
    )


def _narrowed(
    rows: QuerySet[EquipmentQualification], said: dict[str, Any]
) -> QuerySet[EquipmentQualification]:
    today, text = clock.today(), said.get("person", "")
    if text:
        named = Q(user__name_zh__icontains=text) | Q(user__name_en__icontains=text)
        rows = rows.filter(named | Q(user__email__icontains=text))
    if said.get("equipment_class"):
        rows = rows.filter(equipment_class__code__icontains=said["equipment_class"])
    if said.get("held"):
        rows = rows.filter(revoked_on=None, valid_from__lte=today, valid_until__gte=today)
    return rows.filter(valid_until__lte=today + SOON) if said.get("held") == "ending" else rows


@require_http_methods(["GET", "POST"])
@signed_in
def new_qualification(request: ActedRequest) -> HttpResponse:
    """``?person=&equipment_class=`` to qualify once more."""
    request.actor.require(Permission.TRAIN)
    asked = {name: request.GET.get(name, "")[:254] for name in ("person", "equipment_class")}
    form = QualifyForm(request.actor, request.POST or None, initial=asked)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            row = qualify(request.actor, form.command)
            messages.success(request, _("%(person)s is qualified.") % {"person": row.user.name})
            return redirect("qualifications")
    status = 422 if form.errors else 200
    return render(request, "equipment/qualify.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def revoke_page(request: ActedRequest, pk: int) -> HttpResponse:
    rows = EquipmentQualification.objects.visible_to(request.actor)
    row = find(rows.select_related("user", "equipment_class"), pk=pk)
    request.actor.require(Permission.TRAIN)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            revoke_qualification(request.actor, pk, _seen(request), form.command)
            messages.success(request, _("The qualification is revoked."))
            return redirect("qualifications")
    facts = {"form": form, "row": row}
    return render(request, "equipment/revoke.html", facts, status=422 if form.errors else 200)


def _found(request: ActedRequest, pk: int) -> TrainingSession:
    rows = TrainingSession.objects.visible_to(request.actor)
    return find(rows.select_related("equipment_class", "trainer"), pk=pk)


def _seen(request: ActedRequest) -> int | None:
    """The version that the page showed."""
    said = request.POST.get("version", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else None


def _page(
    request: ActedRequest, row: TrainingSession, status: int = 200, **given: Any
) -> HttpResponse:
    """The session; who comes is told to the trainers, and to each the people of her own."""
    actor, now = request.actor, clock.now()
    people = row.enrolments.visible_to(actor).holding_a_place()
    may_train, planned = actor.may(Permission.TRAIN), row.status == TrainingStatus.PLANNED
    facts = {
        "row": row,
        "people": people.select_related("user", "organisation"),
        "mine": own_places(actor, [row.pk]).get(row.pk),
        "may_enrol": actor.may(Permission.USE_MACHINE) and planned and row.starts_at > now,
        "may_change": may_train and planned,
        "may_assess": may_train and planned and row.starts_at <= now,
        "outcomes": AssessmentForm.base_fields["outcome"].choices,  # type: ignore[attr-defined]
        "ending": CancelTrainingForm(),
        **given,
    }
    return render(request, "equipment/training.html", facts, status=status)

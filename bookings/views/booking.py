"""Bookings as pages: make one, see one's own, change, cancel and decide."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.actions.book import book
from bookings.actions.cancel import cancel
from bookings.actions.record_run import record_run
from bookings.actions.reschedule import reschedule
from bookings.actions.split import split
from bookings.alternatives import Alternative, alternatives
from bookings.answering import answer_to, apply, entered, flat, obstacles_of
from bookings.approving import may_decide, queue, steps_of
from bookings.attending import may_run
from bookings.cancelling import fees, total
from bookings.choices import STANDING, BookingStatus, StageStatus
from bookings.forms.approving import ApprovalForm, RejectionForm
from bookings.forms.booking import (
    CancellationForm,
    FilterForm,
    RecordForm,
    ReschedulingForm,
    SplittingForm,
)
from bookings.forms.shortening import ShorteningForm
from bookings.models import Booking, Stage
from bookings.queries import chain_told, history, listed, set_aside, stages_with_runs
from bookings.rivals import rivals
from bookings.views.runs import position
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.core.access import find, refer
from pilotbase.core.htmx import wants_part

ROWS = 50
CAN_START = {BookingStatus.CONFIRMED, BookingStatus.IN_USE}


@require_safe
@signed_in
def list_bookings(request: ActedRequest) -> HttpResponse:
    form = FilterForm(request.GET or None)
    rows = listed(request.actor)
    facts = {
        "form": form,
        "page": Paginator(rows.filter(form.condition()), ROWS).get_page(request.GET.get("page")),
        "waiting": queue(request.actor).count(),
        "decides": bool(steps_of(request.actor)),
        "may_book": request.actor.may(Permission.BOOK),
    }
    part = "bookings/_list.html" if wants_part(request) else "bookings/list.html"
    return render(request, part, facts)


@require_http_methods(["GET", "POST"])
@signed_in
def new_booking(request: ActedRequest) -> HttpResponse:
    """A form that answers as one types. Nothing is held until the button is pressed."""
    request.actor.require(Permission.BOOK)
    form = entered(request)
    if request.POST.get("do") == "book" and form.is_valid():
        with form.refusals():
            return done(request, book(request.actor, form.command))
    part = "bookings/_answer.html" if wants_part(request) else "bookings/new.html"
    facts = {"form": form, "answer": answer_to(request.actor, form), "oob": wants_part(request)}
    return render(request, part, facts, status=form.status if request.method == "POST" else 200)


@require_safe
@signed_in
def show_booking(request: ActedRequest, number: str) -> HttpResponse:
    return booking_page(request, found(request, number))


@require_POST
@signed_in
def change_booking(request: ActedRequest, number: str) -> HttpResponse:
    """Moves it; a refusal stands on its page, with what was typed and the way out."""
    booking = found(request, number)
    form = ReschedulingForm(booking, apply(request.POST.get("fix", ""), flat(request.POST)))
    if form.is_valid():
        with form.refusals():
            seen = form.cleaned_data["version"]
            return done(request, reschedule(request.actor, number, seen, form.command))
    return booking_page(request, booking, form.status, move=form, obstacles=obstacles_of(form))


@require_POST
@signed_in
def split_booking(request: ActedRequest, number: str) -> HttpResponse:
    booking = found(request, number)
    form = SplittingForm(booking, request.POST)
    if form.is_valid():
        with form.refusals():
            seen = form.cleaned_data["version"]
            return done(request, split(request.actor, number, seen, form.command))
    return booking_page(request, booking, form.status, splitting=form)


@require_POST
@signed_in
def cancel_booking(request: ActedRequest, number: str) -> HttpResponse:
    booking, form = found(request, number), CancellationForm(request.POST)
    if form.is_valid():
        with form.refusals():
            return done(request, cancel(request.actor, number, None, form.command))
    return booking_page(request, booking, form.status, ending=form)


@require_POST
@signed_in
def record_stage(request: ActedRequest, number: str) -> HttpResponse:
    """Writes up a run that is over; a refusal stands on the booking's page."""
    booking = found(request, number)
    request.actor.require(Permission.RUN_MACHINE)
    stage = refer(booking.stages.all(), "stage", position=position(request))
    form = RecordForm(stage, request.POST)
    if form.is_valid():
        with form.refusals():
            return redirect("run", record_run(request.actor, number, form.command).number)
    return booking_page(request, booking, form.status, record=form)


def found(request: ActedRequest, number: str) -> Booking:
    return find(listed(request.actor).select_related("booked_by", "decided_by"), number=number)


def done(request: ActedRequest, booking: Booking) -> HttpResponse:
    words = {"number": booking.number, "status": booking.status_now.label}
    messages.success(request, _("Booking %(number)s: %(status)s") % words)
    return redirect("booking", booking.number)


def booking_page(
    request: ActedRequest, booking: Booking, status: int = 200, **given: object
) -> HttpResponse:
    """The booking with the forms of what this actor may do, one of them as it was sent."""
    may, standing = request.actor.may, booking.status_now
    missed = [stage for stage in booking.missed_stages(clock.now()) if standing in CAN_START]
    is_operator = may(Permission.RUN_MACHINE) and standing in CAN_START
    move = ReschedulingForm(booking)
    owed = fees(booking, request.actor, clock.now())
    decides = may_decide(request.actor, booking)
    facts = {
        "booking": booking,
        "status": standing,
        "history": history(booking),
        "stages": stages_with_runs(booking),
        "overrides": set_aside(booking),
        "may_set_aside": may(Permission.DECIDE_BOOKING),
        "may_move": may(Permission.CHANGE_BOOKING) and booking.can_move,
        "may_cancel": may(Permission.CHANGE_BOOKING) and booking.can_be_cancelled,
        "may_decide": decides,
        "chain": chain_told(booking),
        "rivals": rivals(booking, request.actor) if decides else [],
        "can_start": _startable(request, booking) if standing in CAN_START else [],
        "may_share": may(Permission.CHANGE_BOOKING),
        "missed": missed,
        "record": RecordForm(missed[0]) if missed and is_operator else None,
        "move": move,
        "splitting": SplittingForm(booking) if booking.planned_stages() else None,
        "displaced": booking.displaced_stages(),
        "alternatives": _ways_out(booking, move) if may(Permission.CHANGE_BOOKING) else [],
        "ending": CancellationForm(),
        "owed": owed,
        "owed_in_all": total(owed),
        "approval": ApprovalForm(of=booking),
        "rejection": RejectionForm(of=booking),
        "shortening": _shortening(request, booking),
        **given,
    }
    return render(request, "bookings/show.html", facts, status=status)


def _shortening(request: ActedRequest, booking: Booking) -> ShorteningForm | None:
    """For who may give a run less time around it, while there is one to come."""
    may = request.actor.may(Permission.DECIDE_BOOKING) and booking.status_now in STANDING
    return ShorteningForm(booking) if may and booking.movable_stages() else None


def _startable(request: ActedRequest, booking: Booking) -> list[Stage]:
    """The stages that the reader may begin."""
    planned = booking.stages.select_related("equipment__equipment_class")
    return [
        stage
        for stage in planned.filter(status=StageStatus.PLANNED)
        if may_run(request.actor, booking, stage.equipment)
    ]


def _ways_out(
    booking: Booking, move: ReschedulingForm
) -> list[tuple[Alternative, dict[str, object]]]:
    """Where a displaced booking fits, each with what its button sends."""
    if not booking.displaced_stages():
        return []
    return [(one, move.filled(one.stage, one.equipment, one.run)) for one in alternatives(booking)]

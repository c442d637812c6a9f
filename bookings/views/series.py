"""Series as pages: book one, see what came of it, change or cancel what is still to come."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.actions.book_series import Round, book_series, dated
from bookings.actions.cancel_series import cancel_series
from bookings.actions.change_series import change_series
from bookings.answering import obstacles_of
from bookings.forms.series import SeriesChangeForm, SeriesEndingForm, SeriesForm
from bookings.models import Series
from bookings.telling_series import bookings_in
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.core.access import find


@require_http_methods(["GET", "POST"])
@signed_in
def new_series(request: ActedRequest) -> HttpResponse:
    request.actor.require(Permission.BOOK)
    form = SeriesForm(request.actor, request.POST or None)
    if form.is_valid():
        with form.refusals():
            return _told(request, book_series(request.actor, form.command))
    facts = {"form": form, "obstacles": obstacles_of(form)}
    return render(request, "bookings/new_series.html", facts, status=form.status)


@require_safe
@signed_in
def show_series(request: ActedRequest, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


@require_POST
@signed_in
def move_series(request: ActedRequest, pk: int) -> HttpResponse:
    series = _found(request, pk)
    form = SeriesChangeForm(series, bookings_in(series), request.POST)
    if form.is_valid():
        with form.refusals():
            seen = form.cleaned_data["version"]
            return _told(request, change_series(request.actor, pk, seen, form.command))
    return _page(request, series, form.status, change=form, obstacles=obstacles_of(form))


@require_POST
@signed_in
def end_series(request: ActedRequest, pk: int) -> HttpResponse:
    series = _found(request, pk)
    form = SeriesEndingForm(series, bookings_in(series), request.POST)
    if form.is_valid():
        with form.refusals():
            seen = form.cleaned_data["version"]
            return _told(request, cancel_series(request.actor, pk, seen, form.command))
    return _page(request, series, form.status, ending=form)


def _found(request: ActedRequest, pk: int) -> Series:
    return find(Series.objects.visible_to(request.actor).with_all(), pk=pk)


def _told(request: ActedRequest, made: Round) -> HttpResponse:
    """What was left out stands in the message, each with its first reason."""
    count = len(made.done)
    said = ngettext("%(count)s run", "%(count)s runs", count) % {"count": count}
    messages.success(
        request, _("Series %(series)s: %(said)s") % {"series": made.series, "said": said}
    )
    zone, now = made.series.facility.zone, clock.now()
    for skipped in made.skipped:
        messages.warning(request, dated(skipped, zone, now).detail)
    return redirect("series", made.series.pk)


def _page(
    request: ActedRequest, series: Series, status: int = 200, **given: object
) -> HttpResponse:
    bookings = bookings_in(series)
    facts = {
        "series": series,
        "bookings": bookings,
        "may_change": request.actor.may(Permission.CHANGE_BOOKING),
        "change": SeriesChangeForm(series, bookings),
        "ending": SeriesEndingForm(series, bookings),
        **given,
    }
    return render(request, "bookings/series.html", facts, status=status)

"""The public catalogue as pages: what there is, one class, its pictures."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.permissions import Permission
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.errors import PilotError
from pilotbase.core.forms import is_final
from pilotbase.core.htmx import wants_part
from pilotbase.intake.actions.hang_picture import hang_picture
from pilotbase.intake.actions.take_down_picture import take_down_picture
from pilotbase.intake.catalogue import Shelf, catalogue, shelf_of
from pilotbase.intake.forms.catalogue import PictureForm
from pilotbase.intake.models import Picture
from pilotbase.intake.needs import LONGEST
from pilotbase.intake.photographs import content


@require_safe
def show_catalogue(request: HttpRequest) -> HttpResponse:
    """For everyone. ``?need=`` in words ranks it."""
    told = catalogue(_actor(request), request.GET.get("need", "")[:LONGEST])
    part = "intake/_shelves.html" if wants_part(request) else "intake/catalogue.html"
    return render(request, part, {"told": told, "now": clock.now()})


@require_safe
def show_class(request: HttpRequest, code: str) -> HttpResponse:
    shelf = shelf_of(_actor(request), code)
    return _page(request, shelf, PictureForm(stand.machine for stand in shelf.stands))


@require_POST
@signed_in
def add_picture(request: ActedRequest, code: str) -> HttpResponse:
    request.actor.require(Permission.MANAGE_PLANT)
    shelf = shelf_of(request.actor, code)
    form = PictureForm((stand.machine for stand in shelf.stands), request.POST, request.FILES)
    if form.is_valid():
        file, tag = form.cleaned_data["file"], form.cleaned_data["machine"]
        try:
            hang_picture(request.actor, code, tag, file.name or "", file.chunks())
            messages.success(request, _("The picture hangs in the catalogue."))
            return redirect("catalogue_class", code)
        except PilotError as refusal:
            if is_final(refusal):
                raise
            form.add_error("file", refusal.message)
    return _page(request, shelf, form)


@require_POST
@signed_in
def remove_picture(request: ActedRequest, picture: int) -> HttpResponse:
    gone = take_down_picture(request.actor, picture)
    messages.success(request, _("The picture is taken down."))
    return redirect("catalogue_class", gone.equipment_class.code)


@require_safe
def get_picture(request: HttpRequest, picture: int) -> HttpResponse:
    """A photograph for everyone, drawn in the page."""
    hung = find(Picture.objects.visible_to(_actor(request)), pk=picture)
    answer = HttpResponse(content(hung.path), content_type=hung.media_type)
    answer["Content-Disposition"] = "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


def _page(request: HttpRequest, shelf: Shelf, form: PictureForm) -> HttpResponse:
    facts = {
        "shelf": shelf,
        "form": form,
        "now": clock.now(),
        "may_keep": _actor(request).may(Permission.MANAGE_PLANT),
        "pictures": [p for p in (shelf.own_picture, *(s.picture for s in shelf.stands)) if p],
    }
    return render(request, "intake/class.html", facts, status=422 if form.errors else 200)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # by the middleware
    return actor

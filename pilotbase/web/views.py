"""Answers what no app answers: error pages, and the sheet of components."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from pilotbase.web import sheet


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Every piece of a page on one sheet; only where nobody works in earnest."""
    if not (getattr(settings, "DEMO", False) or settings.DEBUG):
        raise Http404
    return render(request, "web/design.html", sheet.content())


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For whoever asks without having read the page, such as a browser that shows a PDF."""
    return redirect(static("img/mark.svg"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without the context of a page, which may be what broke."""
    return HttpResponse(render_to_string("500.html"), status=500)

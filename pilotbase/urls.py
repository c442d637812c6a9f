"""Every address of PilotBase."""

from functools import cache

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language
from ninja.openapi.schema import OpenAPISchema

from pilotbase.accounts.setup import setup
from pilotbase.api import api


@cache
def document() -> OpenAPISchema:
    """Made once: it does not change while the process lives, and takes long to make."""
    return api.get_openapi_schema(path_prefix="/api/v1/")


@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    return JsonResponse(document())


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    return render(request, "web/api_docs.html")


urlpatterns = [
    path("api/openapi.json", openapi, name="openapi"),
    path("api/docs", api_docs, name="api_docs"),
    path("api/v1/", api.urls),
    path("setup", setup, name="setup"),
    path("accounts/", include("pilotbase.accounts.urls")),
    path("language", require_POST(set_language), name="set_language"),
    path("", include("pilotbase.web.urls")),
    path("", include("pilotbase.notifications.urls")),
    path("", include("equipment.urls")),
    path("", include("bookings.urls")),
    path("", include("samples.urls")),
    path("", include("pilotbase.intake.urls")),
    path("", include("pilotbase.pages.urls")),
]

handler400 = "pilotbase.web.views.bad_request"
handler403 = "pilotbase.web.views.forbidden"
handler404 = "pilotbase.web.views.not_found"
handler500 = "pilotbase.web.views.server_error"

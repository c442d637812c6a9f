"""Pages over several apps."""

from django.urls import include, path

from pilotbase.pages.health import healthz, metrics, readyz
from pilotbase.pages.project import project
from pilotbase.pages.search import search
from pilotbase.pages.today.views import home

urlpatterns = [
    path("", home, name="today"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("search", search, name="search"),
    path("projects/<str:code>", project, name="project"),
    path("", include("pilotbase.pages.plant.urls")),
]

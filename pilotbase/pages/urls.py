"""Pages over several apps."""

from django.urls import include, path

from pilotbase.pages.audit import audit
from pilotbase.pages.health import healthz, metrics, readyz
from pilotbase.pages.project import project, projects
from pilotbase.pages.run.views import run_curves, run_now, show_run
from pilotbase.pages.search import search
from pilotbase.pages.today.views import home

urlpatterns = [
    path("", home, name="today"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("audit", audit, name="audit"),
    path("projects", projects, name="projects"),
    path("search", search, name="search"),
    path("runs/<str:number>", show_run, name="run"),
    path("runs/<str:number>/curves.json", run_curves, name="run_curves"),
    path("runs/<str:number>/now", run_now, name="run_now"),
    path("projects/<str:code>", project, name="project"),
    path("", include("pilotbase.pages.plant.urls")),
]

"""Pages over several apps."""

from django.urls import include, path

from pilotbase.pages.audit import audit
from pilotbase.pages.board.views import board, board_card, board_top, wall
from pilotbase.pages.health import healthz, metrics, readyz
from pilotbase.pages.machine import views
from pilotbase.pages.machine.scan import scan_machine
from pilotbase.pages.project import project, projects
from pilotbase.pages.run.views import run_curves, run_now, show_run
from pilotbase.pages.search import search
from pilotbase.pages.today.views import home

urlpatterns = [
    path("", home, name="today"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("board", board, name="board"),
    path("board/top", board_top, name="board_top"),
    path("board/cards/<slug:tag>", board_card, name="board_card"),
    path("wall", wall, name="wall"),
    path("machines/<slug:tag>", views.machine, name="machine"),
    path("machines/<slug:tag>/scan", scan_machine, name="scan_machine"),
    path("machines/<slug:tag>/top", views.machine_top, name="machine_top"),
    path("machines/<slug:tag>/trend", views.machine_trend, name="machine_trend"),
    path("machines/<slug:tag>/label.pdf", views.machine_label, name="machine_label"),
    path("machines/<slug:tag>/out", views.take_out, name="take_out"),
    path("machines/<slug:tag>/back", views.bring_back, name="bring_back"),
    path("machines/<slug:tag>/state", views.say_state, name="say_state"),
    path("alarms/<int:alarm>/acknowledge", views.acknowledge, name="acknowledge"),
    path("audit", audit, name="audit"),
    path("projects", projects, name="projects"),
    path("search", search, name="search"),
    path("runs/<str:number>", show_run, name="run"),
    path("runs/<str:number>/curves.json", run_curves, name="run_curves"),
    path("runs/<str:number>/now", run_now, name="run_now"),
    path("projects/<str:code>", project, name="project"),
    path("", include("pilotbase.pages.plant.urls")),
]

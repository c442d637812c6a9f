"""Pages over several apps."""

from django.urls import include, path

urlpatterns = [
    path("", include("pilotbase.pages.plant.urls")),
]

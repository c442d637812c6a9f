"""Addresses of the inbox."""

from django.urls import path

from pilotbase.notifications import views

urlpatterns = [
    path("notices", views.list_notices, name="notices"),
    path("notices/preferences", views.choose, name="notice_preferences"),
    path("notices/read", views.read_all, name="read_notices"),
    path("notices/<int:pk>/open", views.open_notice, name="open_notice"),
]

"""Addresses that belong to no app."""

from django.urls import path

from pilotbase.web import views

app_name = "web"
urlpatterns = [
    path("design", views.design, name="design"),
    path("favicon.ico", views.favicon, name="favicon"),
]

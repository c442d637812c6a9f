"""Addresses of bookings, the timeline, runs and utilization."""

from django.urls import URLPattern, path

from bookings.views_timeline import show_timeline

urlpatterns: list[URLPattern] = [
    path("timeline", show_timeline, name="timeline"),
]

"""Addresses of bookings, the timeline, runs and utilization."""

from django.urls import URLPattern, path

from bookings import views
from bookings.views_charges import add_payment, list_charges
from bookings.views_conduct import appeal_against, decide_it, list_violations
from bookings.views_feeds import end_feed, list_feeds, new_feed, read_feed
from bookings.views_handing import hand_booking_over
from bookings.views_maintenance import plan_maintenance
from bookings.views_rules import edit_rules, list_rules
from bookings.views_runs import list_runs, start_stage
from bookings.views_series import end_series, move_series, new_series, show_series
from bookings.views_slots import show_slots
from bookings.views_timeline import show_lane, show_timeline
from bookings.views_utilization import (
    show_utilization,
    utilization_csv,
    utilization_refused,
    utilization_rows,
)
from bookings.views_waiting import leave_the_line, take_offer, wait_list

urlpatterns: list[URLPattern] = [
    path("timeline", show_timeline, name="timeline"),
    path("timeline/lanes/<slug:tag>", show_lane, name="timeline_lane"),
    path("machines/<str:tag>/maintenance", plan_maintenance, name="plan_maintenance"),
    path("calendar", list_feeds, name="calendar_feeds"),
    path("calendar/new", new_feed, name="new_calendar_feed"),
    path("calendar/<int:pk>/revoke", end_feed, name="end_calendar_feed"),
    path("calendar/<str:secret>.ics", read_feed, name="calendar_feed"),
    path("series/new", new_series, name="new_series"),
    path("series/<int:pk>", show_series, name="series"),
    path("series/<int:pk>/change", move_series, name="move_series"),
    path("series/<int:pk>/cancel", end_series, name="end_series"),
    path("violations", list_violations, name="violations"),
    path("violations/<int:pk>/appeal", appeal_against, name="appeal"),
    path("violations/<int:pk>/decide", decide_it, name="decide_appeal"),
    path("waiting", wait_list, name="wait_list"),
    path("waiting/<int:pk>/accept", take_offer, name="take_offer"),
    path("waiting/<int:pk>/leave", leave_the_line, name="leave_the_line"),
    path("bookings", views.list_bookings, name="bookings"),
    path("bookings/new", views.new_booking, name="new_booking"),
    path("bookings/slots", show_slots, name="slots"),
    path("bookings/<str:number>", views.show_booking, name="booking"),
    path("bookings/<str:number>/change", views.change_booking, name="change_booking"),
    path("bookings/<str:number>/hand-over", hand_booking_over, name="hand_over"),
    path("bookings/<str:number>/split", views.split_booking, name="split_booking"),
    path("bookings/<str:number>/cancel", views.cancel_booking, name="cancel_booking"),
    path("bookings/<str:number>/approve", views.approve_booking, name="approve_booking"),
    path("bookings/<str:number>/reject", views.reject_booking, name="reject_booking"),
    path("bookings/<str:number>/start", start_stage, name="start_run"),
    path("bookings/<str:number>/record", views.record_stage, name="record_run"),
    path("charges", list_charges, name="charges"),
    path("charges/payments", add_payment, name="add_payment"),
    path("rules", list_rules, name="rules"),
    path("rules/<str:scope>/<str:name>", edit_rules, name="edit_rules"),
    path("runs", list_runs, name="runs"),
    path("utilization", show_utilization, name="utilization"),
    path("utilization/rows", utilization_rows, name="utilization_rows"),
    path("utilization/refused", utilization_refused, name="utilization_refused"),
    path("utilization.csv", utilization_csv, name="utilization_csv"),
]

"""Addresses of bookings, the timeline, runs and utilization."""

from django.urls import URLPattern, path

from bookings.views import booking
from bookings.views.approving import approve_booking, list_approvals, reject_booking
from bookings.views.charges import add_payment, list_charges
from bookings.views.conduct import appeal_against, decide_it, list_violations
from bookings.views.feeds import end_feed, list_feeds, new_feed, read_feed
from bookings.views.handing import hand_booking_over, shorten_booking
from bookings.views.maintenance import plan_maintenance
from bookings.views.rules import edit_rules, list_rules
from bookings.views.runs import list_runs, start_stage
from bookings.views.series import end_series, move_series, new_series, show_series
from bookings.views.slots import show_slots
from bookings.views.timeline import show_lane, show_timeline
from bookings.views.utilization import (
    show_utilization,
    utilization_csv,
    utilization_refused,
    utilization_rows,
)
from bookings.views.waiting import leave_the_line, take_offer, wait_list

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
    path("approvals", list_approvals, name="approvals"),
    path("bookings", booking.list_bookings, name="bookings"),
    path("bookings/new", booking.new_booking, name="new_booking"),
    path("bookings/slots", show_slots, name="slots"),
    path("bookings/<str:number>", booking.show_booking, name="booking"),
    path("bookings/<str:number>/change", booking.change_booking, name="change_booking"),
    path("bookings/<str:number>/hand-over", hand_booking_over, name="hand_over"),
    path("bookings/<str:number>/shorten", shorten_booking, name="shorten_booking"),
    path("bookings/<str:number>/split", booking.split_booking, name="split_booking"),
    path("bookings/<str:number>/cancel", booking.cancel_booking, name="cancel_booking"),
    path("bookings/<str:number>/approve", approve_booking, name="approve_booking"),
    path("bookings/<str:number>/reject", reject_booking, name="reject_booking"),
    path("bookings/<str:number>/start", start_stage, name="start_run"),
    path("bookings/<str:number>/record", booking.record_stage, name="record_run"),
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

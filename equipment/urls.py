"""The addresses of what is kept of machines besides their state: upkeep, training, faults,
help.
"""

from django.urls import URLPattern, path

from equipment.views import faults, training, upkeep
from equipment.views import help as threads

UPKEEP: list[URLPattern] = [
    path("maintenance", upkeep.maintenance, name="maintenance"),
    path("maintenance/files/<int:file_id>", upkeep.get_paper, name="upkeep_file"),
    path(
        "maintenance/records/<int:record_id>/files",
        upkeep.attach_paper,
        name="attach_certificate",
    ),
    path("maintenance/<slug:code>", upkeep.show_plan, name="maintenance_plan"),
    path("maintenance/<slug:code>/records", upkeep.record_done, name="record_upkeep"),
]
TRAINING: list[URLPattern] = [
    path("training", training.trainings, name="trainings"),
    path("training/new", training.new_training, name="new_training"),
    path("training/<int:pk>", training.show_training, name="training"),
    path("training/<int:pk>/edit", training.edit_training, name="edit_training"),
    path("training/<int:pk>/enrol", training.enrol_page, name="enrol"),
    path("training/<int:pk>/withdraw", training.withdraw_page, name="withdraw_enrolment"),
    path("training/<int:pk>/assess", training.assess_page, name="assess_training"),
    path("training/<int:pk>/cancel", training.cancel_page, name="cancel_training"),
    path("qualifications", training.qualifications, name="qualifications"),
    path("qualifications/new", training.new_qualification, name="qualify"),
    path("qualifications/<int:pk>/revoke", training.revoke_page, name="revoke_qualification"),
]
FAULTS: list[URLPattern] = [
    path("faults", faults.faults, name="faults"),
    path("faults/<int:pk>", faults.show_fault, name="fault"),
    path("faults/<int:pk>/move", faults.move_page, name="move_fault"),
    path("faults/<int:pk>/notes", faults.note_page, name="note_fault"),
    path("machines/<slug:tag>/fault", faults.new_fault, name="report_fault"),
    path("machines/<slug:tag>/follow", faults.follow_page, name="follow_machine"),
    path("machines/<slug:tag>/unfollow", faults.unfollow_page, name="unfollow_machine"),
]
HELP: list[URLPattern] = [
    path("help", threads.help_threads, name="help_threads"),
    path("help/<int:pk>", threads.help_thread, name="help_thread"),
    path("help/<int:pk>/close", threads.close_page, name="close_help"),
    path("machines/<slug:tag>/help", threads.ask_page, name="ask_help"),
]
urlpatterns = [*UPKEEP, *TRAINING, *FAULTS, *HELP]

"""The addresses of what is kept of machines besides their state: upkeep, training, faults,
help.
"""

from django.urls import URLPattern, path

from equipment import views_faults, views_help, views_training, views_upkeep

UPKEEP: list[URLPattern] = [
    path("maintenance", views_upkeep.maintenance, name="maintenance"),
    path("maintenance/files/<int:file_id>", views_upkeep.get_paper, name="upkeep_file"),
    path(
        "maintenance/records/<int:record_id>/files",
        views_upkeep.attach_paper,
        name="attach_certificate",
    ),
    path("maintenance/<slug:code>", views_upkeep.show_plan, name="maintenance_plan"),
    path("maintenance/<slug:code>/records", views_upkeep.record_done, name="record_upkeep"),
]
TRAINING: list[URLPattern] = [
    path("training", views_training.trainings, name="trainings"),
    path("training/new", views_training.new_training, name="new_training"),
    path("training/<int:pk>", views_training.show_training, name="training"),
    path("training/<int:pk>/edit", views_training.edit_training, name="edit_training"),
    path("training/<int:pk>/enrol", views_training.enrol_page, name="enrol"),
    path("training/<int:pk>/withdraw", views_training.withdraw_page, name="withdraw_enrolment"),
    path("training/<int:pk>/assess", views_training.assess_page, name="assess_training"),
    path("training/<int:pk>/cancel", views_training.cancel_page, name="cancel_training"),
    path("qualifications", views_training.qualifications, name="qualifications"),
    path("qualifications/new", views_training.new_qualification, name="qualify"),
    path("qualifications/<int:pk>/revoke", views_training.revoke_page, name="revoke_qualification"),
]
FAULTS: list[URLPattern] = [
    path("faults", views_faults.faults, name="faults"),
    path("faults/<int:pk>", views_faults.show_fault, name="fault"),
    path("faults/<int:pk>/move", views_faults.move_page, name="move_fault"),
    path("faults/<int:pk>/notes", views_faults.note_page, name="note_fault"),
    path("machines/<slug:tag>/fault", views_faults.new_fault, name="report_fault"),
    path("machines/<slug:tag>/follow", views_faults.follow_page, name="follow_machine"),
    path("machines/<slug:tag>/unfollow", views_faults.unfollow_page, name="unfollow_machine"),
]
HELP: list[URLPattern] = [
    path("help", views_help.help_threads, name="help_threads"),
    path("help/<int:pk>", views_help.help_thread, name="help_thread"),
    path("help/<int:pk>/close", views_help.close_page, name="close_help"),
    path("machines/<slug:tag>/help", views_help.ask_page, name="ask_help"),
]
urlpatterns = [*UPKEEP, *TRAINING, *FAULTS, *HELP]

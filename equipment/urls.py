"""The addresses of what is kept of machines besides their state: upkeep."""

from django.urls import URLPattern, path

from equipment import views_upkeep

urlpatterns: list[URLPattern] = [
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

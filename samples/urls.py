"""The addresses of samples, of the laboratory and of reports."""

from django.urls import URLPattern, path

from samples import views, views_custody, views_delivery, views_reports, views_testing

SAMPLES: list[URLPattern] = [
    path("samples", views.list_samples, name="samples"),
    path("samples/draw", views.draw_sample, name="draw_sample"),
    path("samples/deliver", views_delivery.deliver_samples, name="deliver_samples"),
    path("samples/hand-over", views_custody.hand_over_samples, name="hand_over_samples"),
    path("samples/inbox", views_custody.show_inbox, name="samples_inbox"),
    path("samples/take-back", views_custody.take_back, name="take_back_samples"),
    path("samples/labels", views.print_labels, name="sample_labels"),
    path("samples/<str:number>", views.show_sample, name="sample"),
    path("samples/<str:number>/correct", views.correct_sample, name="correct_sample"),
    path("samples/<str:number>/files", views.attach_file, name="attach_to_sample"),
    path("samples/<str:number>/files/<int:file_id>", views.get_file, name="sample_file"),
]
LABORATORY: list[URLPattern] = [
    path("worksheets", views_testing.lab, name="worksheets"),
    path("worksheets/review", views_testing.review_page, name="review_results"),
    path("worksheets/<str:number>", views_testing.show_worksheet, name="worksheet"),
    path("worksheets/<str:number>/import", views_testing.import_worksheet, name="import_worksheet"),
    path("worksheets/<str:number>/review", views_testing.review_worksheet, name="review_worksheet"),
    path("runs/<str:number>/import", views_testing.import_run, name="import_run"),
    path("samples/<str:number>/tests", views_testing.request_sample_tests, name="request_tests"),
]
REPORTS: list[URLPattern] = [
    path("reports", views_reports.list_reports, name="reports"),
    path("reports/new", views_reports.new_report, name="new_report"),
    path("reports/<str:number>", views_reports.show_report, name="report"),
    path("reports/<str:number>/sign", views_reports.sign_page, name="sign_report"),
    path("reports/<str:number>/issue", views_reports.issue_page, name="issue_report"),
    path("reports/<str:number>/recompose", views_reports.recompose_page, name="recompose_report"),
    path("verify/<str:code>", views_reports.verify, name="verify"),
]
urlpatterns = [*SAMPLES, *LABORATORY, *REPORTS]

"""The addresses of samples, of the laboratory and of reports."""

from django.urls import URLPattern, path

from samples.views import custody, delivery, reports, sample, testing

SAMPLES: list[URLPattern] = [
    path("samples", sample.list_samples, name="samples"),
    path("samples/draw", sample.draw_sample, name="draw_sample"),
    path("samples/deliver", delivery.deliver_samples, name="deliver_samples"),
    path("samples/hand-over", custody.hand_over_samples, name="hand_over_samples"),
    path("samples/inbox", custody.show_inbox, name="samples_inbox"),
    path("samples/take-back", custody.take_back, name="take_back_samples"),
    path("samples/labels", sample.print_labels, name="sample_labels"),
    path("samples/<str:number>", sample.show_sample, name="sample"),
    path("samples/<str:number>/correct", sample.correct_sample, name="correct_sample"),
    path("samples/<str:number>/files", sample.attach_file, name="attach_to_sample"),
    path("samples/<str:number>/files/<int:file_id>", sample.get_file, name="sample_file"),
]
LABORATORY: list[URLPattern] = [
    path("worksheets", testing.lab, name="worksheets"),
    path("worksheets/review", testing.review_page, name="review_results"),
    path("worksheets/<str:number>", testing.show_worksheet, name="worksheet"),
    path("worksheets/<str:number>/import", testing.import_worksheet, name="import_worksheet"),
    path("worksheets/<str:number>/review", testing.review_worksheet, name="review_worksheet"),
    path("runs/<str:number>/import", testing.import_run, name="import_run"),
    path("samples/<str:number>/tests", testing.request_sample_tests, name="request_tests"),
]
REPORTS: list[URLPattern] = [
    path("reports", reports.list_reports, name="reports"),
    path("reports/new", reports.new_report, name="new_report"),
    path("reports/<str:number>", reports.show_report, name="report"),
    path("reports/<str:number>/sign", reports.sign_page, name="sign_report"),
    path("reports/<str:number>/issue", reports.issue_page, name="issue_report"),
    path("reports/<str:number>/recompose", reports.recompose_page, name="recompose_report"),
    path("verify/<str:code>", reports.verify, name="verify"),
]
urlpatterns = [*SAMPLES, *LABORATORY, *REPORTS]

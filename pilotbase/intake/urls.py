"""Before a booking: the catalogue and the enquiries."""

from django.urls import path

from pilotbase.intake.views import catalogue, enquiry

urlpatterns = [
    path("catalogue", catalogue.show_catalogue, name="catalogue"),
    path("catalogue/pictures/<int:picture>", catalogue.get_picture, name="catalogue_picture"),
    path(
        "catalogue/pictures/<int:picture>/take-down",
        catalogue.remove_picture,
        name="take_down_picture",
    ),
    path("catalogue/<slug:code>", catalogue.show_class, name="catalogue_class"),
    path("catalogue/<slug:code>/picture", catalogue.add_picture, name="hang_picture"),
    path("enquiries", enquiry.list_enquiries, name="enquiries"),
    path("enquiries/new", enquiry.new_enquiry, name="new_enquiry"),
    path("enquiries/<str:number>", enquiry.show_enquiry, name="enquiry"),
    path("enquiries/<str:number>/answer", enquiry.answer, name="answer_enquiry"),
    path("enquiries/<str:number>/documents", enquiry.attach, name="add_document"),
    path(
        "enquiries/<str:number>/documents/<int:document>", enquiry.get_file, name="enquiry_document"
    ),
    path(
        "enquiries/<str:number>/documents/<int:document>/accept",
        enquiry.accept,
        name="accept_document",
    ),
    path("enquiries/<str:number>/declaration", enquiry.declare, name="declare_strain"),
    path("enquiries/<str:number>/review", enquiry.review, name="review_strain"),
    path("enquiries/<str:number>/project", enquiry.begin_project, name="open_project"),
    path("enquiries/<str:number>/end", enquiry.end, name="end_enquiry"),
]

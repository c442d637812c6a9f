"""Before a booking: the catalogue and the enquiries."""

from django.urls import path

from pilotbase.intake import views
from pilotbase.intake import views_catalogue as catalogue

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
    path("enquiries", views.list_enquiries, name="enquiries"),
    path("enquiries/new", views.new_enquiry, name="new_enquiry"),
    path("enquiries/<str:number>", views.show_enquiry, name="enquiry"),
    path("enquiries/<str:number>/answer", views.answer, name="answer_enquiry"),
    path("enquiries/<str:number>/documents", views.attach, name="add_document"),
    path(
        "enquiries/<str:number>/documents/<int:document>", views.get_file, name="enquiry_document"
    ),
    path(
        "enquiries/<str:number>/documents/<int:document>/accept",
        views.accept,
        name="accept_document",
    ),
    path("enquiries/<str:number>/declaration", views.declare, name="declare_strain"),
    path("enquiries/<str:number>/review", views.review, name="review_strain"),
    path("enquiries/<str:number>/project", views.begin_project, name="open_project"),
    path("enquiries/<str:number>/end", views.end, name="end_enquiry"),
]

"""Before a booking: the catalogue."""

from django.urls import path

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
]

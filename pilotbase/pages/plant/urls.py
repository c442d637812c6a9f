from django.urls import path

from pilotbase.pages.plant import views

urlpatterns = [
    path("plant", views.plant, name="plant"),
    path("plant/import", views.plant_import, name="plant_import"),
    path("plant/template.xlsx", views.plant_template, name="plant_template"),
    path("plant/<slug:key>", views.plant_list, name="plant_list"),
    path("plant/<slug:key>/new", views.plant_new, name="plant_new"),
    path("plant/<slug:key>/<int:pk>", views.plant_edit, name="plant_edit"),
    path("plant/<slug:key>/<int:pk>/retire", views.plant_retire, name="plant_retire"),
]

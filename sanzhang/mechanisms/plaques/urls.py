"""Addresses of plaques and of the page behind their code."""

from django.urls import path

from sanzhang.mechanisms.plaques import pages

urlpatterns = [
    path("u/<str:token>/", pages.unit_page, name="unit_page"),
    path("u/<str:token>", pages.unit_page),  # as printed: without the stroke at the end
    path("u/", pages.find_unit, name="find_unit"),
    path("plaques/", pages.plaques, name="plaques"),
    path("plaques/print/", pages.ask_print, name="print_plaques"),
    path("plaques/runs/<int:run_id>/", pages.run, name="print_run"),
    path("plaques/runs/<int:run_id>/pdf/", pages.pdf, name="print_run_pdf"),
    path("plaques/<int:place_id>/put-up/", pages.put_up, name="put_up_plaque"),
    path("plaques/<int:place_id>/photo/", pages.photo, name="plaque_photo"),
]

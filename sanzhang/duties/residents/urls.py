"""Addresses of residents."""

from django.urls import path

from sanzhang.duties.residents import pages

urlpatterns = [
    path("", pages.units, name="residents"),
    path("<int:unit_id>/", pages.unit, name="homes_of_unit"),
    path("<int:unit_id>/names/", pages.names, name="names_in_unit"),
    path("<int:unit_id>/settle/", pages.settle, name="settle"),
    path("homes/<int:home_id>/leave/", pages.move_out, name="move_out"),
]

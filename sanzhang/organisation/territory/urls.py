"""Addresses of the territory."""

from django.urls import path

from sanzhang.organisation.territory import import_pages, pages

urlpatterns = [
    path("", pages.territory, name="territory"),
    path("import/", import_pages.upload, name="import_buildings"),
    path("import/template/", import_pages.template, name="import_template"),
    path("import/<int:file_id>/", import_pages.dry_run, name="import_dry_run"),
    path("import/<int:file_id>/faults/", import_pages.faults, name="import_faults"),
    path("<int:place_id>/", pages.place, name="place"),
    path("<int:place_id>/history/", pages.history, name="place_history"),
    path("<int:place_id>/map/", pages.map_page, name="place_map"),
    path("<int:place_id>/map.json", pages.map_data, name="place_map_data"),
    path("<int:place_id>/export/", pages.export, name="place_export"),
    path("<int:place_id>/rename/", pages.rename, name="rename_place"),
    path("<int:place_id>/move/", pages.move, name="move_place"),
]

"""Addresses of the territory."""

from django.urls import path

from sanzhang.organisation.territory.pages import imports, places

urlpatterns = [
    path("", places.territory, name="territory"),
    path("import/", imports.upload, name="import_buildings"),
    path("import/template/", imports.template, name="import_template"),
    path("import/<int:file_id>/", imports.dry_run, name="import_dry_run"),
    path("import/<int:file_id>/faults/", imports.faults, name="import_faults"),
    path("<int:place_id>/", places.place, name="place"),
    path("<int:place_id>/history/", places.history, name="place_history"),
    path("<int:place_id>/map/", places.map_page, name="place_map"),
    path("<int:place_id>/map.json", places.map_data, name="place_map_data"),
    path("<int:place_id>/export/", places.export, name="place_export"),
    path("<int:place_id>/rename/", places.rename, name="rename_place"),
    path("<int:place_id>/move/", places.move, name="move_place"),
]

"""Addresses of the territory."""

from django.urls import path

from sanzhang.organisation.territory.pages import edits, imports, lists, places

urlpatterns = [
    path("", places.territory, name="territory"),
    path("import/", imports.upload, name="import_buildings"),
    path("import/template/", imports.template, name="import_template"),
    path("import/<int:file_id>/", imports.dry_run, name="import_dry_run"),
    path("import/<int:file_id>/faults/", imports.faults, name="import_faults"),
    path("<int:place_id>/", places.place, name="place"),
    path("<int:place_id>/branches/", places.branches, name="place_branches"),
    path("<int:place_id>/history/", places.history, name="place_history"),
    path("<int:place_id>/map/", places.map_page, name="place_map"),
    path("<int:place_id>/map.json", places.map_data, name="place_map_data"),
    path("<int:place_id>/export/", lists.export, name="place_export"),
    path("<int:place_id>/add/<slug:kind>/", edits.add, name="add_place"),
    path("<int:place_id>/rename/", edits.rename, name="rename_place"),
    path("<int:place_id>/move/", edits.move, name="move_place"),
    path("<int:place_id>/profile/", edits.profile, name="building_profile"),
    path("<int:place_id>/doors/", edits.doors, name="set_doors"),
    path("<int:place_id>/close/", edits.close, name="close_place"),
]

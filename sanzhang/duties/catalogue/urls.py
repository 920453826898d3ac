"""Addresses of the catalogue, below /kinds/."""

from django.urls import path

from sanzhang.duties.catalogue import pages
from sanzhang.duties.catalogue.pages import imports

urlpatterns = [
    path("", pages.kinds, name="kinds"),
    path("new/", pages.edit, name="new_kind"),
    path("new/rows/", pages.more_rows, name="more_new_rows"),
    path("import/", imports.upload, name="import_kinds"),
    path("import/<int:file_id>/", imports.preview, name="preview_kinds"),
    path("import/<int:file_id>/faults/", imports.faults, name="kind_faults"),
    path("suggest/", pages.suggest, name="suggest_kind"),
    path("bench/", pages.bench, name="kind_bench"),
    path("bench/keep/", pages.keep_trial, name="keep_trial"),
    path("bench/<int:trial_id>/drop/", pages.drop_trial, name="drop_trial"),
    path("rules/", pages.sorting, name="kind_rules"),
    path("rules/new/", pages.rule, name="new_kind_rule"),
    path("rules/<int:rule_id>/", pages.rule, name="kind_rule"),
    path("rules/<int:rule_id>/end/", pages.end_rule, name="end_kind_rule"),
    path("<slug:code>/", pages.kind, name="kind"),
    path("<slug:code>/edit/", pages.edit, name="edit_kind"),
    path("<slug:code>/edit/rows/", pages.more_rows, name="more_kind_rows"),
    path("<slug:code>/close/", pages.close, name="close_kind"),
]

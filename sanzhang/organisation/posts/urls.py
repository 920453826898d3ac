"""Addresses of posts."""

from django.urls import path

from sanzhang.organisation.posts import import_pages, pages

urlpatterns = [
    path("", pages.posts, name="posts"),
    path("export/", pages.export, name="export_posts"),
    path("import/", import_pages.upload, name="import_leaders"),
    path("import/template/<int:community_id>/", import_pages.template, name="leaders_template"),
    path("import/<int:file_id>/", import_pages.dry_run, name="leaders_dry_run"),
    path("import/<int:file_id>/faults/", import_pages.faults, name="leaders_faults"),
    path("open/<int:community_id>/", pages.open_missing, name="open_missing_posts"),
    path("<int:post_id>/", pages.post, name="post"),
    path("<int:post_id>/seat/", pages.seat, name="seat"),
    path("tenure/<int:tenure_id>/end/", pages.end, name="end_tenure"),
    path("tenure/<int:tenure_id>/cancel/", pages.cancel, name="cancel_tenure"),
]

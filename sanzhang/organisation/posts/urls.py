"""Addresses of posts."""

from django.urls import path

from sanzhang.organisation.posts.pages import chairs, imports, lists, seating

urlpatterns = [
    path("", lists.posts, name="posts"),
    path("export/", lists.export, name="export_posts"),
    path("import/", imports.upload, name="import_leaders"),
    path("import/template/<int:community_id>/", imports.template, name="leaders_template"),
    path("import/<int:file_id>/", imports.dry_run, name="leaders_dry_run"),
    path("import/<int:file_id>/faults/", imports.faults, name="leaders_faults"),
    path("open/<int:community_id>/", seating.open_missing, name="open_missing_posts"),
    path("<int:post_id>/", chairs.post, name="post"),
    path("<int:post_id>/phone/", chairs.phone, name="post_phone"),
    path("<int:post_id>/seat/", seating.seat, name="seat"),
    path("tenure/<int:tenure_id>/end/", seating.end, name="end_tenure"),
    path("tenure/<int:tenure_id>/cancel/", seating.cancel, name="cancel_tenure"),
    path("tenure/<int:tenure_id>/stay/", seating.take_back_end, name="take_back_end"),
]

"""Addresses of posts."""

from django.urls import path

from sanzhang.organisation.posts.pages import chairs, imports, lists, member_edits, members, seating

urlpatterns = [
    path("", lists.posts, name="posts"),
    path("export/", lists.export, name="export_posts"),
    path("import/", imports.upload, name="import_leaders"),
    path("import/template/<int:community_id>/", imports.template, name="leaders_template"),
    path("import/<int:file_id>/", imports.dry_run, name="leaders_dry_run"),
    path("import/<int:file_id>/faults/", imports.faults, name="leaders_faults"),
    path("open/<int:community_id>/", seating.open_missing, name="open_missing_posts"),
    path("members/", members.members, name="grid_members"),
    path("members/export/", members.export, name="export_members"),
    path("members/new/", member_edits.add, name="add_member"),
    path("members/import/", member_edits.upload, name="import_members"),
    path("members/import/<int:file_id>/", member_edits.dry_run, name="members_dry_run"),
    path("members/import/<int:file_id>/faults/", member_edits.faults, name="members_faults"),
    path("members/<int:member_id>/", members.member, name="grid_member"),
    path("members/<int:member_id>/phone/", members.phone, name="member_phone"),
    path("members/<int:member_id>/change/", member_edits.change, name="change_member"),
    path("members/<int:member_id>/end/", member_edits.end, name="end_member"),
    path("members/<int:member_id>/confirm/", member_edits.confirm, name="confirm_member"),
    path("<int:post_id>/", chairs.post, name="post"),
    path("<int:post_id>/phone/", chairs.phone, name="post_phone"),
    path("<int:post_id>/seat/", seating.seat, name="seat"),
    path("tenure/<int:tenure_id>/end/", seating.end, name="end_tenure"),
    path("tenure/<int:tenure_id>/cancel/", seating.cancel, name="cancel_tenure"),
    path("tenure/<int:tenure_id>/stay/", seating.take_back_end, name="take_back_end"),
]

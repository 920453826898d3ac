"""Addresses of posts."""

from django.urls import path

from sanzhang.organisation.posts.pages import (
    bodies,
    body_edits,
    body_lists,
    chairs,
    imports,
    lists,
    member_edits,
    members,
    nominations,
    seating,
)

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
    path("bodies/", bodies.bodies, name="bodies"),
    path("bodies/mine/", bodies.mine, name="my_bodies"),
    path("bodies/new/", body_edits.add, name="open_body"),
    path("bodies/grid/<int:grid_id>/", bodies.grid_invited, name="grid_invited"),
    path("bodies/grid/<int:grid_id>/export/", body_lists.export_grid, name="export_grid_invited"),
    path("bodies/<int:body_id>/", bodies.body, name="body"),
    path("bodies/<int:body_id>/export/", body_lists.export, name="export_body"),
    path("bodies/<int:body_id>/name/", body_edits.rename, name="rename_body"),
    path("bodies/<int:body_id>/close/", body_edits.close, name="close_body"),
    path("bodies/<int:body_id>/seat/", body_edits.seat, name="seat_in_body"),
    path("bodies/<int:body_id>/nominate/", nominations.nominate, name="nominate"),
    path("bodies/<int:body_id>/decide/", nominations.decide, name="decide_nominations"),
    path("bodies/seats/<int:seat_id>/change/", body_edits.change, name="change_body_role"),
    path("bodies/seats/<int:seat_id>/end/", body_edits.end, name="end_body_seat"),
    path("bodies/seats/<int:seat_id>/cancel/", body_edits.cancel, name="cancel_body_seat"),
    path("bodies/seats/<int:seat_id>/stay/", body_edits.take_back_end, name="take_back_body_end"),
    path("bodies/seats/<int:seat_id>/keep/", body_edits.keep, name="keep_in_body"),
    path(
        "bodies/nominations/<int:nomination_id>/withdraw/", nominations.withdraw, name="withdraw_nomination"
    ),
    path(
        "bodies/nominations/<int:nomination_id>/take-back/", nominations.take_back, name="take_back_decision"
    ),
    path("bodies/nominations/<int:nomination_id>/decline/", nominations.decline, name="decline_nomination"),
    path("<int:post_id>/", chairs.post, name="post"),
    path("<int:post_id>/phone/", chairs.phone, name="post_phone"),
    path("<int:post_id>/seat/", seating.seat, name="seat"),
    path("tenure/<int:tenure_id>/end/", seating.end, name="end_tenure"),
    path("tenure/<int:tenure_id>/cancel/", seating.cancel, name="cancel_tenure"),
    path("tenure/<int:tenure_id>/stay/", seating.take_back_end, name="take_back_end"),
]

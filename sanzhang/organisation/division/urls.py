"""Addresses of the division of grids."""

from django.urls import path

from sanzhang.organisation.division.pages import changes, decisions, drafts, options, papers

urlpatterns = [
    path("", drafts.communities, name="divisions"),
    path("<int:community_id>/", drafts.community, name="division_drafts"),
    path("draft/<int:draft_id>/", drafts.draft, name="division_draft"),
    path("draft/<int:draft_id>/sign/", decisions.sign, name="sign_division"),
    path("draft/<int:draft_id>/take-back/", decisions.take_back, name="take_back_division"),
    path("draft/<int:draft_id>/withdraw/", decisions.withdraw, name="withdraw_division"),
    path("draft/<int:draft_id>/approve/", decisions.approve, name="approve_division"),
    path("draft/<int:draft_id>/refuse/", decisions.refuse, name="refuse_division"),
    path("option/<int:option_id>/", options.option, name="division_option"),
    path("option/<int:option_id>/map.json", options.map_data, name="division_map"),
    path("option/<int:option_id>/print/", papers.printed, name="print_division"),
    path("option/<int:option_id>/export/", papers.export, name="export_division"),
    path("option/<int:option_id>/move/", changes.move, name="move_in_division"),
    path("option/<int:option_id>/undo/", changes.undo, name="undo_in_division"),
    path("option/<int:option_id>/lock/", changes.lock, name="lock_in_division"),
    path("option/<int:option_id>/unlock/", changes.unlock, name="unlock_in_division"),
    path("option/<int:option_id>/name/", changes.name_grid, name="name_in_division"),
    path("option/<int:option_id>/solve/", changes.solve, name="solve_in_division"),
    path("option/<int:option_id>/choose/", changes.choose, name="choose_division"),
]

"""Addresses of selections: workers' pages first, then what anybody may open by its token."""

from django.urls import path

from sanzhang.organisation.selection.pages import calls, candidates, lists, objections, public, run, sheets

urlpatterns = [
    path("", lists.selections, name="selections"),
    path("export/", lists.export, name="export_selections"),
    path("new/<int:post_id>/", calls.new, name="new_selection"),
    path("grid/<int:grid_id>/", calls.grid, name="call_grid"),
    path("run/<int:procedure_id>/", run.selection, name="selection"),
    path("run/<int:procedure_id>/nominate/", candidates.nominate, name="put_forward"),
    path("run/<int:procedure_id>/heard/", objections.enter, name="heard_objection"),
    path("run/<int:procedure_id>/sheet/<str:which>/", sheets.sheet, name="selection_sheet"),
    path("run/<int:procedure_id>/<str:verb>/", run.step, name="selection_step"),
    path("candidate/<int:candidate_id>/", candidates.candidate, name="candidate"),
    path("candidate/<int:candidate_id>/phone/", candidates.phone, name="candidate_phone"),
    path("candidate/<int:candidate_id>/proof/", candidates.proof, name="candidate_proof"),
    path("candidate/<int:candidate_id>/accept/", candidates.accept, name="accept_candidate"),
    path("candidate/<int:candidate_id>/refuse/", candidates.refuse, name="refuse_candidate"),
    path("candidate/<int:candidate_id>/back/", candidates.step_back, name="candidate_back"),
    path("candidate/<int:candidate_id>/endorse/", candidates.endorse, name="endorse_candidate"),
    path("objection/<int:objection_id>/", objections.objection, name="objection"),
    path("receipt/<str:code>/", public.receipt, name="selection_receipt"),
    path("receipt/<str:code>/back/", public.leave, name="selection_leave"),
    path("<str:token>/", public.public, name="public_selection"),
    path("<str:token>/stand/", public.stand, name="stand"),
    path("<str:token>/object/", public.object_to, name="object"),
    path("<str:token>/support/<int:number>/", public.support, name="support"),
]

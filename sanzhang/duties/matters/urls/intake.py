"""Addresses of what comes in: kinds, similar ones, questions, joining, hotlines; and what was done, for all."""

from django.urls import path

from sanzhang.duties.matters.pages import asking, enquiries, hotline, joining, public, ready_answers, report

urlpatterns = [
    path("report/<slug:token>/alike/", report.alike, name="report_alike"),
    path("report/<slug:token>/details/", report.details, name="report_details"),
    path("ask/<slug:token>/", asking.answers, name="answers"),
    path("ask/<slug:token>/new/", asking.ask, name="ask"),
    path("ask/<slug:token>/<int:answer_id>/", asking.this_one, name="this_answer"),
    path("q/<slug:receipt>/", asking.receipt, name="enquiry_receipt"),
    path("q/<slug:receipt>/turn/", asking.turn, name="turn_own_enquiry"),
    path("done/<slug:token>/", public.done, name="done"),
    path("r/<slug:receipt>/part/", joining.part_by_receipt, name="part_by_receipt"),
    path("matters/questions/", enquiries.enquiries, name="enquiries"),
    path("matters/questions/new/", enquiries.new, name="enquiry_new"),
    path("matters/questions/<int:enquiry_id>/", enquiries.enquiry, name="enquiry"),
    path("matters/questions/<int:enquiry_id>/turn/", enquiries.turn, name="turn_enquiry"),
    path("matters/questions/<int:enquiry_id>/contact/", enquiries.contact, name="enquiry_contact"),
    path("matters/answers/", ready_answers.ready_answers, name="ready_answers"),
    path("matters/answers/new/", ready_answers.new, name="ready_answer_new"),
    path("matters/answers/<int:answer_id>/", ready_answers.edit, name="ready_answer"),
    path(
        "matters/answers/<int:answer_id>/looked-over/",
        ready_answers.looked_over,
        name="ready_answer_looked_over",
    ),
    path("matters/answers/<int:answer_id>/off/", ready_answers.take_off, name="ready_answer_off"),
    path("matters/hotline/", hotline.upload, name="hotline"),
    path("matters/hotline/<int:file_id>/", hotline.preview, name="hotline_preview"),
    path("matters/hotline/<int:file_id>/faults/", hotline.faults, name="hotline_faults"),
    path("matters/<int:matter_id>/join/", joining.join, name="join"),
    path("matters/<int:matter_id>/part/", joining.part, name="part"),
    path("matters/<int:matter_id>/file/", joining.file_as, name="file_as"),
    path("matters/<int:matter_id>/question/", enquiries.only_a_question, name="only_a_question"),
]

"""Addresses of supervision."""

from django.urls import path

from sanzhang.duties.supervision.pages import bodies, contacts, inspections, public, suggestions

urlpatterns = [
    path("supervision/", bodies.bodies, name="watched_bodies"),
    path("supervision/new/", bodies.new, name="watched_body_new"),
    path("supervision/at/<str:token>/", public.estate, name="watched_estate"),
    path("supervision/reply/<str:code>/", inspections.reply, name="reply"),
    path("supervision/rate/<int:body_id>/", public.rate, name="rate_body"),
    path("supervision/rate/<int:body_id>/done/", public.rated, name="rated"),
    path("supervision/inspections/<int:post_id>/", inspections.inspect, name="inspect"),
    path("supervision/looked-over/<int:post_id>/", inspections.look_over, name="look_over"),
    path("supervision/months/<int:community_id>/", inspections.month, name="supervision_month"),
    path("supervision/findings/<int:finding_id>/", inspections.finding, name="finding"),
    path("supervision/findings/<int:finding_id>/hide/", inspections.hide, name="hide_finding"),
    path("supervision/findings/<int:finding_id>/reply/", inspections.reply_for, name="reply_for"),
    path("supervision/<int:body_id>/", bodies.body, name="watched_body"),
    path("supervision/<int:body_id>/edit/", bodies.edit, name="watched_body_edit"),
    path("supervision/<int:body_id>/close/", bodies.close, name="watched_body_close"),
    path("supervision/<int:body_id>/contact/", contacts.of_body, name="watched_body_contact"),
    path("supervision/<int:body_id>/import/", bodies.table, name="duties_import"),
    path("supervision/<int:body_id>/customary/", bodies.customary, name="duties_customary"),
    path("supervision/<int:body_id>/copy/", bodies.copy, name="duties_copy"),
    path("supervision/<int:body_id>/duties/new/", bodies.duty_new, name="duty_new"),
    path("supervision/<int:body_id>/duties/<int:duty_id>/", bodies.duty_change, name="duty_change"),
    path("supervision/<int:body_id>/duties/<int:duty_id>/end/", bodies.duty_end, name="duty_end"),
    path("suggestions/", suggestions.suggestions, name="suggestions"),
    path("suggestions/at/<str:token>/", suggestions.public, name="suggestions_public"),
    path("suggestions/at/<str:token>/new/", suggestions.make, name="suggest"),
    path("suggestions/at/<str:token>/<int:suggestion_id>/support/", suggestions.support, name="support"),
    path("suggestions/r/<str:receipt>/", suggestions.receipt, name="suggestion_receipt"),
    path("suggestions/r/<str:receipt>/judge/", suggestions.judge, name="suggestion_judge"),
    path("suggestions/r/<str:receipt>/again/", suggestions.again, name="suggestion_again"),
    path("suggestions/<int:suggestion_id>/", suggestions.suggestion, name="suggestion"),
    path("suggestions/<int:suggestion_id>/hide/", suggestions.hide, name="suggestion_hide"),
    path("suggestions/<int:suggestion_id>/contact/", contacts.of_suggestion, name="suggestion_contact"),
]

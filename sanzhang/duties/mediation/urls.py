"""Addresses of mediation, below /mediation/."""

from django.urls import path

from sanzhang.duties.mediation.pages import figures, papers, party, seats, telling

urlpatterns = [
    path("", seats.disputes, name="disputes"),
    path("new/", telling.tell_for, name="dispute_new"),
    path("figures/", figures.figures, name="dispute_figures"),
    path("tell/<slug:token>/", telling.tell, name="dispute_tell"),
    path("from/<int:matter_id>/", telling.turn, name="dispute_turn"),
    path("r/<slug:receipt>/", party.by_receipt, name="dispute_receipt"),
    path("r/<slug:receipt>/paper/<str:paper>", papers.for_receipt, name="dispute_receipt_paper"),
    path("r/<slug:receipt>/photo/<int:paper_id>/", papers.photo_for_receipt, name="dispute_receipt_photo"),
    path("r/<slug:receipt>/<slug:verb>/", party.say_by_receipt, name="dispute_receipt_say"),
    path("own/<int:party_id>/", party.own, name="dispute_own"),
    path("own/<int:party_id>/paper/<str:paper>", papers.for_own, name="dispute_own_paper"),
    path("own/<int:party_id>/photo/<int:paper_id>/", papers.photo_for_own, name="dispute_own_photo"),
    path("own/<int:party_id>/<slug:verb>/", party.say_own, name="dispute_own_say"),
    path("photo/<int:paper_id>/", papers.photo_for_mediator, name="dispute_photo"),
    path("<int:dispute_id>/", seats.dispute, name="dispute"),
    path("<int:dispute_id>/take/", seats.take, name="dispute_take"),
    path("<int:dispute_id>/reassign/", seats.reassign, name="dispute_reassign"),
    path("<int:dispute_id>/paper/<str:paper>", papers.for_mediator, name="dispute_paper"),
    path("<int:dispute_id>/<slug:verb>/", seats.do, name="dispute_do"),
]

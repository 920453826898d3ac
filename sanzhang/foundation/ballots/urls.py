"""Addresses of votes."""

from django.urls import path

from sanzhang.foundation.ballots.pages import results, roll, slips, voting

urlpatterns = [
    path("", voting.enter, name="enter_code"),
    path("polls/", roll.polls, name="polls"),
    path("poll/<int:poll_id>/", roll.poll, name="poll"),
    path("poll/<int:poll_id>/sheets/", roll.sheets, name="ballot_sheets"),
    path("poll/<int:poll_id>/close/", roll.close, name="close_poll"),
    path("poll/<int:poll_id>/void/", roll.void, name="void_poll"),
    path("poll/<int:poll_id>/pile/", slips.pile, name="ballot_pile"),
    path("pile/<int:batch_id>/", slips.second, name="ballot_pile_again"),
    path("pile/<int:batch_id>/differs/", slips.differs, name="ballot_pile_differs"),
    path("voter/<int:voter_id>/", roll.mark, name="mark_slip"),
    path("result/<str:token>/", results.result, name="poll_result"),
    path("result/<str:token>/ballots.csv", results.ballots_file, name="poll_ballots"),
    path("<str:code>/", voting.ballot, name="ballot"),
]

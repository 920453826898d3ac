"""Addresses of rotation."""

from django.urls import path

from sanzhang.mechanisms.rotation.pages import handovers, lists, members, papers, rota, turns

urlpatterns = [
    path("", lists.rotas, name="rotas"),
    path("export/", lists.export, name="export_rotas"),
    path("mine/", turns.mine, name="my_rotation"),
    path("mine/calendar/", papers.calendar, name="my_turns_calendar"),
    path("unit/<str:token>/", members.unit, name="rotation_of_unit"),
    path("unit/<str:token>/join/", members.join, name="join_rota"),
    path("handover/", handovers.notes, name="handovers"),
    path("handover/draft/<int:tenure_id>/", handovers.draft, name="draft_handover"),
    path("handover/question/<int:question_id>/", handovers.answer, name="answer_handover"),
    path("handover/<int:note_id>/", handovers.note, name="handover"),
    path("handover/<int:note_id>/words/", handovers.words, name="handover_words"),
    path("handover/<int:note_id>/receive/", handovers.receive, name="receive_handover"),
    path("handover/<int:note_id>/ask/", handovers.ask, name="ask_handover"),
    path("handover/<int:note_id>/paper/", handovers.paper, name="handover_paper"),
    path("new/", lists.choose, name="choose_unit"),
    path("new/<int:post_id>/", rota.start, name="start_rota"),
    path("<int:rota_id>/", rota.rota, name="rota"),
    path("<int:rota_id>/enter/", rota.enter, name="enter_member"),
    path("<int:rota_id>/draw/", rota.draw, name="draw_order"),
    path("<int:rota_id>/order/", rota.order, name="arrange_order"),
    path("<int:rota_id>/extend/", rota.extend, name="extend_rota"),
    path("<int:rota_id>/end/", rota.end, name="end_rota"),
    path("<int:rota_id>/print/", papers.print_list, name="print_rota"),
    path("<int:rota_id>/export/", papers.export, name="export_rota"),
    path("members/<int:member_id>/able/", members.able, name="member_able"),
    path("members/<int:member_id>/decline/", members.decline, name="decline_member"),
    path("members/<int:member_id>/leave/", members.leave, name="leave_rota"),
    path("turns/<int:turn_id>/swap/", turns.swap, name="ask_swap"),
    path("turns/<int:turn_id>/skip/", turns.skip, name="skip_turn"),
    path("turns/<int:turn_id>/stop/", turns.stop, name="stop_turn"),
    path("turns/<int:turn_id>/take/", turns.take, name="take_turn"),
    path("swaps/<int:swap_id>/answer/", turns.answer, name="answer_swap"),
    path("swaps/<int:swap_id>/withdraw/", turns.withdraw, name="withdraw_swap"),
]

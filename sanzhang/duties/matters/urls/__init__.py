"""Addresses of matters: for residents at the root, for seats below /matters/."""

from django.urls import path, register_converter

from sanzhang.duties.matters.pages import (
    board,
    deciding,
    dispatching,
    handlers,
    late,
    lists,
    offline,
    receipt,
    report,
    steps,
    work_rules,
)
from sanzhang.duties.matters.urls import intake


class Size:
    """A photo's size."""

    regex = "small|full"

    def to_python(self, value: str) -> str:
        """Return the size."""
        return value

    def to_url(self, value: str) -> str:
        """Return the size."""
        return value


register_converter(Size, "size")

HANDLING = (
    ("", handlers.order, "order"),
    ("claim/", handlers.claim, "claim_order"),
    ("report/", handlers.report_back, "report_back"),
    ("hand-back/", handlers.hand_back, "hand_back"),
    ("ask-time/", handlers.ask_time, "order_ask_time"),
    ("contact/", handlers.contact, "order_contact"),
    ("photo/<int:photo_id>/<size:size>/", handlers.photo, "order_photo"),
)
urlpatterns = [
    *intake.urlpatterns,
    path("report/<slug:token>/", report.where, name="report"),
    path("report/<slug:token>/what/", report.what, name="report_what"),
    path("report/<slug:token>/sort/", report.sort, name="report_sort"),
    path("report/<slug:token>/reach/", report.reach, name="report_reach"),
    path("report/<slug:token>/check/", report.check, name="report_check"),
    path("report/<slug:token>/photo/<int:photo_id>/", report.draft_photo, name="draft_photo"),
    path("r/<slug:receipt>/", receipt.receipt, name="receipt"),
    path("r/<slug:receipt>/confirm/", receipt.confirm, name="confirm"),
    path("r/<slug:receipt>/withdraw/", receipt.withdraw, name="withdraw"),
    path("r/<slug:receipt>/reopen/", receipt.reopen, name="reopen"),
    path("r/<slug:receipt>/rate/", receipt.rate, name="rate"),
    path("r/<slug:receipt>/note/", receipt.note, name="receipt_note"),
    path("r/<slug:receipt>/photo/<int:photo_id>/<size:size>/", receipt.photo, name="receipt_photo"),
    path("follow/", receipt.follow, name="follow"),
    path("matters/", lists.matters, name="matters"),
    path("matters/export/", lists.export, name="export_matters"),
    path("matters/board/", board.board, name="board"),
    path("matters/new/", lists.new, name="new_matter"),
    path("matters/clocks/", lists.clocks, name="clocks"),
    path("matters/photo/<int:photo_id>/<size:size>/", lists.photo, name="matter_photo"),
    path("matters/late/<int:proposal_id>/", late.sent, name="late_words"),
    path("matters/late/<int:proposal_id>/take/", late.take, name="take_proposal"),
    path("matters/late/<int:proposal_id>/decline/", late.decline, name="decline_proposal"),
    path("matters/late/photo/<int:photo_id>/<size:size>/", late.photo, name="proposal_photo"),
    path("matters/unsent/", offline.unsent, name="unsent"),
    path("matters/unsent/<slug:entry>/settle/", offline.settle, name="settle_unsent"),
    path("matters/unsent/photo/<int:photo_id>/<size:size>/", offline.photo, name="unsent_photo"),
    path("orders/", handlers.orders, name="orders"),
    *(
        path(f"{start}{end}", view, name=f"{name}{tail}")
        for start, tail in (("orders/<int:order_id>/", ""), ("o/<slug:secret>/", "_by_link"))
        for end, view, name in HANDLING
    ),
    path("matters/orders/<int:order_id>/", dispatching.sent, name="order_sent"),
    path("matters/orders/<int:order_id>/qr/", dispatching.qr, name="order_qr"),
    path("matters/orders/<int:order_id>/link/", dispatching.new_link, name="new_order_link"),
    path("matters/orders/<int:order_id>/recall/", dispatching.recall, name="recall_order"),
    path("matters/decisions/", deciding.decisions, name="decisions"),
    path("matters/decisions/<int:decision_id>/", deciding.decide, name="decide"),
    path("matters/checks/<int:check_id>/", deciding.check, name="check"),
    path("matters/work-rules/", work_rules.work_rules, name="work_rules"),
    path("matters/rates/", work_rules.rates, name="rates"),
    path("matters/<int:matter_id>/dispatch/", dispatching.dispatch, name="dispatch"),
    path("matters/<int:matter_id>/split/", dispatching.split, name="split"),
    path("matters/<int:matter_id>/ask-resident/", dispatching.ask_resident, name="ask_resident"),
    path("matters/<int:matter_id>/ask-time/", dispatching.ask_time, name="ask_time"),
    path("matters/<int:matter_id>/resume/", dispatching.resume, name="resume"),
    path("matters/<int:matter_id>/mark/", deciding.mark, name="mark"),
    path("matters/<int:matter_id>/visit/", deciding.visit, name="visit"),
    path("r/<slug:receipt>/add/", receipt.add, name="receipt_add"),
    path("matters/<int:matter_id>/", lists.matter, name="matter"),
    path("matters/<int:matter_id>/accept/", steps.accept, name="accept"),
    path("matters/<int:matter_id>/answer/", steps.answer, name="answer"),
    path("matters/<int:matter_id>/pass-up/", steps.pass_up, name="pass_up"),
    path("matters/<int:matter_id>/note/", steps.note, name="note"),
    path("matters/<int:matter_id>/subject/", steps.subject, name="subject"),
    path("matters/<int:matter_id>/contact/", steps.contact, name="contact"),
]

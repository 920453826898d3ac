"""Addresses of channels."""

from django.urls import path

from sanzhang.foundation.channels import pages

urlpatterns = [
    path("inbox/", pages.inbox, name="inbox"),
    path("inbox/<int:message_id>/open", pages.open_message, name="open_message"),
    path("inbox/read", pages.read_all, name="read_all"),
    path("outbox/", pages.outbox, name="outbox"),
    path("channels/tencent/receipts/<str:secret>", pages.receipts, name="sms_receipts"),
]

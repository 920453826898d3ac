"""The inbox; the demo's outbox; reports of the text message provider."""

import hmac
import json
import os
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt

from sanzhang.foundation.channels import actions, carriers, queries
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.permission.pages import page

A_PAGE = 30


@page("channels.inbox")
def inbox(request: Any) -> HttpResponse:
    """Show one's messages, newest first, and those of one's own that did not arrive."""
    messages = queries.inbox_of(request.user)
    if (before := request.GET.get("before", "")).isdecimal() and len(before) < 20:
        messages = messages.filter(pk__lt=int(before))
    shown = list(messages[: A_PAGE + 1])
    seen = {
        "letters": shown[:A_PAGE],
        "older": shown[A_PAGE - 1].pk if len(shown) > A_PAGE else None,
        "unread": queries.unread_count(request.user),
        "failed": queries.failed_of(request.user)[:20],
    }
    return render(request, "channels/inbox.html", seen)


@page("channels.mark_read", methods="POST")
def open_message(request: Any, message_id: int) -> HttpResponse:
    """Mark a message as read and go where it leads."""
    message = get_object_or_404(queries.inbox_of(request.user), pk=message_id)

    def act() -> HttpResponse:
        actions.mark_read([message], by=request.user, at=request.at)
        is_ours = url_has_allowed_host_and_scheme(message.link, allowed_hosts={request.get_host()})
        return redirect(message.link if message.link and is_ours else "inbox")

    return once(request, act)


@page("channels.mark_read", methods="POST")
def read_all(request: Any) -> HttpResponse:
    """Mark all messages as read."""

    def act() -> HttpResponse:
        unread = queries.inbox_of(request.user).filter(read_at=None)
        actions.mark_read(list(unread.only("pk")), by=request.user, at=request.at)
        return redirect("inbox")

    return once(request, act)


@page("channels.outbox")
def outbox(request: Any) -> HttpResponse:
    """Show what the file carrier wrote, so that a visitor of the demo can read the sign-in codes."""
    if not settings.DEMO:
        raise Http404
    template = "channels/letters.html" if request.htmx else "channels/outbox.html"
    return render(request, template, {"letters": carriers.latest_letters(60)})


@csrf_exempt
@page("channels.take_receipt", methods="POST")
def receipts(request: Any, secret: str) -> HttpResponse:
    """Take the provider's reports, a JSON list of {sid, report_status, description}, as its contract says."""
    expected = os.environ.get("SZ_SMS_CALLBACK_KEY", "")
    if not expected or not hmac.compare_digest(secret.encode(), expected.encode()):
        raise Http404
    try:
        reports = [dict(report) for report in json.loads(request.body)]
    except (ValueError, TypeError):
        return JsonResponse({"result": 1, "errmsg": "not a JSON list of reports"}, status=400)
    known = [actions.take_receipt(report, at=request.at) for report in reports]
    if all(known):
        return JsonResponse({"result": 0, "errmsg": "OK"})
    return JsonResponse({"result": 1, "errmsg": "not all are known yet"})


# Reports repeat by contract and carry no key of ours: a repeated one changes nothing (delivery.take_receipt).
receipts.read_only_post = True  # type: ignore[attr-defined]

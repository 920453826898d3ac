"""Pages of notices: what a resident reads, and where an office or grid leader publishes."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sanzhang.duties.notices import actions, queries
from sanzhang.duties.notices.forms import NoticeForm, WithdrawForm, audience_words
from sanzhang.duties.notices.models import Notice
from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission.pages import page

COLUMNS: list[downloads.Column] = [
    ("标题", lambda notice: notice.title),
    ("发到哪里", lambda notice: notice.place.name),
    ("户数", lambda notice: notice.place.households),
    ("从", lambda notice: notice.starts_at),
    ("到", lambda notice: notice.ends_at),
    ("撤回", lambda notice: notice.withdrawn_at),
    ("谁发的", lambda notice: notice.published_as),
]


@page("notice.publish")
def notices(request: Any) -> HttpResponse:
    """List the notices of one's area, past ones too."""
    found = queries.managed_by(request.user, request.at)
    if words := request.GET.get("q", "").strip():
        found = found.filter(title__icontains=words)
    if downloads.is_wanted(request):
        return downloads.handed_out("通知", COLUMNS, found, at=request.at)
    shown = Paginator(found, 20).get_page(request.GET.get("page"))
    return render(request, "notices/list.html", {"page": shown, "words": words})


@page("notice.publish", methods="GET POST")
def publish(request: Any) -> HttpResponse:
    """Write a notice and send it to an area."""
    audiences = queries.audiences(request.user, request.at)
    form = NoticeForm(request.POST or None, audiences=audiences, at=request.at)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if request.POST.get("back") == "1":
            return render(request, "notices/new.html", {"form": form}, status=422)
        if request.POST.get("sure") != "1":
            context = {"form": form, "given": given, "audience": audience_words(given["place"])}
            return render(request, "notices/check.html", context, status=422)
        return once(request, lambda: redirect("notice", _published(request, given).pk))
    return render(request, "notices/new.html", {"form": form}, status=422 if form.is_bound else 200)


def _published(request: Any, given: dict[str, Any]) -> Notice:
    return actions.publish(
        place=given["place"],
        title=given["title"],
        words=given["words"],
        ends_at=given["until"],
        by=request.user,
        at=request.at,
    )


@page("notice.read")
def notice(request: Any, notice_id: int) -> HttpResponse:
    """Show one notice to anybody; a withdrawn one says so."""
    shown = get_object_or_404(Notice.objects.select_related("place"), pk=notice_id)
    may_withdraw = shown.withdrawn_at is None and permission.may(
        request.user, "notice.withdraw", shown, at=request.at
    )
    return render(request, "notices/notice.html", {"notice": shown, "may_withdraw": may_withdraw})


@page("notice.withdraw", methods="GET POST")
def withdraw(request: Any, notice_id: int) -> HttpResponse:
    """Take a notice back, with a reason."""
    shown = get_object_or_404(queries.managed_by(request.user, request.at), pk=notice_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        return once(
            request,
            lambda: redirect(
                "notice", actions.withdraw(shown, words=words, by=request.user, at=request.at).pk
            ),
        )
    return render(
        request,
        "notices/withdraw.html",
        {"notice": shown, "form": form},
        status=422 if form.is_bound else 200,
    )

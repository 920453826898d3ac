"""Hooks: a new one, one hook with what was sent to it, and its buttons."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sanzhang.foundation.exchange import actions, forms, queries, rules
from sanzhang.foundation.exchange.models import Hook
from sanzhang.foundation.exchange.pages import shown
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission.pages import page

PAGE, AGAIN = 50, 500
COLUMNS: list[downloads.Column] = [
    ("编号", lambda row: str(row.entry_id)),
    ("通知", lambda row: rules.EVENTS.get(row.event, row.event)),
    ("状态", lambda row: row.get_state_display()),
    ("写下", lambda row: row.made_at),
    ("试过几次", lambda row: row.tries),
    ("上次试", lambda row: row.tried_at),
    ("送到", lambda row: row.delivered_at),
    ("对方回答", lambda row: row.answered),
    ("出了什么事", lambda row: row.trouble),
]


@page("exchange.keep_keys", methods="GET POST")
def new_hook(request: Any, key_id: int) -> HttpResponse:
    """Let a program be told; the signing secret is on the next page, once."""
    key = get_object_or_404(queries.visible_to(request.user, request.at), pk=key_id)
    form = forms.HookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made: list[tuple[Hook, str]] = []

        def act() -> HttpResponse:
            made.append(actions.make_hook(key, **form.cleaned_data, by=request.user, at=request.at))
            return redirect("exchange_hook", made[0][0].pk)

        try:
            answer = once(request, act)
        except rules.NotPossible as fault:
            form.add_error(None, fault.words)
        else:
            return shown.hand_over(answer, made[0][1], of=made[0][0].pk) if made else answer
    context = {"form": form, "key": key}
    return render(request, "exchange/new_hook.html", context, status=422 if form.is_bound else 200)


@page("exchange.keep_keys")
def hook(request: Any, hook_id: int) -> HttpResponse:
    """Show a hook and what was sent to it, newest first; as a workbook too."""
    found = get_object_or_404(queries.visible_hooks(request.user, request.at), pk=hook_id)
    state = request.GET.get("state", "")
    rows = queries.deliveries_of(found, state)
    if downloads.is_wanted(request):
        return downloads.handed_out("通知", COLUMNS, rows, at=request.at)
    one_page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "hook": found,
        "key": found.key,
        "events": [words for event, words in rules.EVENTS.items() if event in found.events],
        "rows": [(row, rules.EVENTS.get(row.event, row.event)) for row in one_page],
        "page": one_page,
        "query": f"state={state}" if state in rules.DELIVERY_STATES else "",
        "state": state,
        "states": rules.DELIVERY_STATES.items(),
        "has_failed": queries.deliveries_of(found, rules.FAILED).exists(),
        "has_two": found.old_until is not None and found.old_until > request.at,
        "secret": shown.take(request, of=found.pk),
    }
    return shown.forget(render(request, "exchange/hook.html", context))


@page("exchange.keep_keys", methods="POST")
def change_hook(request: Any, hook_id: int) -> HttpResponse:
    """Give a new signing secret, resume, or take away."""
    found = get_object_or_404(queries.visible_hooks(request.user, request.at), pk=hook_id)
    fresh: list[str] = []

    def act() -> HttpResponse:
        verb = request.POST.get("verb", "")
        if verb == "rotate":
            fresh.append(actions.rotate_secret(found, by=request.user, at=request.at))
        elif verb == "resume":
            actions.resume_hook(found, by=request.user, at=request.at)
        elif verb == "remove":
            actions.remove_hook(found, by=request.user, at=request.at)
            return redirect("exchange_key", found.key_id)
        return redirect("exchange_hook", found.pk)

    answer = once(request, act)
    return shown.hand_over(answer, fresh[0], of=found.pk) if fresh else answer


@page("exchange.keep_keys", methods="POST")
def send_again(request: Any, hook_id: int) -> HttpResponse:
    """Send one delivery anew, or all that did not arrive."""
    found = get_object_or_404(queries.visible_hooks(request.user, request.at), pk=hook_id)
    wanted = request.POST.get("delivery", "")

    def act() -> HttpResponse:
        rows = queries.deliveries_of(found, "" if wanted else rules.FAILED).select_related("hook__key")
        rows = rows.filter(pk=wanted) if wanted.isdecimal() and len(wanted) < 20 else rows
        actions.send_again(list(rows[:AGAIN]), by=request.user, at=request.at)
        return redirect("exchange_hook", found.pk)

    return once(request, act)

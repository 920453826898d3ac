"""Keys of other programs: the list, a new one, one key with its hooks."""

from datetime import datetime, time, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.exchange import actions, forms, queries, rules
from sanzhang.foundation.exchange.models import ApiKey
from sanzhang.foundation.exchange.pages import shown
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission.pages import page

PAGE = 30


@page("exchange.keep_keys")
def keys(request: Any) -> HttpResponse:
    """List the keys in one's area; as a workbook too."""
    words = request.GET.get("q", "")[:60]
    found = queries.narrowed(queries.visible_to(request.user, request.at), words)
    if downloads.is_wanted(request):
        return downloads.handed_out("接入密钥", _columns(found, request.at), found, at=request.at)
    one_page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    names = queries.names_of(key.area for key in one_page)
    lines = [(key, names[key.area], queries.state_of(key, request.at)) for key in one_page]
    return render(request, "exchange/keys.html", {"lines": lines, "page": one_page, "words": words})


def _columns(found: Any, at: datetime) -> list[downloads.Column]:
    names = queries.names_of(found.order_by().values_list("area", flat=True).distinct())
    return [
        ("编号", lambda key: key.code),
        ("系统", lambda key: key.name),
        ("单位", lambda key: key.keeper),
        ("范围", lambda key: names.get(key.area, key.area)),
        ("可以做什么", lambda key: ";".join(rules.REACHES[one] for one in key.reaches)),
        ("状态", lambda key: queries.state_of(key, at)),
        ("发放时间", lambda key: key.made_at),
        ("用到", lambda key: key.expires_at),
        ("上次使用", lambda key: key.last_used_at),
    ]


@page("exchange.keep_keys", methods="GET POST")
def new_key(request: Any) -> HttpResponse:
    """Make a key; its secret is on the next page, once."""
    mine = permission.areas(request.user, "exchange.keep_keys", at=request.at)
    form = forms.KeyForm(
        request.POST or None, today=timezone.localdate(request.at), initial={"area": mine[0] if mine else ""}
    )
    if request.method == "POST" and form.is_valid():
        made: list[tuple[ApiKey, str]] = []
        try:
            answer = once(request, lambda: _made(request, dict(form.cleaned_data), made))
        except rules.NotPossible as fault:
            form.add_error(None, fault.words)
        else:
            return shown.hand_over(answer, made[0][1], of=made[0][0].pk) if made else answer
    status = 422 if form.is_bound else 200
    return render(request, "exchange/new_key.html", {"form": form}, status=status)


def _made(request: Any, given: dict[str, Any], made: list[tuple[ApiKey, str]]) -> HttpResponse:
    day = given.pop("expires_on") + timedelta(days=1)
    until = timezone.make_aware(datetime.combine(day, time()))
    until = min(until, request.at + rules.LONGEST_LIFE)
    made.append(actions.make_key(**given, expires_at=until, by=request.user, at=request.at))
    return redirect("exchange_key", made[0][0].pk)


@page("exchange.keep_keys")
def key(request: Any, key_id: int) -> HttpResponse:
    """Show a key, its hooks, and its secret right after it was made."""
    found = get_object_or_404(queries.visible_to(request.user, request.at), pk=key_id)
    state = queries.state_of(found, request.at)
    facts = [
        ("编号", found.code),
        ("单位", found.keeper),
        ("范围", queries.names_of([found.area])[found.area]),
        ("用到", f"{timezone.localtime(found.expires_at - timedelta(seconds=1)):%Y年%-m月%-d日}"),
        ("发放", f"{timezone.localtime(found.made_at):%Y年%-m月%-d日 %H:%M}"),
        (
            "上次使用",
            f"{timezone.localtime(found.last_used_at):%Y年%-m月%-d日 %H:%M}" if found.last_used_at else "",
        ),
        ("一分钟最多", f"{found.a_minute} 次"),
    ]
    context = {
        "key": found,
        "state": state,
        "facts": facts,
        "reaches": [words for reach, words in rules.REACHES.items() if reach in found.reaches],
        "hooks": queries.hooks_of(found),
        "may_hook": rules.HOOKS in found.reaches and state == "在用",
        "secret": shown.take(request, of=found.pk),
    }
    return shown.forget(render(request, "exchange/key.html", context))


@page("exchange.keep_keys", methods="POST")
def revoke(request: Any, key_id: int) -> HttpResponse:
    """Take a key back."""
    found = get_object_or_404(queries.visible_to(request.user, request.at), pk=key_id)

    def act() -> HttpResponse:
        actions.revoke_key(found, by=request.user, at=request.at)
        return redirect("exchange_key", found.pk)

    return once(request, act)

"""What each kind of matter asks of its work, edited by the city; and how matters ended, without persons."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sanzhang.duties.matters import actions, queries, rules, work
from sanzhang.duties.matters.forms import work as work_forms
from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission.pages import page

SPANS = {"30": "最近 30 天", "90": "最近 90 天", "365": "最近一年"}
AREAS_MOST = 60


@page("matter.edit_work", methods="GET POST")
def work_rules(request: Any) -> HttpResponse:
    """Show what each topic and urgency asks of its work; a city sets one at a time."""
    if "code" in request.POST:
        return _set_of_kind(request)
    if request.method == "POST":
        topic, kind = request.POST.get("topic", ""), request.POST.get("kind", "")
        form = work_forms.WorkRuleForm(request.POST)
        known = (topic in rules.TOPICS and not kind) or (kind in rules.KINDS and not topic)
        if not known or not form.is_valid():
            raise Http404
        return once(request, lambda: _set(request, topic, kind, form.cleaned_data))
    return _show(request, work_forms.KindRuleForm(), status=200)


def _set_of_kind(request: Any) -> HttpResponse:
    form = work_forms.KindRuleForm(request.POST)
    kind = queries.kind_of(form.cleaned_data["code"]) if form.is_valid() else None
    if form.is_valid() and kind is None:
        form.add_error("code", "目录里没有这个编码。请对着目录再看一遍。")
    if kind is None:
        return _show(request, form, status=422)
    given = {name: form.cleaned_data[name] for name in ("photos", "needs_check")}

    def act() -> HttpResponse:
        actions.set_work_rule(filed_as=kind, by=request.user, at=request.at, **given)
        return redirect(f"{reverse('work_rules')}#kinds")

    return once(request, act)


def _show(request: Any, form: Any, *, status: int) -> HttpResponse:
    found = queries.work_rules()
    groups = [
        ("按类别", [("topic", key, label, found.get(key)) for key, label in rules.TOPICS.items()]),
        ("按急不急", [("kind", key, label, found.get(key)) for key, label in rules.KINDS.items()]),
    ]
    shown = {"groups": groups, "photos": work.PHOTOS, "of_kinds": queries.work_rules_of_kinds(), "form": form}
    return render(request, "matters/work_rules.html", shown, status=status)


def _set(request: Any, topic: str, kind: str, given: dict[str, Any]) -> HttpResponse:
    actions.set_work_rule(topic=topic, kind=kind, by=request.user, at=request.at, **given)
    return redirect(f"{reverse('work_rules')}#{topic or kind}")


RATES: list[downloads.Column] = [
    ("哪里", lambda line: line[0]),
    ("办结", lambda line: line[1].closed),
    ("办好了", lambda line: line[1].solved),
    ("办了一部分", lambda line: line[1].partly),
    ("办不了", lambda line: line[1].not_possible),
    ("不归我们管", lambda line: line[1].not_ours),
    ("按时答复", lambda line: line[1].in_time),
    ("要求重办过", lambda line: line[1].reopened),
    ("评价过", lambda line: line[1].rated),
    ("其中满意", lambda line: line[1].satisfied),
]


@page("matter.list")
def rates(request: Any) -> HttpResponse:
    """Show how matters ended in one's areas and in those right below, for some days; nothing of persons."""
    span = request.GET.get("days", "30")
    if span not in SPANS:
        raise Http404
    since = request.at - timedelta(days=int(span))
    seats = permission.seats_of(request.user, request.at)
    own = [(seat.title, seat.path) for seat in seats if seat.kind in rules.LADDER or len(seat.path) < 12]
    below = [(place.name, place.path) for place in queries.areas_below(seats)]
    areas = [*own, *below[: AREAS_MOST - len(own)]]
    counted = queries.rates_of_many({path for _, path in areas}, since, request.at)
    lines = [(name, counted[path]) for name, path in areas]
    if downloads.is_wanted(request):
        return downloads.handed_out("办结和满意", RATES, lines, at=request.at)
    shown = {"lines": lines, "spans": SPANS, "span": span}
    return render(request, "matters/rates.html", shown)

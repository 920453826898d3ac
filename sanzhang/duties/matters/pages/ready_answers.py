"""Answers that stand ready, as they are written, looked over once a year, and taken off."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sanzhang.duties.matters import actions, asking, forms, queries, rules
from sanzhang.duties.matters.models import ReadyAnswer
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission.pages import page

MOST = 300


COLUMNS: list[downloads.Column] = [
    ("问题", lambda row: row.question),
    ("回答", lambda row: row.answer),
    ("哪里", lambda row: row.place.name),
    ("类别", lambda row: row.get_topic_display()),
    ("核对", lambda row: row.reviewed_at),
]


@page("answer.list")
def ready_answers(request: Any) -> HttpResponse:
    """List the ready answers of one's area by words, those to be looked over first."""
    old = request.at - timedelta(days=asking.LOOKED_OVER_DAYS)
    rows = list(queries.ready_visible_to(request.user, request.at)[:MOST])
    words = request.GET.get("q", "").strip()[:60]
    if words:
        rows = [row for row in rows if words in f"{row.question} {row.answer} {row.words}"]
    for row in rows:
        row.is_old = row.reviewed_at < old  # type: ignore[attr-defined]
    rows.sort(key=lambda row: not row.is_old)  # type: ignore[attr-defined]
    if downloads.is_wanted(request):
        return downloads.handed_out("常见问答", COLUMNS, rows, at=request.at)
    return render(request, "matters/ready_answers.html", {"rows": rows, "words": words})


@page("answer.edit", methods="GET POST")
def new(request: Any) -> HttpResponse:
    """Write one."""
    places = queries.places_to_answer_for(request.user, request.at)
    names = ("question", "answer", "topic", "place")
    given = {name: request.GET[name] for name in names if name in request.GET}
    form = forms.ReadyAnswerForm(request.POST or None, places=places, initial=given)
    return _page(request, form, None)


@page("answer.edit", methods="GET POST")
def edit(request: Any, answer_id: int) -> HttpResponse:
    """Change one; it counts as looked over now."""
    row = _seen(request, answer_id)
    names = ("question", "answer", "topic", "words")
    known = {name: getattr(row, name) for name in names} | {"place": row.place_id}
    places = queries.places_to_answer_for(request.user, request.at)
    return _page(request, forms.ReadyAnswerForm(request.POST or None, places=places, initial=known), row)


def _page(request: Any, form: forms.ReadyAnswerForm, row: ReadyAnswer | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, lambda: _kept(request, dict(form.cleaned_data), row))
        except rules.NotPossible as fault:
            form.add_error("question", fault.words)
    shown = {"form": form, "row": row}
    return render(request, "matters/ready_answer.html", shown, status=422 if form.is_bound else 200)


def _kept(request: Any, given: dict[str, Any], row: ReadyAnswer | None) -> HttpResponse:
    actions.keep_ready_answer(given.pop("place"), ready=row, by=request.user, at=request.at, **given)
    return redirect("ready_answers")


@page("answer.edit", methods="POST")
def looked_over(request: Any, answer_id: int) -> HttpResponse:
    """Say that it is still right."""
    row = _seen(request, answer_id)

    def act() -> HttpResponse:
        actions.look_over(row, by=request.user, at=request.at)
        return redirect("ready_answers")

    return once(request, act)


@page("answer.edit", methods="POST")
def take_off(request: Any, answer_id: int) -> HttpResponse:
    """Take it off."""
    row = _seen(request, answer_id)

    def act() -> HttpResponse:
        actions.take_off(row, by=request.user, at=request.at)
        return redirect("ready_answers")

    return once(request, act)


def _seen(request: Any, answer_id: int) -> ReadyAnswer:
    row: ReadyAnswer = get_object_or_404(queries.ready_visible_to(request.user, request.at), pk=answer_id)
    return row

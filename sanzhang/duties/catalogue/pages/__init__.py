"""The pages of the catalogue: the list for all levels; editing, rules and the test bench for the city."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sanzhang.duties.catalogue import actions, forms, queries, rules
from sanzhang.duties.catalogue.models import Kind, SortingRule, Trial
from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.posts.rules import members

PAGE = 40


def _rungs() -> dict[str, str]:
    return dict(queries.names()["rungs"]) | {"": "按地点"}


COLUMNS: list[downloads.Column] = [
    ("编码", lambda kind: kind.code),
    ("来源", lambda kind: rules.SOURCES[kind.source]),
    ("大类", lambda kind: kind.group),
    ("名称", lambda kind: kind.name),
    ("居民页上归到", lambda kind: queries.names()["topics"].get(kind.topic, "")),
    ("急不急", lambda kind: queries.names()["urgencies"].get(kind.urgency, "")),
    ("从哪一级开始", lambda kind: _rungs().get(kind.first_rung, "")),
    ("可以找", lambda kind: members.KINDS.get(kind.taken_by, "")),
    ("主管部门", lambda kind: kind.department),
    ("立案条件", lambda kind: kind.file_when),
    ("结案条件", lambda kind: kind.done_when),
    ("居民常说的词", lambda kind: " ".join(kind.words)),
    ("单独的时限", lambda kind: "\n".join(forms.clock_lines(kind))),
    ("要多问的话", lambda kind: "\n".join(forms.question_lines(kind))),
    ("停用日期", lambda kind: kind.closed_on),
]


@page("kind.look")
def kinds(request: Any) -> HttpResponse:
    """List kinds by topic, source and words; take the list away as it is narrowed."""
    wishes = {name: request.GET.get(name, "")[:30].replace("\x00", "") for name in ("q", "topic", "source")}
    with_closed = "closed" in request.GET
    found = queries.kinds(wishes["topic"], wishes["q"], source=wishes["source"], with_closed=with_closed)
    if downloads.is_wanted(request):
        found = found.prefetch_related("clocks", "questions")
        return downloads.handed_out("事项类别", COLUMNS, found, at=request.at)
    shown = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "wishes": wishes,
        "with_closed": with_closed,
        "topics": queries.names()["topics"],
        "sources": rules.SOURCES,
        "may_edit": permission.may(request.user, "kind.edit", at=request.at),
    }
    return render(request, "catalogue/kinds.html", shown)


@page("kind.look")
def kind(request: Any, code: str) -> HttpResponse:
    """Show what counts of a kind: who takes it, how long, when it is done, what is asked."""
    found = get_object_or_404(Kind.objects.prefetch_related("clocks", "questions"), code=code)
    shown = {
        "kind": found,
        "topic": queries.names()["topics"].get(found.topic, ""),
        "urgency": queries.names()["urgencies"].get(found.urgency, ""),
        "rung": _rungs().get(found.first_rung, ""),
        "taken_by": members.KINDS.get(found.taken_by, ""),
        "clocks": [(dict(_rungs() | {"": "答复居民"})[one.rung], one) for one in found.clocks.all()],
        "rules": found.rules.filter(ended_at=None).order_by("number"),
        "may_edit": permission.may(request.user, "kind.edit", at=request.at),
    }
    return render(request, "catalogue/kind.html", shown)


@page("kind.edit", methods="GET POST")
def edit(request: Any, code: str = "") -> HttpResponse:
    """Change a kind, or make one."""
    asked = Kind.objects.prefetch_related("clocks", "questions")
    found = get_object_or_404(asked, code=code) if code else None
    typed = request.POST or None
    form, clocks = forms.KindForm(typed, kind=found), forms.ClocksForm(typed, kind=found)
    questions = forms.questions_form(found, typed)

    def keep() -> HttpResponse:
        given = form.cleaned_data
        kept = actions.edit_kind(
            found,
            given,
            words=given["words"],
            clocks=clocks.clocks(),
            questions=questions.questions(),
            by=request.user,
            at=request.at,
        )
        return redirect("kind", kept.code)

    if typed and all([form.is_valid(), clocks.is_valid(), questions.is_valid()]):  # each tells its own faults
        try:
            return once(request, keep)
        except actions.NotPossible as fault:
            form.add_error("name", fault.words)
    return _edit_page(request, found, form, clocks, questions)


@page("kind.edit", methods="POST")
def more_rows(request: Any, code: str = "") -> HttpResponse:
    """Show the page as it was typed, with empty rows for more questions; nothing is kept."""
    found = get_object_or_404(Kind, code=code) if code else None
    return _edit_page(request, found, *forms.with_more_rows(request.POST))


more_rows.read_only_post = True  # type: ignore[attr-defined]  # it only shows


def _edit_page(request: Any, found: Kind | None, form: Any, clocks: Any, questions: Any) -> HttpResponse:
    shown = {"form": form, "clocks": clocks, "questions": questions, "kind": found}
    shown["is_full"] = questions.total_form_count() >= forms.MOST_QUESTIONS
    return render(request, "catalogue/edit.html", shown, status=422 if form.is_bound else 200)


@page("kind.edit", methods="POST")
def close(request: Any, code: str) -> HttpResponse:
    """Take a kind out of use, or into use again."""
    found = get_object_or_404(Kind, code=code)
    act = actions.reopen_kind if found.closed_on else actions.close_kind

    def done() -> HttpResponse:
        act(found, by=request.user, at=request.at)
        return redirect("kind", code)

    return once(request, done)


@page("kind.edit")
def sorting(request: Any) -> HttpResponse:
    """List the rules in the order in which they are asked."""
    found = SortingRule.objects.filter(ended_at=None).select_related("kind").order_by("number")
    return render(request, "catalogue/sorting.html", {"rules": found, "places": forms.PLACES})


@page("kind.edit", methods="GET POST")
def rule(request: Any, rule_id: int = 0) -> HttpResponse:
    """Change a rule, or make one."""
    found = get_object_or_404(SortingRule, pk=rule_id, ended_at=None) if rule_id else None
    form = forms.RuleForm(request.POST or None, rule=found)

    def keep() -> HttpResponse:
        given = form.cleaned_data
        actions.edit_rule(
            found,
            kind=given["kind"],
            number=given["number"],
            condition=form.condition(),
            by=request.user,
            at=request.at,
        )
        return redirect("kind_rules")

    if request.method == "POST" and form.is_valid():
        try:
            return once(request, keep)
        except actions.NotPossible as fault:
            form.add_error("one_of", fault.words)
    status = 422 if request.method == "POST" else 200
    return render(request, "catalogue/rule.html", {"form": form, "rule": found}, status=status)


@page("kind.edit", methods="POST")
def end_rule(request: Any, rule_id: int) -> HttpResponse:
    """Let a rule catch nothing any more."""
    found = get_object_or_404(SortingRule.objects.select_related("kind"), pk=rule_id)

    def done() -> HttpResponse:
        actions.end_rule(found, by=request.user, at=request.at)
        return redirect("kind_rules")

    return once(request, done)


@page("kind.look")
def bench(request: Any) -> HttpResponse:
    """Try a text: which rule catches it and why, which do not and why, what the words speak for; kept examples."""
    form = forms.TryForm(request.GET if "words" in request.GET else None)
    shown: dict[str, Any] = {
        "form": form,
        "may_edit": permission.may(request.user, "kind.edit", at=request.at),
    }
    if form.is_bound and form.is_valid():
        words, place = form.cleaned_data["words"], form.cleaned_data["place_kind"] or "unit"
        shown |= {
            "words": words,
            "place_kind": place,
            "caught": queries.catch(words, place_kind=place, at=request.at),
            "asked": queries.asked_in_turn(words, place),
            "suggested": queries.suggest(words, place_kind=place, at=request.at),
        }
    shown["tried"] = queries.tried(request.at)
    return render(request, "catalogue/bench.html", shown)


@page("kind.edit", methods="POST")
def keep_trial(request: Any) -> HttpResponse:
    """Keep an example with the kind that it should be."""
    code = request.POST.get("code", "").strip().upper()[:12].replace("\x00", "")
    wanted = queries.in_use().filter(code=code).first()
    form = forms.TryForm(request.POST)
    if not form.is_valid() or (code and wanted is None):
        words = "没有在用的这个编码。" if form.is_valid() else "请先写一句话。"
        return render(
            request, "catalogue/bench.html", {"form": form, "alert": words, "may_edit": True}, status=422
        )

    def keep() -> HttpResponse:
        given = form.cleaned_data
        place = given["place_kind"] or "unit"
        actions.keep_trial(
            words=given["words"], place_kind=place, kind=wanted, by=request.user, at=request.at
        )
        return redirect("kind_bench")

    return once(request, keep)


@page("kind.edit", methods="POST")
def drop_trial(request: Any, trial_id: int) -> HttpResponse:
    """Forget an example."""
    found = get_object_or_404(Trial, pk=trial_id)

    def done() -> HttpResponse:
        actions.drop_trial(found, by=request.user, at=request.at)
        return redirect("kind_bench")

    return once(request, done)


@page("kind.suggest", methods="POST")
def suggest(request: Any) -> HttpResponse:
    """Show the kinds for which words speak, while somebody types; nothing is kept."""
    words = request.POST.get("words", "")[:500].replace("\x00", "")
    place = request.POST.get("place_kind", "unit")
    found = queries.suggest(words, place_kind=place, at=request.at) if words.strip() else []
    return render(request, "catalogue/parts/suggested.html", {"suggested": found})


suggest.read_only_post = True  # type: ignore[attr-defined]  # by POST so that no log keeps the words

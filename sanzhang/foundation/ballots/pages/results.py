"""Everybody's side: what came of a vote, and the list by which anyone can count again."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from sanzhang.foundation.ballots import queries, rules
from sanzhang.foundation.ballots.models import Ballot, Poll
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission.pages import page
from sanzhang.foundation.records.ids import read_code

A_PAGE = 100


@page("ballots.read_result")
def result(request: Any, token: str) -> HttpResponse:
    """Show the state of a vote, and after the close the outcome with all ballots."""
    poll = get_object_or_404(Poll, token=read_code(token))
    outcome = queries.outcome(poll)
    ways = queries.turnout(poll).ways if outcome else {}
    names = dict(poll.options) | {rules.INVALID: "废票", rules.MISSING: "缺票(按废票计)"}
    found = Ballot.objects.filter(poll=poll).order_by("number")
    if downloads.is_wanted(request):
        columns: list[downloads.Column] = [
            ("序号", lambda one: one.number),
            ("选了谁", lambda one: "、".join(names[key] for key in one.choices) or "空白票"),
        ]
        return downloads.handed_out("全部选票", columns, found, at=request.at)
    shown = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "poll": poll,
        "outcome": outcome,
        "state_words": rules.OUTCOMES[outcome.state] if outcome else "",
        "winners": [names[key] for key in outcome.winners] if outcome else [],
        "lines": [(names[key], votes) for key, votes in _by_votes(outcome.counts)] if outcome else [],
        "needed": rules.needed(poll.roll_size, poll.quorum),
        "ways": [(words, ways.get(way, 0)) for way, words in rules.WAYS.items()],
        "page": shown,
        "ballots": [(one.number, "、".join(names[key] for key in one.choices) or "空白票") for one in shown],
        "is_same": outcome is None or not outcome.counts or queries.recount(poll) == outcome,
    }
    return render(request, "ballots/result.html", context)


def _by_votes(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda line: -line[1])


@page("ballots.read_result")
def ballots_file(request: Any, token: str) -> HttpResponse:
    """Hand out the published list as a file."""
    poll = get_object_or_404(Poll, token=read_code(token), state=rules.CLOSED)
    if not poll.ballots.exists():
        raise Http404
    answer = HttpResponse("\ufeff" + queries.as_csv(poll), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="ballots-{poll.token}.csv"'
    return answer

"""The household's side: type in the code, choose, look once more, vote."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from sanzhang.foundation.ballots import actions, keys, queries, rules
from sanzhang.foundation.ballots.forms import BallotForm, CodeForm
from sanzhang.foundation.ballots.models import Poll, Voter
from sanzhang.foundation.permission import Bearer
from sanzhang.foundation.permission.pages import page
from sanzhang.foundation.records.ids import read_code


@page("ballots.cast")
def enter(request: Any) -> HttpResponse:
    """Let somebody type in a code; the ballot follows."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("ballot", code=form.cleaned_data["code"])
    return render(request, "ballots/enter.html", {"form": form}, status=422 if form.is_bound else 200)


@page("ballots.cast", methods="GET POST")
def ballot(request: Any, code: str) -> HttpResponse:
    """Show the ballot, what was chosen once more, and take the vote."""
    voter = queries.by_code(read_code(code))
    if voter is None:
        return render(request, "ballots/no_code.html", {"form": CodeForm()}, status=404)
    state = _state(voter, request.at)
    if state or request.method == "GET":
        return _shown(request, voter, state, BallotForm(poll=voter.poll))
    form = BallotForm(request.POST, poll=voter.poll)
    if not form.is_valid():
        return _shown(request, voter, "", form, status=422)
    if request.POST.get("sure") != "yes":
        words = [dict(voter.poll.options)[key] for key in form.chosen]
        return _shown(request, voter, "", form, chosen=words, keys=form.chosen)
    return _taken(request, voter, form)


# The roll is its own idempotence: kept with its body, an answer would join a household to its vote (0012).
ballot.read_only_post = True  # type: ignore[attr-defined]


def _taken(request: Any, voter: Voter, form: BallotForm) -> HttpResponse:
    code = read_code(request.resolver_match.kwargs["code"])
    try:
        actions.cast(voter.poll, code=code, choices=form.chosen, by=Bearer.anyone(), at=request.at)
    except (actions.NotPossible, keys.KeyGone) as fault:
        context = {"voter": voter, "poll": voter.poll, "state": "refused", "words": fault.words}
        return render(request, "ballots/ballot.html", context, status=fault.status)
    return redirect("ballot", code=code)


def _shown(
    request: Any,
    voter: Voter,
    state: str,
    form: BallotForm,
    *,
    chosen: list[str] | None = None,
    keys: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "voter": voter,
        "poll": voter.poll,
        "state": state,
        "form": form,
        "chosen": chosen,
        "chosen_keys": keys,
        "is_checked": chosen is not None,
        "quorum": _needed(voter.poll),
    }
    return render(request, "ballots/ballot.html", context, status=status)


def _needed(poll: Poll) -> int:
    """Return how many households must vote."""
    return -(-poll.roll_size * poll.quorum_of // poll.quorum_in)


def _state(voter: Voter, at: Any) -> str:
    """Return why nothing can be chosen now: voted, early, over, void; empty if one may vote."""
    if voter.way:
        return "voted"
    if voter.poll.state == rules.VOID:
        return "void"
    if voter.poll.state != rules.OPEN or at >= voter.poll.closes_at:
        return "over"
    return "early" if at < voter.poll.opens_at else ""

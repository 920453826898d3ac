"""The household's side: type in the code, choose, look once more, vote."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from sanzhang.foundation.ballots import actions, keys, queries, rules
from sanzhang.foundation.ballots.forms import BallotForm, CodeForm
from sanzhang.foundation.ballots.models import Voter
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.permission import Bearer
from sanzhang.foundation.permission.pages import page
from sanzhang.foundation.records.ids import read_code

WRONG_AN_HOUR = 60


class TooManyTries(Exception):
    """Too many wrong codes came from one address."""

    status = 429
    words = "从这里输错投票码的次数太多了。请对着投票单或短信核对;输对了马上能投;也可以请社区换一个码。"


@page("ballots.cast")
def enter(request: Any) -> HttpResponse:
    """Let somebody type in a code; the ballot follows."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("ballot", code=form.cleaned_data["code"])
    return render(request, "ballots/enter.html", {"form": form}, status=422 if form.is_bound else 200)


@page("ballots.cast", methods="GET POST")
@sensitive_post_parameters("choice")  # no report of an error shows it
def ballot(request: Any, code: str) -> HttpResponse:
    """Show the ballot, what was chosen once more, and take the vote."""
    voter = queries.by_code(read_code(code))
    if voter is None:
        return _wrong_code(request)
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


def _wrong_code(request: Any) -> HttpResponse:
    """Say that no roll knows this code; who tried too many is told to wait.

    A right code is taken all the same, since a whole estate may share one address; of 2⁶⁰ codes nobody guesses one.
    """
    network = request.META.get("REMOTE_ADDR", "")
    if channels.spend("ballots.code", network, WRONG_AN_HOUR, timedelta(hours=1), request.at):
        return render(request, "ballots/no_code.html", {"form": CodeForm()}, status=404)
    raise TooManyTries()


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
        "quorum": rules.needed(voter.poll.roll_size, voter.poll.quorum),
    }
    return render(request, "ballots/ballot.html", context, status=status)


def _state(voter: Voter, at: Any) -> str:
    """Return why nothing can be chosen now: voted, early, over, void; empty if one may vote."""
    if voter.way:
        return "voted"
    if voter.poll.state == rules.VOID:
        return "void"
    if voter.poll.state != rules.OPEN or at >= voter.poll.closes_at:
        return "over"
    return "early" if at < voter.poll.opens_at else ""

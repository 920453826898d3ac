"""The workers' side: turnout, the roll, slips, codes; never what anybody chose."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.ballots import actions, keys, queries, rules
from sanzhang.foundation.ballots.actions.paper import is_typed, left_to_type
from sanzhang.foundation.ballots.forms import VoidForm
from sanzhang.foundation.ballots.models import Poll, Voter
from sanzhang.foundation.ballots.sheets import sheets_pdf
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission.pages import page

A_PAGE = 50
POLLS: list[downloads.Column] = [
    ("投什么", lambda poll: poll.about),
    ("状态", lambda poll: poll.get_state_display()),
    ("名册", lambda poll: poll.roll_size),
    ("开始", lambda poll: poll.opens_at),
    ("截止", lambda poll: poll.closes_at),
]
ROLL: list[downloads.Column] = [  # that a ballot came, and how; never when, never what it says
    ("序号", lambda voter: voter.number),
    ("门牌", lambda voter: voter.label),
    ("怎么投的", lambda voter: voter.get_way_display() if voter.way else "还没投"),
]
TABS = {"": "全部", "none": "还没投", **rules.WAYS}


@page("ballots.look")
def polls(request: Any) -> HttpResponse:
    """List the votes of one's area."""
    found = queries.visible_to(request.user, request.at)
    if downloads.is_wanted(request):
        return downloads.handed_out("投票", POLLS, found, at=request.at)
    shown = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "ballots/polls.html", {"page": shown})


def seen_poll(request: Any, poll_id: int) -> Poll:
    """Return a poll that one may look after, or nothing at all (R7)."""
    return get_object_or_404(queries.visible_to(request.user, request.at), pk=poll_id)


@page("ballots.look")
def poll(request: Any, poll_id: int) -> HttpResponse:
    """Show how many have voted, and the roll."""
    one = seen_poll(request, poll_id)
    if downloads.is_wanted(request):
        words, way = request.GET.get("q", "")[:40], request.GET.get("way", "")
        return downloads.handed_out("名册", ROLL, queries.roll_of(one, words=words, way=way), at=request.at)
    return _shown(request, one)


def _shown(request: Any, one: Poll, *, form: VoidForm | None = None, status: int = 200) -> HttpResponse:
    words, way = request.GET.get("q", "")[:40], request.GET.get("way", "")
    shown = Paginator(queries.roll_of(one, words=words, way=way), A_PAGE).get_page(request.GET.get("page"))
    may = {
        name: permission.may(request.user, f"ballots.{name}", one, at=request.at)
        for name in ("mark_slip", "give_codes", "type_paper", "close", "void")
    }
    turnout = queries.turnout(one)
    running = one.state == rules.OPEN and request.at < one.closes_at
    context = {
        "poll": one,
        "turnout": turnout,
        "ways": [(words, turnout.ways.get(way, 0)) for way, words in rules.WAYS.items()],
        "needed": rules.needed(one.roll_size, one.quorum),
        "page": shown,
        "q": words,
        "way": way,
        "page_query": urlencode({"q": words, "way": way}) + "&",
        "without_code": queries.without_code(one) if running and may["give_codes"] else 0,
        "tabs": TABS.items(),
        "may": may,
        "is_running": running and request.at >= one.opens_at,
        "is_over": one.state in (rules.OPEN, rules.COUNTING) and request.at >= one.closes_at,
        "may_code": running and may["give_codes"],
        "is_typed": is_typed(one),
        "left": left_to_type(one),
        "has_key": keys.has_key(one.pk),
        "batches": queries.batches_of(one),
        "void_form": form or VoidForm(),
    }
    return render(request, "ballots/poll.html", context, status=status)


@page("ballots.mark_slip", methods="POST")
def mark(request: Any, voter_id: int) -> HttpResponse:
    """Mark a slip on the roll, or take a mark back."""
    polls_seen = queries.visible_to(request.user, request.at)
    voter = get_object_or_404(Voter.objects.filter(poll__in=polls_seen).select_related("poll"), pk=voter_id)
    how = request.POST.get("how", "")

    def act() -> HttpResponse:
        if how in (rules.PAPER, rules.VISIT):
            actions.mark_slip(voter, how=how, by=request.user, at=request.at)
        else:
            actions.unmark_slip(voter, by=request.user, at=request.at)
        back = urlencode({"q": request.POST.get("q", "")[:40], "way": request.POST.get("way", "")[:10]})
        return redirect(f"/vote/poll/{voter.poll_id}/?{back}#roll")

    return once(request, act)


@page("ballots.give_codes", methods="POST")
def sheets(request: Any, poll_id: int) -> HttpResponse:
    """Give all who have not voted, those without a code, or one line a new code, on sheets to print."""
    one = seen_poll(request, poll_id)
    line = request.POST.get("line", "")
    chosen = Voter.objects.filter(poll=one, way="")
    if line.isdecimal() and len(line) < 9:
        chosen = chosen.filter(number=int(line))
    elif request.POST.get("which") == "without":
        chosen = chosen.filter(code_index="")
    given = actions.give_codes(
        one, list(chosen.values_list("key", flat=True)), by=request.user, at=request.at
    )
    if not given:
        raise actions.NotPossible("没有要印的:都已经投过票了。")
    answer = HttpResponse(sheets_pdf(one, given, settings.PUBLIC_URL), content_type="application/pdf")
    day = timezone.localdate(request.at)
    answer["Content-Disposition"] = f'attachment; filename="vote-sheets-{day:%Y%m%d}.pdf"'
    return answer


# A kept answer would keep the codes; pressed twice, the sheets printed last are good, and the page says so.
sheets.read_only_post = True  # type: ignore[attr-defined]


@page("ballots.void", methods="POST")
def void(request: Any, poll_id: int) -> HttpResponse:
    """Declare a vote void, with words why."""
    one, form = seen_poll(request, poll_id), VoidForm(request.POST)
    if not form.is_valid():
        return _shown(request, one, form=form, status=422)

    def act() -> HttpResponse:
        actions.void_poll(one, words=form.cleaned_data["words"], by=request.user, at=request.at)
        return redirect("poll", poll_id=one.pk)

    return once(request, act)


@page("ballots.close", methods="POST")
def close(request: Any, poll_id: int) -> HttpResponse:
    """Count now, where time is over and paper is typed in."""
    one = seen_poll(request, poll_id)

    def act() -> HttpResponse:
        try:
            actions.close_poll(one, by=request.user, at=request.at)
        except keys.KeyGone as fault:
            raise actions.NotPossible(fault.words) from fault
        return redirect("poll", poll_id=one.pk)

    return once(request, act)

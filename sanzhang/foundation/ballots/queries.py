"""What may be known of a poll: turnout while it runs, everything but who chose what after it."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from sanzhang.foundation import permission
from sanzhang.foundation.ballots import rules
from sanzhang.foundation.ballots.models import Ballot, PaperBatch, Poll, Voter
from sanzhang.foundation.ballots.rules import Choice, Outcome
from sanzhang.foundation.paper.workbooks import safe_text
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.crypto import blind_index
from sanzhang.foundation.records.paths import area_filter


@dataclass(frozen=True)
class Turnout:
    """How many of a roll have voted, by way; nothing of what."""

    roll: int
    ways: dict[str, int]

    @property
    def voted(self) -> int:
        """Return how many have voted."""
        return sum(self.ways.values())

    @property
    def slips(self) -> int:
        """Return how many slips lie in the box."""
        return self.ways.get(rules.PAPER, 0) + self.ways.get(rules.VISIT, 0)


def visible_to(by: Actor, at: datetime) -> QuerySet[Poll]:
    """Return the polls in the areas of `by`, newest first."""
    areas = permission.areas(by, "ballots.look", at=at)
    return Poll.objects.filter(area_filter(areas, "area")).order_by("-id")


def by_code(code: str) -> Voter | None:
    """Return the line of a roll whose code this is."""
    index = blind_index(code, "ballots.code")
    return Voter.objects.filter(code_index=index).select_related("poll").first() if code else None


def turnout(poll: Poll) -> Turnout:
    """Return how many have voted, and by which way; one query."""
    counted = Voter.objects.filter(poll=poll).exclude(way="").order_by()
    return Turnout(poll.roll_size, dict(counted.values_list("way").annotate(Count("id"))))


def without_code(poll: Poll) -> int:
    """Return how many have neither voted nor a code to vote with."""
    return Voter.objects.filter(poll=poll, way="", code_index="").count()


def roll_of(poll: Poll, *, words: str = "", way: str = "") -> QuerySet[Voter]:
    """Return lines of the roll, by words of the label and by way (`none`: who has not voted)."""
    found = Voter.objects.filter(poll=poll)
    for word in words.replace("\x00", "").split()[:4]:
        found = found.filter(label__contains=word)
    if way == "none":
        found = found.filter(way="")
    elif way in rules.WAYS:
        found = found.filter(way=way)
    return found.order_by("number")


def outcome(poll: Poll) -> Outcome | None:
    """Return what came of a poll; None before it is closed, whoever asks (no partial result)."""
    return Outcome.from_json(poll.result) if poll.result else None


def ballots_of(poll: Poll) -> list[Choice]:
    """Return the published ballots, in their order; empty before the close."""
    rows = Ballot.objects.filter(poll=poll).order_by("number")
    return [tuple(choices) for choices in rows.values_list("choices", flat=True)]


def recount(poll: Poll) -> Outcome | None:
    """Count the published list anew; None where nothing was published. Equals `outcome`, or somebody touched it."""
    ballots = ballots_of(poll)
    if not ballots:
        return None
    return rules.decide(
        ballots,
        options=poll.keys,
        roll=poll.roll_size,
        quorum=poll.quorum,
        needs=poll.needs,
        places=poll.places,
    )


def as_csv(poll: Poll) -> str:
    """Return the published list: number, choices as words, keys as they go into the digest."""
    words = dict(poll.options) | {rules.INVALID: "废票", rules.MISSING: "缺票(按废票计)"}
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["序号", "选了什么", "编码"])
    for number, ballot in enumerate(ballots_of(poll), start=1):
        said = "、".join(words[key] for key in ballot) or "空白票"
        writer.writerow([number, safe_text(said), safe_text(",".join(ballot))])
    return out.getvalue()


def batches_of(poll: Poll) -> list[PaperBatch]:
    """Return the piles of paper of a poll, in their order, but for those set aside."""
    found = PaperBatch.objects.filter(poll=poll).exclude(state="dropped")
    return list(found.select_related("poll", "first_by", "second_by").order_by("number"))

"""One selection as somebody sees it: stages so far and ahead, who is shown, what comes next."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from sanzhang.foundation.calendar.rules import spoken_date, spoken_left
from sanzhang.foundation.records.ids import read_code
from sanzhang.organisation.posts import rules as post_rules
from sanzhang.organisation.posts.models import Background
from sanzhang.organisation.selection import rules
from sanzhang.organisation.selection.models import Candidate, Objection, Procedure, StageRow, Vote
from sanzhang.organisation.selection.queries.candidates import shown_names
from sanzhang.organisation.selection.queries.procedures import effective_stage, last_vote, title_of
from sanzhang.organisation.selection.rules import steps

RELATED = ("post__place__parent__estate", "post__place__estate", "community", "chosen__person", "filing")


@dataclass(frozen=True)
class Step:
    """One stage in the track: what, when, how it ended; `look`: "" past, now, ahead, late."""

    words: str
    when: str
    more: str = ""
    look: str = ""


@dataclass(frozen=True)
class Shown:
    """A candidate as the public may see him: by name only with his own consent."""

    candidate: Candidate
    name: str
    kinds: list[str] = field(default_factory=list)
    statement: str = ""


@dataclass(frozen=True)
class Face:
    """What anybody may know of a selection."""

    procedure: Procedure
    title: str
    way: str
    stage: str
    stage_words: str
    next: str
    due: str
    left: str
    steps: list[Step]
    candidates: list[Shown]
    vote: Vote | None
    votes: list[Vote]


def by_token(token: str) -> Procedure | None:
    """Return the selection whose public page this is."""
    return Procedure.objects.filter(token=read_code(token)).select_related(*RELATED).first()


def by_receipt(code: str) -> Candidate | Objection | None:
    """Return what somebody handed in: his candidature or his objection."""
    receipt = read_code(code)
    with_all = (
        "procedure__post__place__parent__estate",
        "procedure__post__place__estate",
        "procedure__community",
    )
    for model in (Candidate, Objection):
        found = model.objects.filter(receipt=receipt).select_related(*with_all).first()
        if found:
            return found
    return None


def face_of(procedure: Procedure, at: datetime) -> Face:
    """Return what anybody may know; a fixed number of queries."""
    stage = effective_stage(procedure, at)
    is_over = stage in rules.ENDED
    due = procedure.due_at if stage == procedure.stage else None
    return Face(
        procedure=procedure,
        title=title_of(procedure),
        way=rules.WAYS[procedure.way],
        stage=stage,
        stage_words=rules.STATES[stage],
        next="" if is_over else _next(procedure, stage),
        due=spoken_date(due, at) if due and not is_over else "",
        left=spoken_left(due, at) if due and not is_over else "",
        steps=track(procedure, stage, at),
        candidates=_shown(procedure, stage),
        vote=last_vote(procedure),
        votes=list(Vote.objects.filter(procedure=procedure).select_related("poll").order_by("number")),
    )


def _next(procedure: Procedure, stage: str) -> str:
    if stage == rules.CHOICE and procedure.way == rules.ELECTION:
        return "各户投票,一户一票"
    if stage == rules.CHOICE:
        return "社区党组织确定人选,确定后报备案"
    return rules.stage_of(procedure.way, stage).next


def track(procedure: Procedure, stage: str, at: datetime) -> list[Step]:
    """Return the stages as they ran, the one that runs, and those ahead."""
    rows = list(StageRow.objects.filter(procedure=procedure).order_by("number"))
    told = [_told(row, stage, at) for row in rows]
    if stage in rules.ENDED:
        end = procedure.ended_at or procedure.due_at or at
        return [*told, Step(rules.ENDED[stage], _day(end), procedure.end_words, "end")]
    if rows and rows[-1].key != stage:
        told.append(Step(rules.RUNNING[stage], "", "", "now"))
    keys = [one.key for one in rules.STAGES[procedure.way]]
    ahead = [Step(rules.RUNNING[key], "", "", "ahead") for key in keys[keys.index(stage) + 1 :]]
    return [*told, *ahead]


def _told(row: StageRow, stage: str, at: datetime) -> Step:
    words, begun = rules.RUNNING[row.key], _day(row.begins_at)
    if row.ended_at:
        more = steps.WORDS[row.verb] + (f":{row.words}" if row.words else "")
        return Step(words, f"{begun}–{_day(row.ended_at)}", more)
    if row.key != stage:
        return Step(words, begun)
    is_late = row.due_at is not None and row.due_at <= at
    until = f"到 {_day(row.due_at)}零点" if row.due_at else ""
    return Step(words, f"{begun}起", ("已逾期," if is_late else "") + until, "late" if is_late else "now")


def _day(at: datetime) -> str:
    return f"{at.astimezone(rules.ZONE):%Y年%-m月%-d日}"


def late_words(procedure: Procedure, at: datetime) -> str:
    """Return 已超 3 天 where the stage that runs is over its time, else ""."""
    if procedure.ended_at or not procedure.due_at or procedure.due_at > at:
        return ""
    return spoken_left(procedure.due_at, at)


def _shown(procedure: Procedure, stage: str) -> list[Shown]:
    """Return who may be shown: nobody before the publication; after the end only who came to sit there."""
    if procedure.published_at is None:
        return []
    found = Candidate.objects.filter(procedure=procedure, state="accepted").select_related("person")
    if stage in rules.ENDED:
        found = found.filter(pk=procedure.chosen_id or 0) if stage == rules.SEATED else found.none()
    rows = list(found.order_by("number"))
    names = shown_names(rows)
    kinds = backgrounds_of(procedure, [one for one in rows if one.pk in names])
    return [
        Shown(one, names[one.pk], kinds.get(one.person_id or 0, []), rules.without_numbers(one.statement))
        if one.pk in names
        else Shown(one, f"{one.number} 号候选人(本人没有同意公开姓名)")
        for one in rows
    ]


def backgrounds_of(procedure: Procedure, rows: list[Candidate]) -> dict[int, list[str]]:
    """Return person → words of his background in the post's file; one query."""
    there = Background.objects.filter(
        community=procedure.community_id,
        post=procedure.post_id,
        person__in=[one.person_id for one in rows if one.person_id],
    )
    return {
        one.person_id: [post_rules.BACKGROUNDS[kind] for kind in json.loads(one.kinds or "[]")]
        for one in there
    }

"""Suggestions: made by anybody, supported once a household, answered with state and reasons (§8.2)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from sanzhang.duties.matters import actions as matters
from sanzhang.duties.supervision import queries, rules
from sanzhang.duties.supervision.models import Suggestion, SuggestionStep, Support
from sanzhang.foundation import permission
from sanzhang.foundation.calendar import queries as calendar
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, Seat
from sanzhang.foundation.records.crypto import blind_index
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.territory.models import Place


@dataclass(frozen=True)
class Reply:
    """What the community says: state, words, and as the state needs it a day, who does it, a link."""

    state: str
    words: str = ""
    on: date | None = None
    doer: str = ""
    link: str = ""
    as_matter: bool = False


@transaction.atomic
def suggest(
    place: Place,
    words: str,
    *,
    by: Actor,
    at: datetime,
    topic: str = "idea",
    contact_name: str = "",
    contact_phone: str = "",
) -> Suggestion:
    """Suggest something to the community of a place; a leader of the place speaks by the post.

    Raises: NotAllowed; NotPossible — no words.
    """
    permission.require(by, "suggestion.make", place, at=at)
    said = rules.clean_words(words)
    if not said:
        raise rules.NotPossible("请写一写您的建议,一句话也行。")
    person = by if isinstance(by, Person) else None
    seat = queries.leading_seat(by, place, at)
    made = Suggestion(
        community_id=place.in_community,
        place=place,
        topic=topic,
        words=said,
        author=person,
        author_post_id=seat.post_id if seat else None,
        contact_name=contact_name,
        contact_phone=contact_phone,
        made_at=at,
        due_at=rules.answer_by(at, calendar.working_days()),
    )
    made.save(force_insert=True)
    _step(made, rules.RECEIVED, by=by, seat=seat, at=at, words=said)
    _record("suggestion.made", made, by=by, seat=seat, at=at)
    return made


@transaction.atomic
def support(suggestion: Suggestion, *, by: Person, at: datetime) -> Suggestion:
    """Support a suggestion, once a household. Raises: NotAllowed, NotPossible — supported before."""
    permission.require(by, "suggestion.support", at=at)
    if suggestion.author_id == by.pk:
        raise rules.NotPossible("这是您自己提的建议,不用再支持。")
    key = blind_index(queries.supporter(by, suggestion, at), f"suggestion.support:{suggestion.pk}")
    try:
        with transaction.atomic():
            Support(community_id=suggestion.community_id, suggestion=suggestion, supporter=key, at=at).save(
                force_insert=True
            )
    except IntegrityError as fault:
        raise rules.NotPossible("您家已经支持过这条建议了,一户算一次。") from fault
    Suggestion.objects.filter(pk=suggestion.pk).update(supports=F("supports") + 1)
    suggestion.refresh_from_db(fields=["supports"])
    _record("suggestion.supported", suggestion, by=by, seat=None, at=at)
    return suggestion


@transaction.atomic
def answer_suggestion(suggestion: Suggestion, reply: Reply, *, by: Person, at: datetime) -> Suggestion:
    """Say where a suggestion stands, or answer it with reasons; what is adopted may become a matter that is followed.

    Raises: NotAllowed; NotPossible — something is missing, or it was answered meanwhile.
    """
    seat = permission.require(by, "suggestion.answer", suggestion, at=at)
    said = rules.clean_words(reply.words)
    rules.refuse_answer(
        reply.state, words=said, has_day=reply.on is not None, doer=reply.doer, link=reply.link
    )
    locked = Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion.pk)
    if not locked.is_open:
        raise rules.NotPossible("这条建议刚刚已经答复了。请看过再说。")
    values: dict[str, Any] = {
        "state": reply.state,
        "planned_on": reply.on,
        "done_by": reply.doer.strip()[:40],
    }
    if reply.state in rules.ENDS:
        values |= {"due_at": None, "answered_at": at, "answer": said, "link": reply.link.strip()[:200]}
    if reply.state in rules.TAKEN and reply.as_matter and locked.matter_id is None:
        values["matter"] = _as_matter(locked, by=by, at=at)
    _put(suggestion, values)
    _step(suggestion, reply.state, by=by, seat=seat, at=at, words=said)
    _tell_author(suggestion, at)
    _record("suggestion.answered", suggestion, by=by, seat=seat, at=at)
    return suggestion


def _as_matter(suggestion: Suggestion, *, by: Person, at: datetime) -> Any:
    return matters.report_matter(
        place=suggestion.place,
        words=f"采纳的建议:{suggestion.words}",
        by=by,
        at=at,
        topic=suggestion.topic,
        origin="suggestion",
        reporter=suggestion.author,
        contact_name=suggestion.contact_name,
        contact_phone=suggestion.contact_phone,
        start="community_worker",
    )


def _tell_author(suggestion: Suggestion, at: datetime) -> None:
    """Tell who left an account or a number that there is an answer."""
    if not (suggestion.author or suggestion.contact_phone):
        return
    channels.send(
        to=suggestion.author,
        phone=None if suggestion.author else suggestion.contact_phone,
        template="suggestion.answered",
        facts={"reference": suggestion.reference, "state": rules.STATES[suggestion.state]},
        community_id=suggestion.community_id,
        link=f"/suggestions/r/{suggestion.receipt}/",
        at=at,
    )


@transaction.atomic
def judge(suggestion: Suggestion, *, satisfied: int, by: Actor, at: datetime) -> None:
    """Say whether the answer is satisfying. Raises: NotAllowed, NotPossible — not answered, or said before."""
    permission.require(by, "suggestion.judge", suggestion, at=at)
    if satisfied not in rules.SATISFIED:
        raise rules.NotPossible("请选满意不满意。")
    waiting = Suggestion.objects.filter(pk=suggestion.pk, due_at=None, satisfied=None)
    if not waiting.update(satisfied=satisfied):
        raise rules.NotPossible("还没有答复,或者已经评过了。")
    suggestion.satisfied = satisfied
    _step(suggestion, "judged", by=by, seat=None, at=at, words=rules.SATISFIED[satisfied])
    _record("suggestion.judged", suggestion, by=by, seat=None, at=at)


@transaction.atomic
def ask_again(suggestion: Suggestion, *, words: str, by: Actor, at: datetime) -> Suggestion:
    """Ask once more for an answer, with reasons. Raises: NotAllowed, NotPossible — not answered, or asked before."""
    permission.require(by, "suggestion.judge", suggestion, at=at)
    said = rules.clean_words(words)
    if not said:
        raise rules.NotPossible("请写哪里没有说清楚。")
    values: dict[str, Any] = {
        "state": rules.RECEIVED,
        "again_at": at,
        "satisfied": None,
        "due_at": rules.answer_by(at, calendar.working_days()),
        "reminded_at": None,
        "escalated_at": None,
    }
    waiting = Suggestion.objects.filter(pk=suggestion.pk, due_at=None, again_at=None)
    if not waiting.update(**values):
        raise rules.NotPossible("还没有答复,或者已经请社区再答复过一次。")
    for name, value in values.items():
        setattr(suggestion, name, value)
    _step(suggestion, rules.ASKED_AGAIN, by=by, seat=None, at=at, words=said)
    _record("suggestion.asked_again", suggestion, by=by, seat=None, at=at)
    return suggestion


@transaction.atomic
def hide_suggestion(suggestion: Suggestion, *, reason: str, by: Person, at: datetime) -> None:
    """Keep the words of a suggestion from the public page; the author still gets the answer."""
    seat = permission.require(by, "suggestion.hide", suggestion, at=at)
    if not reason.strip():
        raise rules.NotPossible("请写为什么隐去。")
    found = Suggestion.objects.filter(pk=suggestion.pk, hidden_at=None)
    if not found.update(hidden_at=at, hidden_reason=reason.strip()[:100]):
        raise rules.NotPossible("已经隐去了。")
    suggestion.hidden_at = at
    _step(suggestion, "hidden", by=by, seat=seat, at=at, words=reason.strip()[:100])
    _record("suggestion.hidden", suggestion, by=by, seat=seat, at=at)


@transaction.atomic
def reveal_author(suggestion: Suggestion, *, purpose: str, by: Person, at: datetime) -> tuple[str, str]:
    """Return name and phone of who suggested, noted first (R8). Raises: NotAllowed, NotPossible."""
    seat = permission.require(by, "suggestion.reveal", suggestion, at=at)
    if not purpose.strip():
        raise rules.NotPossible("请写为什么要联系。")
    if not (suggestion.contact_name or suggestion.contact_phone):
        raise rules.NotPossible("提建议的人没有留联系方式。")
    journal.look(
        by,
        about=suggestion.author,
        fields="contact_name contact_phone",
        purpose=purpose.strip()[:200],
        at=at,
        seat=seat,
        on=suggestion,
        community_id=suggestion.community_id,
    )
    return suggestion.contact_name, suggestion.contact_phone


def remind_of_suggestions(*, by: Actor, at: datetime) -> int:
    """Remind the community three days before the time is over, and tell the street when it is; each once."""
    permission.require(by, "suggestion.remind", at=at)
    waiting = Suggestion.objects.filter(due_at__isnull=False).select_related("community")
    soon = waiting.filter(reminded_at=None, due_at__lte=at + timedelta(days=rules.DAYS_BEFORE))
    count = sum(_reminded(one, "reminded_at", "suggestion.due", "community_worker", at) for one in soon)
    late = waiting.filter(escalated_at=None, due_at__lte=at)
    return count + sum(_reminded(one, "escalated_at", "suggestion.late", "street_worker", at) for one in late)


@transaction.atomic
def _reminded(suggestion: Suggestion, mark: str, template: str, kind: str, at: datetime) -> int:
    if not Suggestion.objects.filter(pk=suggestion.pk, **{mark: None}).update(**{mark: at}):
        return 0
    path = suggestion.community.path
    for tenure in posts.holders(kind, path if kind == "community_worker" else path[:9], at):
        channels.send(
            to=tenure.person,
            template=template,
            facts={"where": suggestion.community.name, "reference": suggestion.reference},
            community_id=suggestion.community_id,
            link=f"/suggestions/{suggestion.pk}/",
            at=at,
        )
    return 1


def _put(suggestion: Suggestion, values: dict[str, Any]) -> None:
    Suggestion.objects.filter(pk=suggestion.pk).update(**values)
    for name, value in values.items():
        setattr(suggestion, name, value)


def _step(
    suggestion: Suggestion, step: str, *, by: Actor, seat: Seat | None, at: datetime, words: str = ""
) -> None:
    SuggestionStep(
        community_id=suggestion.community_id,
        suggestion=suggestion,
        seq=SuggestionStep.objects.filter(suggestion=suggestion).count() + 1,
        step=step,
        words=words,
        at=at,
        post_id=seat.post_id if seat else None,
        person=by if seat and isinstance(by, Person) else None,
    ).save(force_insert=True)


def _record(action: str, suggestion: Suggestion, *, by: Actor, seat: Seat | None, at: datetime) -> None:
    facts = {"state": suggestion.state, "topic": suggestion.topic, "matter": suggestion.matter_id or 0}
    journal.record(
        action,
        by=by,
        seat=seat,
        on=suggestion,
        at=at,
        community_id=suggestion.community_id,
        path=suggestion.community.path,
        facts=facts,
    )

"""Leaders in the party are put forward for a body in one step, and another person decides (§3.1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.permission import Actor, NotAllowed, Seat
from sanzhang.organisation.posts import queries, rules
from sanzhang.organisation.posts.actions.bodies import lock_body, note_of_body, person_or_none
from sanzhang.organisation.posts.actions.body_seats import begin_seat, drop_seat
from sanzhang.organisation.posts.actions.refusals import NotPossible
from sanzhang.organisation.posts.models import Body, BodySeat, Nomination
from sanzhang.organisation.posts.rules import bodies as body_rules


@dataclass(frozen=True)
class Proposed:
    """What came of proposing: the nominations made, and the persons left out."""

    made: tuple[Nomination, ...]
    left: tuple[int, ...]  # ids; `queries.why_not` says why


@transaction.atomic
def propose_for_body(
    body: Body, *, persons: Iterable[int], by: Actor, at: datetime, role: str = "member", words: str = ""
) -> Proposed:
    """Put all chosen leaders forward for a body in one step (§3.1); who can't be is left out, the others go on.

    `persons`: ids. `words`: why, needed for the community party organisation. Nobody proposes himself.
    Raises: NotPossible — nobody chosen, no reason, a role that is not proposed, a closed body.
    """
    held_by = permission.require(by, "posts.nominate", body, at=at)
    wanted = list(dict.fromkeys(persons))
    if not wanted:
        raise NotPossible("请至少勾选一位。")
    if role not in body_rules.PUT_FORWARD_AS[body.kind]:
        raise NotPossible("三长提名为委员或兼职委员。请重新选职务。")
    if body.kind == body_rules.COMMUNITY_PARTY and not words.strip():
        raise NotPossible("请写明为什么特别优秀,例如“任职 5 年,带头调解 30 多起纠纷”。")
    lock_body(body)
    possible = {one.leader.person.pk: one for one in queries.candidates_for(body, at)}
    own = person_or_none(by)
    chosen = [possible[pk] for pk in wanted if pk in possible and pk != (own.pk if own else None)]
    made = [
        Nomination(
            community_id=body.community_id,
            body=body,
            person=one.leader.person,
            tenure=one.leader.tenure,
            role=role,
            words=words.strip(),
            proposed_by=own,
            proposed_at=at,
        )
        for one in chosen
    ]
    Nomination.objects.bulk_create(made)
    for nomination in made:
        note_of_body("body.proposed", nomination, by=by, at=at, seat=held_by, about=nomination.person)
    done = {one.person_id for one in made}
    return Proposed(tuple(made), tuple(pk for pk in wanted if pk not in done))


@transaction.atomic
def decide_nominations(
    body: Body, *, nominations: Iterable[int], accepted: bool, by: Actor, at: datetime, words: str = ""
) -> list[Nomination]:
    """Decide on nominations for a body in one step, all or none: accepted ones take their seat today (§3.1).

    Neither who proposed nor who is proposed decides. Raises: NotAllowed; NotPossible — nothing chosen, a refusal
    without words, decided or withdrawn meanwhile, or a nominee who leads no longer.
    """
    held_by = permission.require(by, "posts.decide_nomination", body, at=at)
    wanted = set(nominations)
    if not wanted:
        raise NotPossible("请至少勾选一位。")
    if not accepted and not words.strip():
        raise NotPossible("不同意要写明原因,本人和提名的人都能看到。")
    lock_body(body)
    rows = Nomination.objects.select_for_update(of=("self",)).select_related("person", "body")
    found = list(rows.filter(pk__in=wanted, body=body, state="waiting").order_by("proposed_at", "pk"))
    if len(found) < len(wanted):
        raise NotPossible("有的提名刚才已经决定或撤回了。请刷新页面再看。")
    _refuse_own(found, by)
    if accepted:
        _seat_all(found, by=by, at=at)
    for nomination in found:
        _answer(nomination, "accepted" if accepted else "refused", words=words, by=by, at=at, held_by=held_by)
    return found


def _refuse_own(found: Sequence[Nomination], by: Actor) -> None:
    decider = person_or_none(by)
    if decider is None:
        raise NotAllowed("提名要由人来决定。", "posts.decide_nomination")
    if any(one.person_id == decider.pk for one in found):
        raise NotAllowed("提名的是您本人,要由别人决定。", "posts.decide_nomination")
    if any(one.proposed_by_id in (decider.pk, None) for one in found):
        raise NotAllowed("您提的名,要由另一位社区工作者或街道决定。", "posts.decide_nomination")


def _seat_all(found: Sequence[Nomination], *, by: Actor, at: datetime) -> None:
    leading = {one.person.pk for one in queries.leaders_in(found[0].community, at, with_party=False)}
    for nomination in found:
        name = nomination.person.name
        if nomination.person_id not in leading:
            raise NotPossible(f"{name}已经不担任三长。请撤回这次提名,或者写明原因不同意。")
        begin_seat(
            nomination.body,
            person=nomination.person,
            role=nomination.role,
            nomination=nomination,
            by=by,
            at=at,
        )


def _answer(
    nomination: Nomination, state: str, *, words: str, by: Actor, at: datetime, held_by: Seat | None
) -> None:
    nomination.state, nomination.decision_words = state, words.strip()
    nomination.decided_by, nomination.decided_at = person_or_none(by), at
    nomination.save(update_fields=["state", "decision_words", "decided_by", "decided_at"])
    note_of_body(f"body.{state}", nomination, by=by, at=at, seat=held_by, about=nomination.person)


@transaction.atomic
def withdraw_nomination(nomination: Nomination, *, by: Actor, at: datetime, words: str = "") -> Nomination:
    """Take a nomination back before it is decided. Raises: NotPossible — decided already."""
    held_by = permission.require(by, "posts.nominate", nomination, at=at)
    waiting = _waiting(nomination)
    _answer(waiting, "withdrawn", words=words, by=by, at=at, held_by=held_by)
    return waiting


@transaction.atomic
def decline_nomination(nomination: Nomination, *, by: Actor, at: datetime, words: str = "") -> Nomination:
    """Say oneself that one does not want to, before it is decided. Raises: NotAllowed; NotPossible."""
    permission.require(by, "posts.decline_nomination", nomination, at=at)
    waiting = _waiting(nomination)
    _answer(waiting, "declined", words=words, by=by, at=at, held_by=None)
    return waiting


@transaction.atomic
def take_back_decision(nomination: Nomination, *, by: Actor, at: datetime) -> Nomination:
    """Take back a decision within a day: the nomination waits again, the seat that came of it counts for nothing.

    Only who decided may. Raises: NotAllowed; NotPossible — too late, or the seat has changed since.
    """
    held_by = permission.require(by, "posts.decide_nomination", nomination, at=at)
    lock_body(nomination.body)
    rows = Nomination.objects.select_for_update(of=("self",)).select_related("person", "body")
    decided = rows.get(pk=nomination.pk)
    if decided.state not in rules.DECIDED or decided.decided_at is None:
        raise NotPossible("没有可以撤销的决定。")
    if decided.decided_by != person_or_none(by):
        raise NotAllowed("只有作决定的人能撤销这个决定。", "posts.decide_nomination")
    if decided.decided_at < at - rules.UNDO:
        raise NotPossible("决定已经超过一天,不能撤销。")
    if decided.state == "accepted":
        _drop_seat_of(decided, at=at)
    if Nomination.objects.filter(body=decided.body, person=decided.person, state="waiting").exists():
        raise NotPossible("这以后又提了一次名,正在等决定。")
    decided.state, decided.decided_by, decided.decided_at, decided.decision_words = "waiting", None, None, ""
    decided.save(update_fields=["state", "decided_by", "decided_at", "decision_words"])
    note_of_body("body.decision_cancelled", decided, by=by, at=at, seat=held_by, about=decided.person)
    return decided


def _drop_seat_of(decided: Nomination, *, at: datetime) -> None:
    running = BodySeat.objects.filter(nomination=decided, ends_on=None).select_related("person").first()
    if running is None or running.entered_at != decided.decided_at:
        raise NotPossible("任职已经改过或者结束了,不能撤销这个决定。请改职务或办离任。")
    drop_seat(running, at=at)


def _waiting(nomination: Nomination) -> Nomination:
    lock_body(nomination.body)
    rows = Nomination.objects.select_for_update(of=("self",)).select_related("person", "body")
    found = rows.filter(pk=nomination.pk, state="waiting").first()
    if found is None:
        raise NotPossible("这次提名已经决定或撤回了。请刷新页面再看。")
    return found

"""Orders, links, decisions, pauses, checks: what runs of a matter, and what waits for whom."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from sanzhang.duties.catalogue.models import Kind
from sanzhang.duties.matters import rules, work
from sanzhang.duties.matters.models import (
    Check,
    Decision,
    Dispatch,
    DispatchLink,
    Mark,
    Matter,
    MatterPhoto,
    MatterStep,
    Pause,
    WorkRule,
)
from sanzhang.duties.matters.queries.holders import is_no_party
from sanzhang.duties.matters.queries.lists import LINE
from sanzhang.duties.matters.queries.story import digest
from sanzhang.foundation import permission
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, Bearer
from sanzhang.foundation.records.crypto import blind_index
from sanzhang.foundation.records.ids import ALPHABET
from sanzhang.foundation.records.paths import area_filter, next_path

Row = TypeVar("Row", bound=Model)
WAITING_MOST = 500  # more than anybody has at a time
ORDER_LINE = (
    "matter__place__parent__estate",
    "matter__place__estate",
    "matter__community",
    "claimed_by",
    "post",
)


def secret_of(link: DispatchLink) -> str:
    """Return a link's secret, 130 bits: made from its id by a key outside the database, and kept nowhere."""
    number = int(blind_index(str(link.pk), "order.link"), 16)
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(work.LINK_LENGTH))


def live_link(secret: str, at: datetime) -> DispatchLink | None:
    """Return the link of a secret while it opens: neither replaced nor expired, and its order runs."""
    found = DispatchLink.objects.filter(
        digest=digest(secret), ended_at=None, expires_at__gt=at, dispatch__ended_at=None
    )
    return found.select_related(*(f"dispatch__{name}" for name in ORDER_LINE)).first() if secret else None


def any_link(secret: str) -> DispatchLink | None:
    """Return the link of a secret, dead or alive: to say kindly why it opens nothing."""
    return DispatchLink.objects.filter(digest=digest(secret)).select_related("dispatch").first()


def link_of(order: Dispatch) -> DispatchLink | None:
    """Return the live link of an order, if it has one."""
    return DispatchLink.objects.filter(dispatch=order, ended_at=None).first()


def bearer_of(order: Dispatch) -> Bearer:
    """Return who holds the link of an order, as an actor."""
    return Bearer.of("order", order.pk)


def dispatches_of(matter: Matter) -> list[Dispatch]:
    """Return the orders of a matter, the newest last."""
    found = Dispatch.objects.filter(community_id=matter.community_id, matter=matter).order_by("number")
    return list(found.select_related("claimed_by", "person", "post", "sent_post"))


def waiting_dispatches(person: Actor, at: datetime) -> QuerySet[Dispatch]:
    """Return the running orders of a person: sent to them, or to a post they hold; never one that is about them."""
    if not isinstance(person, Person):
        return Dispatch.objects.none()
    found = _without_parties(_sent_to(person, at).filter(ended_at=None), person, at)
    return found.select_related(*ORDER_LINE).order_by("due_at", "pk")


def _sent_to(person: Person, at: datetime) -> QuerySet[Dispatch]:
    posts = [seat.post_id for seat in permission.seats_of(person, at)]
    return Dispatch.objects.filter(Q(person=person) | Q(post__in=posts))


def _without_parties(found: QuerySet[Row], by: Actor, at: datetime) -> QuerySet[Row]:
    """Leave out what belongs to a matter from or about `by` (R15); looks at the few matters at hand, not at all."""
    ids = set(found.order_by().values_list("matter_id", flat=True)[:WAITING_MOST])
    if not ids:
        return found.none()
    allowed = Matter.objects.filter(is_no_party(by, at), pk__in=ids).values_list("pk", flat=True)
    return found.filter(matter_id__in=list(allowed))


def order_for(person: Actor, order_id: int, at: datetime) -> Dispatch | None:
    """Return an order sent to a person, running or ended."""
    if not isinstance(person, Person):
        return None
    found = _without_parties(_sent_to(person, at).filter(pk=order_id), person, at)
    return found.select_related(*ORDER_LINE).first()


def running_orders(matter: Matter) -> QuerySet[Dispatch]:
    """Return the orders of a matter of which no answer has come."""
    found = Dispatch.objects.filter(community_id=matter.community_id, matter=matter, ended_at=None)
    return found.order_by("number")


def orders_late(at: datetime) -> QuerySet[Dispatch]:
    """Return the running orders whose time is over and whose sender has not been told."""
    late = Dispatch.objects.filter(ended_at=None, due_at__lte=at, reminded_at=None)
    return late.select_related("matter__place").order_by("due_at")


def refuse_undecided(matter: Matter) -> None:
    """Let nobody go on with a matter reopened twice before the level above has decided. Raises: NotPossible."""
    if matter.reopened > 1 and redo_of(matter):
        raise rules.NotPossible("居民又一次要求重办。请先定:再办一次,还是已经办妥。")


def redo_of(matter: Matter) -> Decision | None:
    """Return the open question whether a matter is done again."""
    return open_decisions(matter).filter(kind=work.REDO).first()


def open_decisions(matter: Matter) -> QuerySet[Decision]:
    """Return what of a matter waits for a decision."""
    found = Decision.objects.filter(community_id=matter.community_id, matter=matter, decided_at=None)
    return found.select_related("dispatch", "asked_post", "asked_by").order_by("asked_at")


def decisions_for(by: Actor, at: datetime, **only: object) -> QuerySet[Decision]:
    """Return what waits for a decision of `by`, by the posts held now; never about a party (R15)."""
    mine = Q(pk__in=[])
    for seat in permission.seats_of(by, at):
        if seat.kind in rules.LADDER:
            area = Q(matter__path__gte=seat.path, matter__path__lt=next_path(seat.path))
            own = Q(rung=seat.kind) & area
            holds = Q(matter__rung=seat.kind, matter__rung_path=seat.path)
            mine |= own & ~FOLLOWS | holds & FOLLOWS
    found = _without_parties(Decision.objects.filter(mine, decided_at=None, **only), by, at)
    return found.select_related(*(f"matter__{name}" for name in LINE), "dispatch").order_by("due_at", "pk")


# A second reopening, and time for an order, are decided by whoever has the matter, wherever it has gone since.
FOLLOWS = Q(kind=work.REDO) | Q(kind=work.TIME, dispatch__isnull=False)


def decisions_late(at: datetime) -> QuerySet[Decision]:
    """Return what was not decided in time."""
    late = Decision.objects.filter(decided_at=None, due_at__lte=at)
    return late.select_related("matter__place", "dispatch").order_by("due_at", "pk")


def running_pause(matter: Matter) -> Pause | None:
    """Return the interval in which a matter's clock stands still now."""
    return Pause.objects.filter(community_id=matter.community_id, matter=matter, until=None).first()


def pauses_over(at: datetime) -> QuerySet[Pause]:
    """Return the pauses that nobody answered in time."""
    return Pause.objects.filter(until=None, ends_at__lte=at).select_related("matter").order_by("ends_at")


def running_check(matter: Matter) -> Check | None:
    """Return the answer that waits for a look by somebody else."""
    found = Check.objects.filter(community_id=matter.community_id, matter=matter, ended_at=None)
    return found.select_related("asked_post", "asked_by").first()


def checks_for(by: Actor, at: datetime, **only: object) -> QuerySet[Check]:
    """Return the answers in the areas of `by` that wait for a look by somebody else than who did the work."""
    areas = permission.areas(by, "matter.check", at=at)
    if not areas or not isinstance(by, Person):
        return Check.objects.none()
    found = Check.objects.filter(area_filter(areas, "matter__path"), ended_at=None, **only)
    found = _without_parties(found.exclude(done_by=by), by, at)
    return found.select_related(*(f"matter__{name}" for name in LINE)).order_by("asked_at")


def work_rule(matter: Matter) -> WorkRule:
    """Return what the kind of a matter, else its topic, else its urgency asks of its work."""
    found = WorkRule.objects.filter(
        Q(filed_as=matter.filed_as_id or 0) | Q(topic=matter.topic) | Q(kind=matter.kind)
    )
    ranked = sorted(found, key=lambda rule: (rule.filed_as_id is None, not rule.topic))
    return ranked[0] if ranked else WorkRule()


def work_rules() -> dict[str, WorkRule]:
    """Return topic or urgency → what it asks of its work."""
    return {rule.topic or rule.kind: rule for rule in WorkRule.objects.filter(filed_as=None)}


def work_rules_of_kinds() -> list[WorkRule]:
    """Return what single kinds of the catalogue ask of their work."""
    return list(WorkRule.objects.exclude(filed_as=None).select_related("filed_as").order_by("filed_as__code"))


def kind_of(code: str) -> Kind | None:
    """Return the kind of the catalogue with this code."""
    return Kind.objects.filter(code=code.strip().upper(), closed_on=None).first()


def has_photo_before(matter: Matter) -> bool:
    """Tell whether a photo shows how it was before the work: from who reported, or from a handler."""
    first = MatterPhoto.objects.filter(community_id=matter.community_id, matter=matter)
    return first.filter(Q(phase="before") | Q(step__step=rules.REPORT)).exists()


def photos_for_handler(matter: Matter) -> list[MatterPhoto]:
    """Return the photos of a matter, oldest first."""
    found = MatterPhoto.objects.filter(community_id=matter.community_id, matter=matter)
    return list(found.order_by("pk"))


def was_handed_back(order: Dispatch) -> bool:
    """Tell whether this handler has handed this matter back in this round."""
    return Decision.objects.filter(
        community_id=order.community_id,
        matter_id=order.matter_id,
        round=order.round,
        handler=order.handler,
        kind=work.RETURNED,
    ).exists()


def parts_of(matter: Matter) -> list[Matter]:
    """Return the parts of a matter, the oldest first."""
    found = Matter.objects.filter(parent=matter, community_id=matter.community_id)
    return list(found.select_related(*LINE).order_by("pk"))


def open_parts(matter: Matter) -> int:
    """Return how many parts of a matter are not done."""
    found = Matter.objects.filter(parent=matter, community_id=matter.community_id)
    return found.filter(state__in=rules.OPEN).count()


def running_mark(matter: Matter) -> Mark | None:
    """Return the mark of a matter that was not taken back."""
    found = Mark.objects.filter(community_id=matter.community_id, matter=matter, taken_back_at=None)
    return found.select_related("marked_post", "seconded_post").first()


def who_did(matter: Matter) -> Dispatch | None:
    """Return the order that was reported back last in this round: its handler did the work."""
    done = Dispatch.objects.filter(
        community_id=matter.community_id, matter=matter, state=work.DONE, round=matter.reopened
    )
    return done.order_by("-ended_at").first()


def last_answer(matter: Matter) -> MatterStep | None:
    """Return the last answer of a matter."""
    return MatterStep.objects.filter(matter=matter, step=rules.ANSWER).order_by("-seq").first()


ASKING = {rules.HAND_BACK, rules.ASK_TIME, rules.REOPEN, rules.PAUSE}  # what may wait for a decision


@dataclass(frozen=True)
class Shown:
    """A matter's work as its page shows it."""

    orders: list[Dispatch]
    parts: list[Matter]
    decisions: list[Decision]
    to_decide: list[int]  # of these, what waits for who looks
    pause: Pause | None
    check: Check | None
    may_check: bool
    mark: Mark | None
    may_mark: bool
    may_visit: bool

    @property
    def redo(self) -> Decision | None:
        """Return the open question whether it is done again."""
        return next((one for one in self.decisions if one.kind == work.REDO), None)

    @property
    def others_decide(self) -> list[Decision]:
        """Return what waits for somebody else to decide."""
        return [one for one in self.decisions if one.pk not in self.to_decide]

    @property
    def running(self) -> list[Dispatch]:
        """Return the orders of which no answer has come."""
        return [order for order in self.orders if order.runs]


def shown_work(matter: Matter, by: Actor, at: datetime, *, steps: set[str]) -> Shown:
    """Return what runs of a matter, for its page, and what `by` may do with it beside holding it.

    `steps`: what was ever done with it; nothing is looked for that was never begun.
    """
    decisions = list(open_decisions(matter)) if matter.is_open and steps & ASKING else []
    check = running_check(matter) if matter.is_open and rules.ASK_CHECK in steps else None
    was_answered = matter.state in (rules.ANSWERED, rules.CLOSED)
    may_mark = was_answered or matter.reopened > 0
    last = last_answer(matter) if was_answered else None
    mine = decisions_for(by, at, matter=matter).values_list("pk", flat=True) if decisions else ()
    return Shown(
        orders=dispatches_of(matter) if rules.DISPATCH in steps else [],
        parts=parts_of(matter) if rules.SPLIT in steps else [],
        decisions=decisions,
        to_decide=list(mine),
        pause=running_pause(matter) if matter.state == rules.PAUSED else None,
        check=check,
        may_check=bool(check and check_for(by, check.pk, at)),
        mark=running_mark(matter) if may_mark else None,
        may_mark=may_mark and permission.may(by, "matter.mark", matter, at=at),
        may_visit=last is not None
        and last.person_id != getattr(by, "id", 0)
        and permission.may(by, "matter.visit", matter, at=at),
    )


def decision_for(by: Actor, decision_id: int, at: datetime) -> Decision | None:
    """Return something that waits for `by` to decide."""
    return decisions_for(by, at, pk=decision_id).first()


def check_for(by: Actor, check_id: int, at: datetime) -> Check | None:
    """Return an answer at which `by` may look."""
    return checks_for(by, at, pk=check_id).first()

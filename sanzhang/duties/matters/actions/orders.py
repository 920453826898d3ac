"""Orders: sending somebody, and what becomes of it: claimed, reported back, handed back once, recalled (§4.2)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from sanzhang.duties.matters import queries, rules, work
from sanzhang.duties.matters.actions.steps import holding, keep_photos, take_step
from sanzhang.duties.matters.models import Decision, Dispatch, DispatchLink, Matter, MatterStep
from sanzhang.foundation import permission
from sanzhang.foundation.calendar import queries as calendar
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Actor, NotAllowed, Seat
from sanzhang.foundation.records.crypto import blind_index
from sanzhang.foundation.records.ids import new_id

Handler = work.Handler
ORDERS_MOST = 10  # running ones of a matter


@transaction.atomic
def dispatch(
    matter: Matter,
    *,
    to: Handler,
    words: str,
    by: Person,
    at: datetime,
    due_at: datetime | None = None,
    is_lead: bool = False,
    shares_contact: bool = False,
    version: int | None = None,
) -> Dispatch:
    """Send somebody, who stays answerable to whoever has the matter; the first one sent leads (§4.2).

    `due_at` None: in time for the promise. `is_lead`: leads instead of whoever led. `shares_contact`: who reported
    agreed that the handler may call. Raises: NotAllowed, NotPossible — no words, sent already; SomebodyWasFaster.
    """
    seat = holding(matter, "matter.dispatch", by=by, at=at, version=version)
    queries.refuse_undecided(matter)
    return send_order(
        matter,
        to=to,
        words=words,
        by=by,
        seat=seat,
        at=at,
        due_at=due_at,
        is_lead=is_lead,
        shares_contact=shares_contact,
    )


def send_order(
    matter: Matter,
    *,
    to: Handler,
    words: str,
    by: Person,
    seat: Seat | None,
    at: datetime,
    due_at: datetime | None = None,
    is_lead: bool = False,
    shares_contact: bool = False,
) -> Dispatch:
    """Write the order; whoever calls has asked for permission already."""
    _refuse_handler(matter, to, at)
    due = work.deadline(at, due_at, matter.outward_due_at)
    if due <= at:
        raise rules.NotPossible("要求办完的时间已经过了。请写一个以后的时间。")
    orders = Dispatch.objects.filter(community_id=matter.community_id, matter=matter)
    running = orders.filter(ended_at=None)
    if running.count() >= ORDERS_MOST:
        raise rules.NotPossible(f"这件事已经派了 {ORDERS_MOST} 家还没有回。请先收回不用的。")
    leads = is_lead or not running.filter(is_lead=True).exists()
    order = Dispatch(pk=new_id(), community_id=matter.community_id, matter=matter, seq=matter.version + 1)
    row = take_step(
        matter,
        rules.DISPATCH,
        by=by,
        at=at,
        seat=seat,
        words=words,
        facts={"order": order.pk, "kind": to.kind},
    )
    if leads:
        running.filter(is_lead=True).update(is_lead=False)
    order.number, order.round, order.is_lead = orders.count() + 1, matter.reopened, leads
    order.kind, order.handler, order.handler_name = to.kind, blind_index(to.key, "order.handler"), to.name
    order.handler_phone, order.member_id = to.phone, to.member_id
    order.person_id, order.post_id = to.person_id, to.post_id
    order.words, order.shares_contact, order.sent_by = row.words, shares_contact, by
    order.sent_post_id, order.sent_at, order.due_at = row.post_id, at, due
    _insert(order, "这件事已经派给这一家,还没有回单。")
    return order


def _refuse_handler(matter: Matter, to: Handler, at: datetime) -> None:
    if to.kind not in work.HANDLERS or not to.name.strip():
        raise rules.NotPossible("请选派给谁,或者写上单位的名字。")
    shunned = queries.shunned(matter, at)
    phones = set(Person.objects.filter(pk__in=shunned).values_list("phone_index", flat=True)) - {""}
    own = {matter.contact_phone} - {""}
    barred = to.person_id in shunned or to.phone in own
    if barred or (to.phone and blind_index(to.phone, "phone") in phones):
        raise rules.NotPossible("这件事和他或他的家人有关,按规定要派给别人。")


def _insert(row: Any, words: str) -> None:
    """Insert a row of which the database lets only one be. Raises: NotPossible."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as fault:
        raise rules.NotPossible(words) from fault


def handling(order: Dispatch, by: Actor, at: datetime) -> tuple[Matter, Seat | None]:
    """Return the order's matter as it is now, and the seat by which `by` works on it. Raises: NotAllowed."""
    permission.require(by, "order.act", order, at=at)
    seat = next((seat for seat in permission.seats_of(by, at) if seat.post_id == order.post_id), None)
    if isinstance(by, Person) and order.person_id != by.pk and seat is None:
        raise NotAllowed("这张派单派给了别的岗位。", "order.act")
    matter = Matter.objects.select_related("place", "community").get(pk=order.matter_id)
    if isinstance(by, Person) and by.pk in queries.shunned(matter, at):
        raise NotAllowed("这件事和您或您的家人有关,按规定由别人来办。", "order.act")
    order.matter = matter
    return matter, seat


@transaction.atomic
def claim(
    order: Dispatch, *, by: Actor, at: datetime, words: str = "", photos: Sequence[StoredFile] = ()
) -> Dispatch:
    """Say that one is at it, before the work; photos show how it was. Of two at once one is told (NotPossible)."""
    matter, seat = handling(order, by, at)
    person = by if isinstance(by, Person) else None
    values = {"claimed_at": at, "claimed_by": person, "claimed_seq": matter.version + 1}
    _move(order, (work.SENT,), work.CLAIMED, **values)
    facts = {"order": order.pk}
    take_step(
        matter, rules.CLAIM, by=by, at=at, seat=seat, words=words, photos=photos, phase="before", facts=facts
    )
    return order


@transaction.atomic
def report_back(
    order: Dispatch,
    *,
    words: str,
    by: Actor,
    at: datetime,
    photos: Sequence[StoredFile] = (),
    photos_before: Sequence[StoredFile] = (),
    despite: str = "",
) -> Dispatch:
    """Say what was done, with photos; the link dies. `despite`: why the lead does not wait for the others.

    Raises: NotAllowed; NotPossible — not claimed, photos lacking, others still at it.
    """
    matter, seat = handling(order, by, at)
    _refuse_without_photos(order, bool(photos), bool(photos_before))
    others = Dispatch.objects.filter(matter=matter, ended_at=None).exclude(pk=order.pk)
    if order.is_lead and others.exists() and not rules.clean_words(despite):
        raise rules.NotPossible("您是牵头的,还有一起办的没有回单。等他们回了再回,或者写明为什么不等。")
    _move(order, (work.CLAIMED,), work.DONE, ended_at=at, ended_seq=matter.version + 1)
    said = words if not despite.strip() else f"{words}\n没有等别家:{despite.strip()}"
    row = take_step(
        matter,
        rules.REPORT_BACK,
        by=by,
        at=at,
        seat=seat,
        words=said,
        photos=photos,
        phase="after",
        facts={"order": order.pk},
    )
    keep_photos(row, photos_before, "before")
    _end(order, at)
    return order


def _refuse_without_photos(order: Dispatch, has_after: bool, has_before: bool) -> None:
    wanted = queries.work_rule(order.matter).photos
    if wanted and not has_after:
        raise rules.NotPossible("这类事办完要拍照。请放一张办完以后的照片。")
    if wanted == work.BOTH and not has_before and not queries.has_photo_before(order.matter):
        raise rules.NotPossible("这类事要有办之前和办之后的照片。请放一张办之前的照片。")


@transaction.atomic
def hand_back(order: Dispatch, *, words: str, by: Actor, at: datetime) -> Decision:
    """Return an order as not one's own, once, with the reason; the level above the sender decides within hours.

    Raises: NotAllowed; NotPossible — no reason, handed back before, or told by the level above to do it.
    """
    matter, seat = handling(order, by, at)
    if order.must_do:
        raise rules.NotPossible("上一级已经定了由您办,不能再退。办不了,请在回单里写明情况。")
    held = queries.manned(matter, at)
    rung = rules.rung_above(matter.rung, held) or matter.rung
    decision = Decision(
        community_id=matter.community_id,
        matter=matter,
        dispatch=order,
        kind=work.RETURNED,
        round=matter.reopened,
        handler=order.handler,
        words=rules.clean_words(words),
        asked_by=by if isinstance(by, Person) else None,
        asked_post_id=seat.post_id if seat else None,
        asked_at=at,
        from_rung=matter.rung,
        rung=rung,
        due_at=work.add_working_hours(at, work.HOURS_TO_DECIDE, calendar.working_days()),
    )
    _move(order, (work.SENT, work.CLAIMED), work.HANDED_BACK, handed_seq=matter.version + 1)
    _insert(decision, "这件事您已经退过一次,不能再退。办不了,请在回单里写明情况。")
    facts = {"order": order.pk, "decision": decision.pk}
    take_step(matter, rules.HAND_BACK, by=by, at=at, seat=seat, words=words, facts=facts)
    return decision


@transaction.atomic
def recall(order: Dispatch, *, words: str, by: Person, at: datetime) -> Dispatch:
    """Take an order back, with the reason; its link dies. Raises: NotAllowed; NotPossible — it has ended."""
    matter = Matter.objects.select_related("place").get(pk=order.matter_id)
    seat = holding(matter, "matter.recall", by=by, at=at)
    recall_order(order, matter, words=words, by=by, seat=seat, at=at)
    return order


def recall_order(
    order: Dispatch, matter: Matter, *, words: str, by: Person, seat: Seat | None, at: datetime
) -> MatterStep:
    """Write that an order was taken back; whoever calls has asked for permission already."""
    _move(order, work.RUNNING, work.RECALLED, ended_at=at, ended_seq=matter.version + 1)
    facts = {"order": order.pk}
    row = take_step(matter, rules.RECALL, by=by, at=at, seat=seat, words=words, facts=facts)
    _end(order, at)
    return row


def _move(order: Dispatch, states: Sequence[str], to: str, **values: Any) -> None:
    """Bring an order to another state, if it is in one of `states`. Raises: NotPossible — says what happened."""
    if not Dispatch.objects.filter(pk=order.pk, state__in=states).update(state=to, **values):
        order.refresh_from_db(fields=["state", "claimed_by", "claimed_at", "ended_at"])
        raise rules.NotPossible(_why_not(order, to))
    order.state = to
    for name, value in values.items():
        setattr(order, name, value)


def _why_not(order: Dispatch, to: str) -> str:
    if order.state == work.CLAIMED and to == work.CLAIMED:
        name = order.claimed_by.name if order.claimed_by else order.handler_name
        return f"{name}已经接了这张派单,不用再接。"
    if order.state == work.SENT and to == work.DONE:
        return "请先点“接单”,让派单的人知道是谁在办,再回单。"
    return f"这张派单现在是“{work.ORDER_STATES[order.state]}”,不用再办。"


def _end(order: Dispatch, at: datetime) -> None:
    """Let the links of an order die, and what was asked of it; the next one leads if it led."""
    DispatchLink.objects.filter(dispatch=order, ended_at=None).update(ended_at=at)
    Decision.objects.filter(dispatch=order, decided_at=None).update(state=work.LAPSED, decided_at=at)
    if order.is_lead:
        next_one = (
            Dispatch.objects.filter(matter_id=order.matter_id, ended_at=None).order_by("number").first()
        )
        if next_one:
            Dispatch.objects.filter(pk=next_one.pk, ended_at=None).update(is_lead=True)


def end_order(order: Dispatch, at: datetime, seq: int) -> None:
    """End an order because the level above sent somebody else."""
    _move(order, work.RUNNING, work.RECALLED, ended_at=at, ended_seq=seq)
    _end(order, at)


@transaction.atomic
def make_link(order: Dispatch, *, by: Actor, at: datetime) -> tuple[DispatchLink, str]:
    """Make a link to this one order and return it with its secret; the one before dies.

    Raises: NotAllowed — only who has the matter; NotPossible — the order has ended.
    """
    matter = Matter.objects.select_related("place").get(pk=order.matter_id)
    seat = permission.require(by, "matter.link", matter, at=at) if by is SYSTEM else None
    if by is not SYSTEM:
        seat = holding(matter, "matter.link", by=by, at=at)
    if not Dispatch.objects.select_for_update().filter(pk=order.pk, ended_at=None).exists():
        raise rules.NotPossible("这张派单已经有了结果,不用再发网址。")
    DispatchLink.objects.filter(dispatch=order, ended_at=None).update(ended_at=at)
    link = DispatchLink(community_id=order.community_id, dispatch=order, made_at=at)
    secret = queries.secret_of(link)
    link.digest, link.made_by = queries.digest(secret), by if isinstance(by, Person) else None
    link.expires_at = work.link_expires_at(order.due_at, at)
    _insert(link, "网址刚刚换过一次。请刷新页面。")
    facts = {"order": order.pk, "link": link.pk}
    community = order.community_id
    journal.record(
        "matter.link_made", by=by, at=at, seat=seat, on=matter, community_id=community, facts=facts
    )
    return link, secret


@transaction.atomic
def open_link(secret: str, *, by: Actor, at: datetime) -> Dispatch | None:
    """Return the order of a live link and note its first opening; None: wrong, expired, replaced, or ended."""
    permission.require(by, "order.open", at=at)
    link = queries.live_link(secret, at)
    if link is None:
        return None
    if DispatchLink.objects.filter(pk=link.pk, opened_at=None).update(opened_at=at):
        facts = {"order": link.dispatch_id, "link": link.pk}
        bearer, matter = queries.bearer_of(link.dispatch), link.dispatch.matter
        journal.record(
            "matter.link_opened", by=bearer, at=at, on=matter, community_id=matter.community_id, facts=facts
        )
    return link.dispatch


@transaction.atomic
def reveal_to_handler(order: Dispatch, *, by: Actor, at: datetime) -> tuple[str, str]:
    """Return name and phone of who reported to a handler at work, if they agreed; noted first (R8).

    Raises: NotAllowed; NotPossible — not agreed to, not claimed, or nothing was left.
    """
    matter, seat = handling(order, by, at)
    if not order.shares_contact:
        raise rules.NotPossible("反映的人没有同意把联系方式给办理的单位。要联系,请找派单的人。")
    if order.state != work.CLAIMED:
        raise rules.NotPossible("接单以后、回单以前才能看联系方式。")
    if not matter.contact_name and not matter.contact_phone:
        raise rules.NotPossible("反映的人没有留联系方式。")
    journal.look(
        by,
        about=matter.reporter,
        fields="contact_name contact_phone",
        purpose="办理派单",
        at=at,
        seat=seat,
        on=matter,
        community_id=matter.community_id,
    )
    return matter.contact_name, matter.contact_phone

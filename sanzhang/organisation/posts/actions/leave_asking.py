"""What all ways of leaving share: asked once, told to whom it concerns, settled once, by nobody about himself."""

from datetime import datetime
from typing import Any

from sanzhang.foundation import permission
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, NotAllowed, Seat
from sanzhang.organisation.posts import queries, rules
from sanzhang.organisation.posts.actions.leave_sittings import ahead_of, lock_post
from sanzhang.organisation.posts.actions.refusals import NotPossible
from sanzhang.organisation.posts.models import Leaving, Tenure
from sanzhang.organisation.posts.rules import leaving as ways


def refuse_oneself(by: Actor, person_id: int) -> None:
    """Refuse who decides about himself (R15). Raises: NotAllowed."""
    if getattr(by, "id", None) == person_id:
        raise NotAllowed("自己的事要由别人决定。请找另一位社区工作者或街道。")


def refuse_entering_party(by: Actor, leaving: Leaving, words: str) -> None:
    """Refuse who proposed or typed it in. Raises: NotAllowed."""
    if getattr(by, "id", None) == leaving.asked_by_id:
        raise NotAllowed(words)


def new_leaving(tenure: Tenure, *, by: Actor, at: datetime, **more: Any) -> Leaving:
    """Write what is asked about a sitting that runs or is to go on. Raises: NotPossible — one waits already."""
    lock_post(tenure)
    if tenure.post.kind not in rules.LEADERS or tenure.community_id is None:
        raise NotPossible("这里只办三长的辞任、免任和请假。工作岗位由上一级用“离岗”办。")
    last = ahead_of(tenure, at).last()
    if last is None:
        raise NotPossible("这段任职已经结束了。")
    if last.end_reason in (ways.RESIGNATION, ways.REMOVAL) and more["kind"] != ways.REMOVAL:
        raise NotPossible("离岗的日子已经定了。要改的,请先撤销那一次。")
    same = Leaving.objects.filter(tenure__post=tenure.post_id, tenure__person=tenure.person_id)
    waiting = same.filter(state__in=ways.OPEN).first()
    if waiting:
        what = rules.LEAVING_KINDS[waiting.kind]
        raise NotPossible(f"已经有一件“{what}”在等处理。请先把那一件办完或撤回。")
    asked_by = by if isinstance(by, Person) else None
    leaving = Leaving(tenure=tenure, community_id=tenure.community_id, asked_by=asked_by, asked_at=at, **more)
    leaving.save(force_insert=True)
    return leaving


def locked(leaving: Leaving, *, states: tuple[str, ...] = ways.OPEN) -> Leaving:
    """Return the row as it is now, under lock. Raises: NotPossible — it was settled meanwhile."""
    lock_post(leaving.tenure)
    found = Leaving.objects.select_for_update(of=("self",)).select_related(
        "tenure__post__place__parent__estate", "tenure__post__place__estate", "tenure__person", "asked_by"
    )
    now = found.get(pk=leaving.pk)
    if now.state not in states:
        raise NotPossible(f"这件事刚才已经处理过了,现在是“{now.get_state_display()}”。请看看现在的样子。")
    return now


def settle(leaving: Leaving, state: str, *, by: Actor, at: datetime, words: str = "", **more: Any) -> None:
    """Write the decision; who takes back what he asked has decided nothing."""
    new = {"state": state, "decided_at": at, "decision_words": words, **more}
    new["decided_by"] = by if isinstance(by, Person) and state != ways.WITHDRAWN else None
    for name, value in new.items():
        setattr(leaving, name, value)
    leaving.save(update_fields=list(new))


def note(action: str, leaving: Leaving, *, by: Actor, at: datetime, seat: Seat | None, **facts: Any) -> None:
    """Put one entry into the journal; never the words."""
    told = {"leaving": str(leaving.pk), "kind": leaving.kind, **facts}
    where: dict[str, Any] = {"seat": seat, "community_id": leaving.community_id}
    journal.record(action, by=by, at=at, on=leaving, about=leaving.tenure.person, facts=told, **where)


def tell_person(leaving: Leaving, template: str, *, by: Actor, at: datetime, **facts: str) -> None:
    """Send the person a message at once, unless he did it himself."""
    if getattr(by, "id", None) != leaving.person_id:
        tell(leaving, leaving.tenure.person, template, by=by, at=at, **facts)


def tell_workers(leaving: Leaving, template: str, *, by: Actor, at: datetime, **facts: str) -> None:
    """Tell the workers of the community, but for whoever did it and whom it is about."""
    tell_holders(leaving, rules.COMMUNITY, 12, template, by=by, at=at, **facts)


def tell_holders(
    leaving: Leaving, kind: str, width: int, template: str, *, by: Actor, at: datetime, **facts: str
) -> None:
    """Tell the holders of one kind of office above the post."""
    for tenure in queries.holders(kind, leaving.scope_path[:width], at):
        if tenure.person_id not in (leaving.person_id, getattr(by, "id", None)):
            tell(leaving, tenure.person, template, by=by, at=at, **facts)


def tell(leaving: Leaving, to: Person, template: str, *, by: Actor, at: datetime, **facts: str) -> None:
    """Send one message about a leaving; who may not see its page gets the link to the own posts."""
    said = {"title": queries.title_of(leaving.tenure.post), **facts}
    is_seen = permission.may(to, "posts.look_leaving", leaving, at=at)
    link = f"/posts/leavings/{leaving.pk}/" if is_seen else "/posts/mine/"
    channels.send(
        to=to, template=template, facts=said, link=link, community_id=leaving.community_id, by=by, at=at
    )

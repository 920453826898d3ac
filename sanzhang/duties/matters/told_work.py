"""What is said after a step of work: to handlers, to whoever has the matter, to who decides, to the resident."""

from datetime import datetime

from django.conf import settings

from sanzhang.duties.matters import actions, queries, rules, work
from sanzhang.duties.matters.models import Decision, Dispatch, Matter
from sanzhang.foundation.calendar.rules import spoken_time
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.territory import queries as territory


def read(entry_id: int) -> tuple[Entry, Matter]:
    """Return an entry and its matter as it is now."""
    entry = Entry.objects.get(pk=entry_id)
    found = Matter.objects.select_related("place__parent__estate", "place__estate", "reporter")
    return entry, found.get(pk=entry.on_id or 0)


def facts_of(matter: Matter, at: datetime, **more: str) -> dict[str, str]:
    """Return what most words need."""
    return {"where": territory.full_name(matter.place), "reference": matter.reference} | more


def tell_post(
    matter: Matter, rung: str, path: str, template: str, at: datetime, *, link: str = "", **more: str
) -> None:
    """Tell who holds the posts of a rung and area, but for parties (R15)."""
    barred = queries.shunned(matter, at)
    for tenure in posts.holders(rung, path, at):
        if tenure.person_id not in barred:
            tell_person(tenure.person, matter, template, at, link=link, needs="matter.look", **more)


def tell_person(
    person: Person,
    matter: Matter,
    template: str,
    at: datetime,
    *,
    link: str = "",
    needs: str = "",
    **more: str,
) -> None:
    """Put words into somebody's inbox, and text them where the words go out as a text."""
    channels.send(
        to=person,
        template=template,
        facts=facts_of(matter, at, **more),
        community_id=matter.community_id,
        link=link or f"/matters/{matter.pk}/",
        needs=needs,
        needs_path=matter.path if needs else "",
        at=at,
    )


def tell_resident(matter: Matter, template: str, at: datetime, **more: str) -> None:
    """Tell who reported, in the inbox or at the number that was left; nobody, where neither is known."""
    if not (matter.reporter or matter.contact_phone):
        return
    facts = {"reference": matter.reference, "address": f"{settings.PUBLIC_URL}/r/{matter.receipt}/"} | more
    channels.send(
        to=matter.reporter,
        phone=None if matter.reporter else matter.contact_phone,
        template=template,
        facts=facts,
        community_id=matter.community_id,
        link=f"/r/{matter.receipt}/",
        at=at,
    )


def tell_handler(order: Dispatch, at: datetime) -> None:
    """Tell a handler of an order: in the inbox of the account, or by a text with a link to this one order."""
    matter, due = order.matter, spoken_time(order.due_at, at)
    if people := _accounts_of(order, at):
        for person in people:
            tell_person(person, matter, "matters.order_for_you", at, link=f"/orders/{order.pk}/", due=due)
    elif order.handler_phone.startswith("1"):
        link = queries.link_of(order) or actions.make_link(order, by=SYSTEM, at=at)[0]
        address = f"{settings.PUBLIC_URL}/o/{queries.secret_of(link)}/"
        facts = facts_of(matter, at, due=due, handler=order.handler_name, address=address)
        channels.send(
            phone=order.handler_phone,
            template="matters.order",
            facts=facts,
            community_id=matter.community_id,
            at=at,
        )


def _accounts_of(order: Dispatch, at: datetime) -> list[Person]:
    if order.person:
        return [order.person]
    if order.post is None:
        return []
    held = posts.holders(order.post.kind, order.post.place.path, at)
    return [tenure.person for tenure in held if tenure.post_id == order.post_id]


def tell_of_decision(decision: Decision, at: datetime) -> None:
    """Ask who has to decide."""
    matter = decision.matter
    what = work.DECISIONS[decision.kind]
    due = spoken_time(decision.due_at, at) if decision.due_at else "限期"
    link = f"/matters/decisions/{decision.pk}/"
    rung = decision.rung
    path = queries.manned(matter, at).get(rung, rules.area_of(rung, matter.path))
    tell_post(matter, rung, path, "matters.to_decide", at, link=link, what=what, due=due)


def tell_above(matter: Matter, template: str, at: datetime) -> None:
    """Tell the rung above whoever has a matter."""
    held = queries.manned(matter, at)
    if rung := rules.rung_above(matter.rung, held):
        tell_post(matter, rung, held[rung], template, at)

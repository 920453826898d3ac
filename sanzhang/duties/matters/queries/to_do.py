"""What of orders, decisions, checks and questions waits for a person, as the desk shows it."""

from datetime import datetime

from sanzhang.duties.matters import rules, work
from sanzhang.duties.matters.queries.enquiries import enquiries_waiting
from sanzhang.duties.matters.queries.work import checks_for, decisions_for, waiting_dispatches
from sanzhang.foundation import permission
from sanzhang.foundation.calendar.rules import local_date
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.posts.rules import Coming

LINES = 4


def to_do(person: Actor, at: datetime) -> list[Coming]:
    """Return what waits for a person to decide, to check, to answer, or to do by an order; a few lines of each."""
    found = [
        Coming(
            local_date(one.due_at or at),
            "等我定",
            f"{work.DECISIONS[one.kind]}:{one.matter.words[:20]}",
            f"/matters/decisions/{one.pk}/",
            bool(one.due_at and one.due_at <= at),
        )
        for one in decisions_for(person, at)[:LINES]
    ]
    found += [
        Coming(
            local_date(order.due_at), "派给我", order.words[:24], f"/orders/{order.pk}/", order.due_at <= at
        )
        for order in waiting_dispatches(person, at)[:LINES]
    ]
    if any(seat.kind in rules.LADDER for seat in permission.seats_of(person, at)):
        found += [
            Coming(local_date(one.asked_at), "核查", one.matter.words[:24], f"/matters/checks/{one.pk}/")
            for one in checks_for(person, at)[:LINES]
        ]
    found += [
        Coming(
            local_date(one.due_at or at),
            "居民在问",
            one.words[:24],
            f"/matters/questions/{one.pk}/",
            bool(one.due_at and one.due_at <= at),
        )
        for one in enquiries_waiting(person, at)[:LINES]
    ]
    return found

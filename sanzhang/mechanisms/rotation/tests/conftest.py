"""A unit that takes turns: six doors, four of whom serve, beginning with the new year."""

from datetime import date, datetime

import pytest

from sanzhang.duties.residents import actions as residents
from sanzhang.foundation.permission import SYSTEM
from sanzhang.mechanisms.rotation import actions, rules
from sanzhang.mechanisms.rotation.models import Member, Rota, Turn
from sanzhang.organisation.posts import queries as posts
from tests.cast import Cast
from tests.times import MONDAY_9AM

JANUARY = date(2027, 1, 1)


class Unit:
    """A rota of 12栋1单元 and its households, made by the actions that people use."""

    def __init__(self, cast: Cast, *, order: str = rules.AGREEMENT, starts_on: date = JANUARY) -> None:
        self.cast, self.unit_post = cast, cast.unit_post
        self.people = {"101": cast.zhang, "302": cast.chen}
        for place, number in enumerate(("102", "201", "202", "301")):
            person = cast.person(f"{'赵钱孙李'[place]}邻居", f"1390000000{place}")
            residents.settle(person, household=cast.doors[cast.unit.pk, number], by=SYSTEM, at=cast.made_at)
            self.people[number] = person
        self.rota: Rota = actions.start_rota(
            cast.unit_post,
            order=order,
            chosen_how="meeting",
            chosen_on=date(2026, 11, 20),
            starts_on=starts_on,
            words="大家举手通过",
            by=cast.liu,
            at=MONDAY_9AM,
        )

    def join(self, number: str, *, at: datetime = MONDAY_9AM, able: bool = True) -> Member:
        """Let a household join, and be found able."""
        person = self.people[number]
        door = self.cast.doors[self.cast.unit.pk, number]
        member = actions.join(self.rota, household=door, person=person, by=person, at=at)
        if able:
            actions.confirm_able(member, by=self.cast.liu, at=at)
        return member

    def begin(self, *numbers: str, at: datetime = MONDAY_9AM) -> dict[str, Member]:
        """Let households join and serve in this order."""
        members = {number: self.join(number) for number in numbers}
        self.rota = actions.arrange(self.rota, list(members.values()), by=self.cast.liu, at=at)
        return members

    def turn(self, month: date) -> Turn:
        """Return the turn of a month."""
        return Turn.objects.select_related("member__person", "tenure", "rota__post__place").get(
            rota=self.rota, month=month
        )

    def doors(self) -> list[str]:
        """Return whose the months are, by door; - where nobody is."""
        turns = Turn.objects.filter(rota=self.rota).select_related("member__household").order_by("month")
        return [one.member.household.number if one.member else "-" for one in turns]

    def holder(self, at: datetime) -> str:
        """Return the name of who holds the post at an instant."""
        held = posts.who_held(self.unit_post, at)
        return held.person.name if held else ""


@pytest.fixture
def unit(cast: Cast) -> Unit:
    """A rota that begins in January 2027, without members."""
    return Unit(cast)

"""The demo's life of posts: calls, an election under way and one that was counted, filings, leavings, a rota."""

import random
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from sanzhang.duties.residents import actions as residents
from sanzhang.foundation.ballots import actions as ballots
from sanzhang.foundation.people import actions as people
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Bearer
from sanzhang.mechanisms.rotation import actions as rotation
from sanzhang.mechanisms.rotation import rules as months
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.posts.models import Filing, Post, Tenure
from sanzhang.organisation.selection import actions as selection
from sanzhang.organisation.selection.models import Candidate, Procedure
from sanzhang.organisation.territory.models import Household, Place
from sanzhang.web.demo import cast

SIGNED = "桐荫社区党委"
FILED_GRID = 3


class Life:
    """Lets the demo's offices do what a year of posts brings."""

    def __init__(
        self, community: Place, offices: dict[str, Person], rng: random.Random, at: datetime
    ) -> None:
        self.community, self.at, self.rng = community, at, rng
        self.liu, self.gao, self.sun = offices["liumin"], offices["gaoyuan"], offices["sunli"]
        self.number = 7000
        vacant = Post.objects.filter(community=community, kind="unit_leader", closed_at=None)
        empty = vacant.exclude(vacant_since=None).filter(vacant_since__lt=at - timedelta(days=2))
        self.vacancies = iter(
            empty.select_related("place__parent__estate", "community").order_by("place__path")
        )

    def day(self, days: int, hour: int = 9) -> datetime:
        """Return an hour of a day `days` from today; behind it if negative."""
        day = timezone.localdate(self.at) + timedelta(days=days)
        return timezone.make_aware(datetime.combine(day, time(hour)))

    def live(self) -> dict[str, str]:
        """Let everything happen; return what the demo's page tells of it: words → address."""
        self._file()
        self._call()
        self._publish()
        self._elected()
        told = self._vote()
        self._leavings()
        self._rota()
        selection.follow(by=SYSTEM, at=self.at)
        return told

    def neighbour(self, since: datetime) -> Person:
        """Enrol a neighbour whose phone was checked."""
        self.number += 1
        name, _ = cast.neighbours(1, self.number)[0]
        person = people.enrol(name=name, phone=cast.phone(self.number), by=SYSTEM, at=since)
        Person.objects.filter(pk=person.pk).update(last_used_at=self.at, phone_verified_at=since)
        person.refresh_from_db()
        return person

    def _file(self) -> None:
        """File one grid's leaders and all grid leaders some weeks ago; three wait; the others are not handed in."""
        grid = Place.objects.get(community=self.community, kind="grid", number=FILED_GRID)
        held = Tenure.objects.filter(post__community=self.community, ends_at=None, is_acting=False)
        held = held.select_related("person", "post__community", "post__place__parent").order_by(
            "post__place__path"
        )
        first = [
            one for one in held if one.post.kind == "grid_leader" or one.post.place.path.startswith(grid.path)
        ]
        then = self.day(-140)
        posts.submit_standing(first, by=self.liu, at=then)
        waiting = list(Filing.objects.filter(state="waiting").order_by("pk"))
        for filing in waiting[:-4]:
            posts.decide_filing(filing, accepted=True, by=self.gao, at=then + timedelta(days=2))
        posts.decide_filing(
            waiting[-4],
            accepted=False,
            words="产生方式要写清楚,请补正再报。",
            by=self.gao,
            at=then + timedelta(days=2),
        )

    def _call(self) -> None:
        """Begin a call three days ago; a neighbour stands by himself."""
        procedure = selection.call(
            next(self.vacancies),
            way="self_nomination",
            words="欢迎热心的邻居。",
            by=self.liu,
            at=self.day(-3),
        )
        self._stands(
            procedure, self.day(-2), "我退休前在学校工作,住这个单元二十年,愿意为大家跑腿。", ["old_teacher"]
        )

    def _stands(self, procedure: Procedure, when: datetime, statement: str, kinds: list[str]) -> Candidate:
        person = self.neighbour(when)
        return selection.stand(
            procedure,
            name=person.name,
            phone=person.phone,
            statement=statement,
            agrees=True,
            kinds=kinds,
            by=Bearer.anyone(),
            at=when,
        )

    def _put(self, procedure: Procedure, when: datetime, kinds: list[str]) -> Candidate:
        person = self.neighbour(when)
        return selection.put_forward(
            procedure,
            source="organisation",
            name=person.name,
            phone=person.phone,
            kinds=kinds,
            background="证件已看原件",
            opinion="热心公道,邻里信得过。",
            signed_by=SIGNED,
            agrees=True,
            by=self.liu,
            at=when,
        )

    def _publish(self) -> None:
        """Publish a recommended candidate two days ago; somebody objects."""
        procedure = selection.call(next(self.vacancies), way="recommendation", by=self.liu, at=self.day(-12))
        candidate = self._put(procedure, self.day(-11), ["veteran", "volunteer"])
        selection.accept(candidate, by=self.gao, at=self.day(-5))
        selection.publish(procedure, by=self.liu, at=self.day(-2))
        selection.object_to(
            procedure, candidate=candidate, words="经常出差,怕顾不上。", by=Bearer.anyone(), at=self.day(-1)
        )

    def _to_the_vote(self, called: int, published: int) -> Procedure:
        """Bring an election with two candidates to its choice."""
        procedure = selection.call(next(self.vacancies), way="election", by=self.liu, at=self.day(-called))
        for kinds in (["serving_party_member"], ["old_cadre"]):
            candidate = self._put(procedure, self.day(1 - called), kinds)
            selection.accept(candidate, by=self.gao, at=self.day(-published, 8))
        selection.publish(procedure, by=self.liu, at=self.day(-published))
        return procedure

    def _elected(self) -> None:
        """Count an election of last spring and file who won; the result stays readable."""
        procedure = self._to_the_vote(called=90, published=78)
        vote = selection.open_vote(
            procedure, closes_on=timezone.localdate(self.day(-55)), by=self.liu, at=self.day(-66)
        )
        codes = ballots.give_codes(vote.poll, by=self.liu, at=self.day(-66))
        self._cast(vote.poll, codes, share=0.8, when=self.day(-60))
        ballots.close_poll(vote.poll, by=SYSTEM, at=self.day(-55, 0))
        vote.poll.refresh_from_db()
        selection.take_outcome(vote.poll, by=SYSTEM, at=self.day(-55, 0))
        procedure.refresh_from_db()
        if procedure.chosen_id is None:  # equal votes: the lot decides in the demo as it would in life
            return
        filing = selection.hand_in(
            procedure, starts_on=timezone.localdate(self.day(-45)), by=self.liu, at=self.day(-54)
        )
        filed = posts.decide_filing(filing, accepted=True, by=self.gao, at=self.day(-52))
        selection.take_filing(filed, by=SYSTEM, at=self.day(-52))

    def _vote(self) -> dict[str, str]:
        """Open an election two days ago; half have voted, and one code is told so that it can be tried."""
        procedure = self._to_the_vote(called=40, published=20)
        vote = selection.open_vote(
            procedure, closes_on=timezone.localdate(self.day(5)), by=self.liu, at=self.day(-2)
        )
        codes = ballots.give_codes(vote.poll, by=self.liu, at=self.day(-2))
        last = list(codes)[-1]
        mine = codes.pop(last)
        self._cast(vote.poll, codes, share=0.4, when=self.day(-1))
        return {"一张没有投过的选票": f"/vote/{mine}/", "正在选任的岗位": f"/selection/{procedure.token}/"}

    def _cast(self, poll: Any, codes: dict[int, str], *, share: float, when: datetime) -> None:
        for code in list(codes.values())[: int(len(codes) * share)]:
            choice = self.rng.choices(poll.keys, weights=range(len(poll.keys), 0, -1))
            ballots.cast(poll, code=code, choices=choice, by=Bearer.anyone(), at=when)

    def _leavings(self) -> None:
        """Let one ask to resign, one be proposed for removal, one be on leave with somebody acting."""
        sitting = self._sittings()
        one, two, three = next(sitting), next(sitting), next(sitting)
        posts.ask_to_resign(
            one,
            leaves_at=self.day(20, 0),
            words="年底要去外地带孙子,请另选一位。",
            by=one.person,
            at=self.day(-2),
        )
        posts.propose_removal(
            two,
            grounds=["out_of_reach"],
            words="三个月没有联系上,居民反映无人应答。",
            by=self.liu,
            at=self.day(-1),
        )
        leave = posts.ask_for_leave(
            three,
            leaves_at=self.day(1, 0),
            returns_at=self.day(25, 0),
            words="住院做白内障手术。",
            by=three.person,
            at=self.day(-3),
        )
        posts.grant_leave(leave, acting=self.neighbour(self.day(-3)), by=self.liu, at=self.day(-2))

    def _sittings(self) -> Iterator[Tenure]:
        held = Tenure.objects.filter(
            post__community=self.community, post__kind="unit_leader", ends_at=None, is_acting=False
        )
        names = [part.name for part in cast.LEADERS]
        for tenure in held.select_related("person", "post__community", "post__place__parent").order_by(
            "-post__place__path"
        ):
            if tenure.person.name not in names:
                yield tenure

    def _rota(self) -> None:
        """Let a unit take turns since three months ago: four households, one asks to join."""
        post = next(self.vacancies)
        first = months.first_of(timezone.localdate(self.day(-70)))
        then = months.midnight(first) - timedelta(days=20)
        rota = rotation.start_rota(
            post,
            order="lot",
            chosen_how="meeting",
            chosen_on=timezone.localdate(then) - timedelta(days=5),
            starts_on=first,
            words="楼下开会,二十户到了十五户,都同意。",
            by=self.liu,
            at=then,
        )
        doors = list(Household.objects.filter(unit=post.place).order_by("path"))
        for household in self.rng.sample(doors, 5):
            person = self.neighbour(then)
            residents.settle(person, household=household, by=SYSTEM, at=then)
            member = rotation.join(rota, household=household, person=person, by=person, at=then)
            if rota.members.count() < 5:
                rotation.confirm_able(member, by=self.liu, at=then)
        rotation.draw(rota, by=self.liu, at=then)
        for ahead in range(3):
            rotation.extend(
                rota, by=SYSTEM, at=min(months.midnight(months.month_after(first, ahead)), self.at)
            )

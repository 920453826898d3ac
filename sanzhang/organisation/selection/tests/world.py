"""A selection and who works on it, for tests: time moves on by `at`, listeners run when asked."""

from datetime import date, datetime, timedelta

from sanzhang.foundation.ballots import actions as ballots
from sanzhang.foundation.calendar.rules import local_midnight
from sanzhang.foundation.jobs.queue import run_next
from sanzhang.foundation.permission import SYSTEM, Bearer
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.selection import actions, rules
from sanzhang.organisation.selection.models import Candidate, Procedure
from tests.cast import Cast
from tests.times import MONDAY_9AM

ANYONE = Bearer.anyone()
HOUR = timedelta(hours=1)


def day(text: str) -> datetime:
    """Return a midnight of 2026 from "12-01"."""
    return local_midnight(date.fromisoformat(f"2026-{text}"))


class World:
    """The cast, a second community worker, and the vacant post of the next unit."""

    def __init__(self) -> None:
        self.cast = Cast()
        self.liu, self.sun = self.cast.liu, self.cast.sun
        self.he = self.cast.person("何静", "13800000021", login="hejing")
        second = posts.open_post(
            self.cast.community, kind="community_worker", number=2, by=SYSTEM, at=self.cast.made_at
        )
        posts.seat(second, person=self.he, starts_at=self.cast.made_at, by=SYSTEM, at=self.cast.made_at)
        self.vacancy = Post.objects.get(place=self.cast.next_unit, kind="unit_leader")
        self.at = MONDAY_9AM
        self.people = 0

    def call(self, way: str = rules.RECOMMENDATION, post: Post | None = None) -> Procedure:
        """Begin a selection."""
        return actions.call(post or self.vacancy, way=way, by=self.liu, at=self.at)

    def put(self, procedure: Procedure, *, agrees: bool = True, by=None, **more) -> Candidate:
        """Put a new person forward for the organisation."""
        self.people += 1
        given = {
            "source": rules.BY_ORGANISATION,
            "name": f"候选{'甲乙丙丁戊己庚辛壬癸'[self.people % 10]}",
            "phone": f"139{self.people:08d}",
            "opinion": "群众基础好",
            "signed_by": "桐荫社区党委",
            "kinds": ["old_party_member"],
            "agrees": agrees,
        } | more
        return actions.put_forward(procedure, by=by or self.liu, at=self.at, **given)

    def stand(
        self, procedure: Procedure, name: str = "自荐人", phone: str = "13712345678", **more
    ) -> Candidate:
        """Stand by oneself, as anybody may."""
        given = {"statement": "我退休了,有时间。", "agrees": True} | more
        return actions.stand(procedure, name=name, phone=phone, by=ANYONE, at=self.at, **given)

    def doors(self, *numbers: str, unit=None) -> list[int]:
        """Return households of the unit of the vacancy."""
        place = unit or self.cast.next_unit
        return [self.cast.doors[place.pk, number].pk for number in numbers]

    def accept(self, candidate: Candidate, by=None, **more) -> Candidate:
        """Check and accept."""
        return actions.accept(candidate, by=by or self.liu, at=self.at, **more)

    def to(self, at: datetime) -> None:
        """Let time pass, with its jobs."""
        self.at = at
        actions.follow(by=SYSTEM, at=at)
        self.listen()

    def listen(self) -> None:
        """Run whatever listens."""
        while run_next("world", self.at):
            pass

    def published(self, way: str = rules.RECOMMENDATION, count: int = 1, post=None) -> Procedure:
        """Return a selection whose candidates have just been made public."""
        procedure = self.call(way, post)
        found = [self.put(procedure) for _ in range(count)]
        for one in found:
            self.accept(one)
        self.to(procedure.due_at)
        actions.publish(procedure, by=self.liu, at=self.at)
        return self.now(procedure)

    def to_choice(self, way: str = rules.RECOMMENDATION, count: int = 1, post=None) -> Procedure:
        """Return a selection that waits for its choice."""
        procedure = self.published(way, count, post)
        self.to(procedure.due_at)
        return self.now(procedure)

    def decided(self, way: str = rules.RECOMMENDATION, post=None) -> Procedure:
        """Return a selection whose candidate was chosen by another person."""
        procedure = self.to_choice(way, post=post)
        chosen = procedure.candidates.filter(state="accepted").first()
        actions.decide(chosen, opinion="同意", signed_by="桐荫社区党委", by=self.he, at=self.at)
        return self.now(procedure)

    def filed(self, procedure: Procedure, *, accepted: bool = True, words: str = "") -> Procedure:
        """Hand in, and let the street answer."""
        starts_on = (self.at + timedelta(days=3)).date()
        filing = actions.hand_in(procedure, starts_on=starts_on, by=self.liu, at=self.at)
        posts.decide_filing(filing, accepted=accepted, words=words, by=self.sun, at=self.at + HOUR)
        self.to(self.at + HOUR)
        return self.now(procedure)

    def vote(self, procedure: Procedure, *choices: str, days: int = 3):
        """Hold a vote to its end: one choice a household, in the order of the doors."""
        closes_on = (self.at + timedelta(days=days)).date()
        vote = actions.open_vote(procedure, closes_on=closes_on, by=self.liu, at=self.at)
        codes = ballots.give_codes(vote.poll, by=self.liu, at=self.at)
        for code, choice in zip(codes.values(), choices, strict=False):
            ballots.cast(vote.poll, code=code, choices=[choice] if choice else [], by=ANYONE, at=self.at)
        self.at = local_midnight(closes_on)
        vote.poll.refresh_from_db()
        ballots.close_poll(vote.poll, by=SYSTEM, at=self.at)
        self.to(self.at)
        vote.refresh_from_db()
        return vote

    @staticmethod
    def now(procedure: Procedure) -> Procedure:
        """Return it as the database has it."""
        return Procedure.objects.select_related(
            "post__place__parent", "community", "chosen__person", "filing", "tenure"
        ).get(pk=procedure.pk)

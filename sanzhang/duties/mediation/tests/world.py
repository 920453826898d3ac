"""A quarrel between 302 and 201, and the ways it goes."""

from datetime import datetime

from sanzhang.duties.mediation import actions, queries, rules
from sanzhang.duties.mediation.models import Agreement, Dispute, Party
from sanzhang.duties.residents import actions as residents
from sanzhang.foundation.permission import SYSTEM, Bearer
from tests.cast import Cast
from tests.times import MONDAY_9AM, MONDAY_10AM

WORDS = "楼上夜里拖桌子,吵得睡不着"


class Quarrel:
    """Chen of 302 against somebody of 201, told by Chen's sign-in."""

    def __init__(self, cast: Cast, *, at: datetime = MONDAY_9AM, place=None) -> None:
        self.cast = cast
        self.dispute = actions.tell(
            place or cast.unit,
            words=WORDS,
            kind="neighbours",
            sides=[
                actions.Side(rules.APPLICANT, "陈晨", person=cast.chen),
                actions.Side(rules.RESPONDENT, "孙二宝", phone="13900000001"),
            ],
            by=cast.chen,
            at=at,
        )

    def now(self) -> Dispute:
        return Dispute.objects.select_related(*queries.WITH).get(pk=self.dispute.pk)

    @property
    def parties(self) -> list[Party]:
        return queries.parties_of(self.now())

    @property
    def other(self) -> Party:
        return self.parties[1]

    def bearer(self, party: Party | None = None) -> Bearer:
        return Bearer.of("dispute_party", (party or self.other).pk)

    def take(self, person=None, *, at: datetime = MONDAY_9AM) -> Dispute:
        return actions.take(self.now(), without_interest=True, by=person or self.cast.zhang, at=at)

    def agree(self, *, at: datetime = MONDAY_9AM) -> Dispute:
        return actions.consent(self.other, given=True, by=self.bearer(), at=at)

    def begin(self, *, at: datetime = MONDAY_9AM) -> Dispute:
        self.take(at=at)
        return self.agree(at=at)

    def draft(self, *, at: datetime = MONDAY_10AM) -> Agreement:
        return actions.draw_up(
            self.now(), facts="夜里拖桌子", clauses="晚十点后不拖桌子", by=self.cast.zhang, at=at
        )

    def sign(self, agreement: Agreement, *, at: datetime = MONDAY_10AM) -> None:
        first, other = self.parties
        actions.sign(first, agreement, by=self.cast.chen, at=at)
        actions.sign(other, agreement, by=self.bearer(other), at=at)


def move_in(cast: Cast, person, number: str) -> None:
    """Let somebody live behind a door of the unit."""
    residents.settle(person, household=cast.doors[cast.unit.pk, number], by=SYSTEM, at=cast.made_at)

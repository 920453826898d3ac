"""A poll is opened with its roll; codes go out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from django.db import transaction
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.ballots import rules
from sanzhang.foundation.ballots.actions.locks import held_open
from sanzhang.foundation.ballots.actions.refusals import NotPossible
from sanzhang.foundation.ballots.actions.urns import make_urns
from sanzhang.foundation.ballots.models import Poll, Voter
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.crypto import blind_index
from sanzhang.foundation.records.ids import new_code

BATCH = 1000


@transaction.atomic
def open_poll(
    *,
    area: str,
    community_id: int,
    about: str,
    purpose: str,
    options: Sequence[tuple[str, str]],
    roll: Iterable[tuple[int, str]],
    opens_at: datetime,
    closes_at: datetime,
    quorum: Fraction = rules.HALF,
    most: int = 1,
    places: int = 1,
    needs: str = rules.MOST,
    by: Actor,
    at: datetime,
) -> Poll:
    """Open a poll and freeze its roll (R13). `options`: (key, words); `roll`: (who, words for it), each once.

    It may begin later (`opens_at`); question and roll never change from now on. Raises: NotPossible — no voter, no
    option, one option or voter twice, or a close before the opening.
    """
    seat = permission.require(by, "ballots.open", area, at=at)
    lines = list(roll)
    _refuse(options, lines, opens_at, closes_at, at)
    poll = Poll.objects.create(
        area=area,
        community_id=community_id,
        about=about,
        purpose=purpose,
        options=[list(option) for option in options],
        most=most,
        places=places,
        needs=needs,
        quorum_of=quorum.numerator,
        quorum_in=quorum.denominator,
        roll_size=len(lines),
        opens_at=opens_at,
        closes_at=closes_at,
        opened_by=by if isinstance(by, Person) else None,
    )
    _freeze(poll, lines, at)
    facts = {
        "purpose": purpose,
        "roll": len(lines),
        "options": len(options),
        "closes_at": closes_at.isoformat(),
    }
    journal.record("ballots.opened", by=by, at=at, seat=seat, on=poll, community_id=community_id, facts=facts)
    return poll


def _freeze(poll: Poll, lines: Sequence[tuple[int, str]], at: datetime) -> None:
    """Write the roll, make the urns and their key; from now on the database holds it all fast."""
    voters = [
        Voter(poll=poll, community_id=poll.community_id, number=number, key=key, label=label)
        for number, (key, label) in enumerate(lines, start=1)
    ]
    Voter.objects.bulk_create(voters, batch_size=BATCH)
    make_urns(poll)
    poll.frozen_at = at
    poll.save(update_fields=["frozen_at"])


def _refuse(
    options: Sequence[tuple[str, str]],
    lines: Sequence[tuple[int, str]],
    opens_at: datetime,
    closes_at: datetime,
    at: datetime,
) -> None:
    if not lines:
        raise NotPossible("投票名册是空的:这里没有登记住户。请先导入门牌。")
    if len({key for key, _ in lines}) < len(lines):
        raise NotPossible("投票名册里有一户写了两次。请核对门牌。")
    keys = {key for key, _ in options}
    if not keys or len(keys) < len(options):
        raise NotPossible("选票上至少要有一项,每项只写一次。")
    if faulty := [key for key in keys if not rules.is_option_key(key)]:
        raise ValueError(faulty)
    if closes_at <= max(opens_at, at):
        raise NotPossible("截止时间要在开始以后。请改时间。")


@transaction.atomic
def give_codes(poll: Poll, keys: Iterable[int] | None = None, *, by: Actor, at: datetime) -> dict[int, str]:
    """Give voters (all, or those of `keys`) a new code and return who → code; an older code is dead from now on.

    Codes are not kept: only their fingerprints are. Who has voted gets none. Raises: NotOpen.
    """
    seat = permission.require(by, "ballots.give_codes", poll, at=at)
    held = held_open(poll, at, begun=False)
    waiting = Voter.objects.filter(poll=held, way="")
    if keys is not None:
        waiting = waiting.filter(key__in=list(keys))
    voters = list(waiting)
    given = {voter.key: new_code(rules.CODE_SIGNS) for voter in voters}
    for voter in voters:
        voter.code_index = code_index(given[voter.key])
    Voter.objects.bulk_update(voters, ["code_index"], batch_size=BATCH)
    journal.record(
        "ballots.codes_issued",
        by=by,
        at=at,
        seat=seat,
        on=held,
        community_id=held.community_id,
        facts={"codes": len(given)},
    )
    return given


@transaction.atomic
def send_codes(poll: Poll, persons: Mapping[int, Person], *, by: Actor, at: datetime) -> int:
    """Send each voter of `persons` (who → person) a new code by message; return to how many. Raises: NotOpen."""
    permission.require(by, "ballots.give_codes", poll, at=at)
    given = give_codes(poll, persons, by=by, at=at)
    until = f"{timezone.localtime(poll.closes_at):%-m月%-d日 %H:%M}"
    for key, code in given.items():
        facts = {"about": poll.about, "code": rules.spoken_code(code), "until": until}
        channels.send(
            to=persons[key],
            template="ballots.code",
            facts=facts,
            link="/vote/",
            community_id=poll.community_id,
            at=at,
        )
    return len(given)


def code_index(code: str) -> str:
    """Return the fingerprint by which a code is found."""
    return blind_index(code, "ballots.code")

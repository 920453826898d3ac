"""How many different persons somebody may read in a rolling day (R22): half the numbers of the penal code.

At half of a limit a supervisor is told and a reason is asked for; at the limit reading stops until a second
person approves one more portion. Counted in the journal itself, so over all sessions, devices and pages.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from sanzhang.foundation.journal.models import Entry

READ, MANY = "personal.read", "personal.many_read"
EXPLAINED, APPROVED = "personal.reading_explained", "personal.reading_approved"
DAY = timedelta(days=1)
WHEREABOUTS, CONDITION, CONTACT = "A", "B", "C"  # and finance; and need, dispute, under 14; and address
LIMITS = {WHEREABOUTS: 25, CONDITION: 250, CONTACT: 2500}


class ReasonNeeded(Exception):
    """Half of the limit is reached: first say why."""

    status = 429

    def __init__(self, read: int) -> None:
        self.words = (
            f"24 小时里您已经看了 {read} 个人的资料,已经告诉您的上级。要接着看,请先到“我的”页面写明原因。"
        )
        super().__init__(self.words)


class ReadingStopped(Exception):
    """The limit is reached: a second person must approve."""

    status = 429

    def __init__(self, limit: int) -> None:
        self.words = f"24 小时里最多看 {limit} 个人的资料。要接着看,请您的上级在“查看资料的限额”页面同意。"
        super().__init__(self.words)


@dataclass(frozen=True)
class Reading:
    """What somebody read in the last 24 hours, in one class of data."""

    data_class: str
    read: int
    limit: int
    is_explained: bool

    @property
    def half(self) -> int:
        """Return from how many persons on a reason is needed: 13 of 25, 125 of 250, 1,250 of 2,500."""
        return -(-LIMITS[self.data_class] // 2)

    @property
    def is_past_half(self) -> bool:
        """Say whether half of the limit is reached."""
        return self.read >= self.half

    @property
    def is_at_limit(self) -> bool:
        """Say whether nobody more may be read."""
        return self.read >= self.limit


def reading_of(
    journal_key: str, at: datetime, *, data_class: str = CONTACT, but: str = "", but_on: int | None = None
) -> Reading:
    """Return how far a person is; `but`, `but_on`: somebody (a journal key, or a row) left out of the count.

    Somebody without an account, who left a contact with a matter, counts by that matter.
    """
    read = _read_today(journal_key, at, data_class)
    said = _said(journal_key, at, data_class)
    return Reading(
        data_class,
        read=read.exclude(about__in=("", but)).values("about").distinct().count()
        + read.filter(about="").exclude(on_id=but_on).values("on_id").distinct().count(),
        limit=LIMITS[data_class] * (1 + said.count(APPROVED)),
        is_explained=EXPLAINED in said,
    )


def check(journal_key: str, at: datetime, *, about: str, on_id: int | None, data_class: str) -> bool:
    """Say whether one more look reaches half of a limit, so that somebody must be told.

    `about`: whose data are read; without an account "", and `on_id` is the row that holds them.
    Raises: ReasonNeeded, ReadingStopped.
    """
    reading = reading_of(journal_key, at, data_class=data_class, but=about, but_on=None if about else on_id)
    if reading.is_at_limit:
        raise ReadingStopped(reading.limit)
    if reading.is_past_half and not reading.is_explained:
        raise ReasonNeeded(reading.read)
    return reading.read + 1 >= reading.half and MANY not in _said(journal_key, at, data_class)


def check_all(journal_key: str, at: datetime, *, about: Iterable[str], data_class: str) -> bool:
    """Say whether looks at many persons, one after another, reach half of a limit; as `check` for each of them.

    Raises: ReasonNeeded, ReadingStopped.
    """
    reading, said = reading_of(journal_key, at, data_class=data_class), _said(journal_key, at, data_class)
    keys = list(about)
    known = _read_today(journal_key, at, data_class).filter(about__in=keys)
    seen = set(known.values_list("about", flat=True).distinct())
    read, is_many = reading.read, False
    for key in keys:
        before = read - (key in seen)
        if key != journal_key:  # one's own data are always free to read
            if before >= reading.limit:
                raise ReadingStopped(reading.limit)
            if before >= reading.half and not reading.is_explained:
                raise ReasonNeeded(before)
            is_many = is_many or (before + 1 >= reading.half and MANY not in said)
        read, seen = before + 1, seen | {key}
    return is_many


def _read_today(journal_key: str, at: datetime, data_class: str) -> QuerySet[Entry]:
    read = Entry.objects.filter(action=READ, actor=f"person:{journal_key}", at__gt=at - DAY)
    if data_class != CONTACT:  # contact is part of every other class: all reads count there
        read = read.filter(facts__data_class=data_class)
    return read


def _said(journal_key: str, at: datetime, data_class: str) -> list[str]:
    """Return which of alarm, reason and approval there are about a reader's last 24 hours."""
    found = Entry.objects.filter(about=journal_key, at__gt=at - DAY, action__in=(MANY, EXPLAINED, APPROVED))
    return [
        action for action, facts in found.values_list("action", "facts") if facts["data_class"] == data_class
    ]

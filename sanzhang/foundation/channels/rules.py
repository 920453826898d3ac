"""Words, states, quiet hours, rests between tries. Pure."""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")

QUEUED, SENT, DELIVERED, FAILED, DROPPED = "queued", "sent", "delivered", "failed", "dropped"
STATES = {
    QUEUED: "等待发送",
    SENT: "已发出",
    DELIVERED: "已送到",
    FAILED: "没有发出",
    DROPPED: "不用再发",
}
TERMINAL = (DELIVERED, FAILED, DROPPED)
# What a report of the provider may change: only forward, and never out of a last state (R19).
NEXT = {QUEUED: (SENT, DELIVERED, FAILED, DROPPED), SENT: (DELIVERED, FAILED)}

PATIENCE = timedelta(hours=4)  # R19
_RESTS = (15, 30, 60, 120, 300, 600, 900)  # seconds
NIGHT, MORNING = time(21), time(7)

CODES_A_NUMBER = 5  # a day (T26)
CODES_IN_ALL = 3000  # an hour, all numbers together: the cost of an attack
MESSAGES_A_NUMBER = 30  # a day, all templates but codes


@dataclass(frozen=True)
class Template:
    """The words of one kind of message.

    `sms`: our name of the provider's template (SZ_SMS_TEMPLATES); "" — inbox only. `fields`: the
    fields in the provider's order. `urgent`: also at night. `code`: for signing in, on its own budget, never
    in an inbox.
    """

    words: str
    sms: str = ""
    fields: tuple[str, ...] = ()
    urgent: bool = False
    code: bool = False


class UnknownTemplate(KeyError):
    """No room brought words by this name."""


class MissingField(ValueError):
    """The facts lack a field of the words."""


TEMPLATES: dict[str, Template] = {
    "people.code": Template(
        "您的登录验证码是 {code},5 分钟内有效。请不要告诉别人,工作人员也不会向您要。",
        sms="code",
        fields=("code",),
        urgent=True,
        code=True,
    ),
    "jobs.done": Template("“{title}”办完了:{words}"),
    "jobs.failed": Template("“{title}”没有办成:{words}"),
}


def bring(templates: Mapping[str, Template]) -> None:
    """Add a room's words; a room may also replace words of the ground."""
    TEMPLATES.update(templates)


def template_of(key: str) -> Template:
    """Return a template. Raises: UnknownTemplate."""
    try:
        return TEMPLATES[key]
    except KeyError:
        raise UnknownTemplate(key) from None


def words_of(key: str, facts: Mapping[str, object]) -> str:
    """Return the words with their facts filled in. Raises: UnknownTemplate, MissingField."""
    template = template_of(key)
    try:
        return string.Formatter().vformat(
            template.words, (), {name: str(value) for name, value in facts.items()}
        )
    except KeyError as missing:
        raise MissingField(f"{key}: {missing}") from None


def send_from(template: Template, at: datetime) -> datetime:
    """Return when a message may go out: now, or at 07:00 for what is not urgent and falls into the night."""
    here = at.astimezone(ZONE)
    if template.urgent or MORNING <= here.time() < NIGHT:
        return at
    day = here.date() + timedelta(days=1) if here.time() >= NIGHT else here.date()
    return datetime.combine(day, MORNING, ZONE)


def next_try(tries: int, *, first_at: datetime, at: datetime) -> datetime | None:
    """Return when to try again after `tries` tries, or None when 4 hours since `first_at` would be over."""
    again = at + timedelta(seconds=_RESTS[min(tries, len(_RESTS)) - 1])
    return again if again <= first_at + PATIENCE else None


def may_become(state: str, new: str) -> bool:
    """Say whether a message in `state` may still become `new`."""
    return new in NEXT.get(state, ())


def window_start(at: datetime, window: timedelta) -> datetime:
    """Return the beginning of the window around `at`; whole days begin at midnight in Asia/Shanghai."""
    beginning = datetime(2024, 1, 1, tzinfo=ZONE)
    return beginning + (at - beginning) // window * window

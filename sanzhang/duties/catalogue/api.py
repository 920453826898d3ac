"""Kinds for other programs that work in somebody's name: what counts of each, as the pages show it."""

from typing import Any, Literal

from ninja import Field, Query, Router, Schema

from sanzhang.duties.catalogue import queries
from sanzhang.duties.catalogue.actions import EDITABLE
from sanzhang.duties.catalogue.models import Kind as Row
from sanzhang.foundation import permission
from sanzhang.foundation.permission import NotAllowed
from sanzhang.foundation.permission.table import TABLE

router = Router(tags=["kinds"])
MOST = 100


class Clock(Schema):
    """How long a rung may keep a matter; `rung` empty: the outward promise."""

    rung: str
    amount: int
    unit: Literal["minutes", "hours", "working_days", "days"]


class Question(Schema):
    """What a report is asked."""

    words: str
    answer: Literal["text", "choice", "number", "yes_no", "day"]
    choices: list[str]
    is_needed: bool


class Kind(Schema):
    """A kind of matter: who takes it first, how long, when it is done."""

    code: str
    source: Literal["matters", "components", "ours"]
    group: str
    name: str
    topic: str
    urgency: str
    first_rung: str
    taken_by: str
    department: str
    file_when: str
    done_when: str
    words: list[str]
    closed_on: str | None
    clocks: list[Clock]
    questions: list[Question]


class Kinds(Schema):
    """Some of the kinds, by code; `after` of the answer begins the next part."""

    kinds: list[Kind]
    after: str | None


class Wishes(Schema):
    """What the kinds are narrowed to."""

    topic: str = Field("", max_length=16, pattern="^[a-z]*$")
    source: Literal["", "matters", "components", "ours"] = ""
    closed: bool = Field(False, description="Those too that are no longer in use")
    after: str = Field(
        "", max_length=12, pattern="^[0-9A-Z]*$", description="Code: only those that follow it"
    )
    limit: int = Field(MOST, ge=1, le=MOST)


@router.get(
    "/kinds",
    response=Kinds,
    summary="List the kinds of matter",
    openapi_extra={"security": [{"session": []}]},
)
def kinds(request: Any, wishes: Query[Wishes]) -> Any:
    """Return kinds with their clocks and questions (row kind.look)."""
    if not request.user.is_authenticated:
        raise NotAllowed("请先登录。", "kind.look")
    if not permission.may(request.user, "kind.look", at=request.at):
        raise NotAllowed(TABLE["kind.look"].words, "kind.look")
    found = queries.kinds(wishes.topic, source=wishes.source, with_closed=wishes.closed)
    following = found.filter(code__gt=wishes.after).order_by("code").prefetch_related("clocks", "questions")
    rows = list(following[: wishes.limit + 1])
    shown = rows[: wishes.limit]
    after = shown[-1].code if len(rows) > wishes.limit else None
    return {"kinds": [_told(row) for row in shown], "after": after}


def _told(row: Row) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("code", "source", *EDITABLE, "words")} | {
        "closed_on": row.closed_on.isoformat() if row.closed_on else None,
        "clocks": [{"rung": one.rung, "amount": one.amount, "unit": one.unit} for one in row.clocks.all()],
        "questions": [
            {name: getattr(one, name) for name in ("words", "answer", "choices", "is_needed")}
            for one in row.asked
        ],
    }

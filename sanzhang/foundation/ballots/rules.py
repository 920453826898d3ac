"""What a ballot may say, what an outcome is, and how votes are counted. Pure; no floats."""

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

OPEN, COUNTING, CLOSED, VOID = "open", "counting", "closed", "void"
STATES = {OPEN: "正在投票", COUNTING: "等纸票录完", CLOSED: "已计票", VOID: "作废"}
ONLINE, PAPER, VISIT = "online", "paper", "visit"
WAYS = {ONLINE: "网上", PAPER: "纸票", VISIT: "上门"}
ELECTED, TIE, NO_QUORUM, NOBODY = "elected", "tie", "no_quorum", "nobody"
OUTCOMES = {
    ELECTED: "选出来了",
    TIE: "票数相同",
    NO_QUORUM: "投票的户数不够",
    NOBODY: "没有人选上",
    VOID: "投票作废",
}
MOST, MAJORITY = "most", "majority"
NEEDS = {MOST: "得票最多的当选", MAJORITY: "赞成多于不赞成才当选"}
YES, NO = "yes", "no"
HALF = Fraction(1, 2)
INVALID, MISSING = "invalid", "missing"  # a slip that can't be read; one that was marked and not found
BLANK = "blank"  # in forms only: a blank ballot is ()
CODE_SIGNS = 12
SHARD = 500  # voters an urn

Choice = tuple[
    str, ...
]  # keys in the order of the options; () is blank, (INVALID,) and (MISSING,) are invalid


class WrongBallot(ValueError):
    """A ballot says what it can't say; `words` tell what to do."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True)
class Outcome:
    """What a poll came to. `counts`: option → votes; empty where the urn was never opened."""

    state: str
    winners: tuple[str, ...]
    counts: dict[str, int]
    turnout: int
    roll: int
    blank: int = 0
    invalid: int = 0
    digest: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as the poll keeps it."""
        return asdict(self) | {"winners": list(self.winners)}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Outcome":
        """Return what `as_json` kept."""
        return cls(**{**kept, "winners": tuple(kept["winners"])})


def cleaned(choices: Iterable[str], *, options: Sequence[str], most: int) -> Choice:
    """Return a choice in the order of the options. Raises: WrongBallot — an unknown option, or too many."""
    asked = set(choices)
    if not asked <= set(options):
        raise WrongBallot("选票上没有这一项。请重新打开选票再选。")
    if len(asked) > most:
        raise WrongBallot(f"最多选 {most} 项。请去掉几项再投。")
    return tuple(option for option in options if option in asked)


def cleaned_paper(choices: Iterable[str], *, options: Sequence[str], most: int) -> Choice:
    """Return a paper ballot as typed in: like `cleaned`, or invalid, or missing; too many make it invalid."""
    asked = list(dict.fromkeys(choices))
    if asked in ([INVALID], [MISSING]):
        return (asked[0],)
    if len(asked) > most and set(asked) <= set(options):
        return (INVALID,)
    return cleaned(asked, options=options, most=most)


def is_option_key(key: str) -> bool:
    """Say whether an option may be called so: ballots as text then sort like ballots, whoever counts again."""
    return bool(re.fullmatch(r"[0-9A-Za-z_]{1,30}", key)) and key not in (INVALID, MISSING, BLANK)


def is_invalid(choice: Choice) -> bool:
    """Say whether a ballot is no vote for anybody: torn, unreadable or not found."""
    return choice in ((INVALID,), (MISSING,))


def in_order(ballots: Iterable[Choice]) -> list[Choice]:
    """Return ballots in the order of their content, which says nothing of who came when."""
    return sorted(tuple(ballot) for ballot in ballots)


def digest_of(ballots: Iterable[Choice]) -> str:
    """Return SHA-256 over the ballots in order, one a line, keys joined by a comma; anyone can compute it again."""
    text = "\n".join(",".join(ballot) for ballot in in_order(ballots))
    return hashlib.sha256(text.encode()).hexdigest()


def tally(ballots: Iterable[Choice], options: Sequence[str]) -> dict[str, int]:
    """Return option → how many ballots name it; blank and invalid ones name none."""
    counted = Counter(key for ballot in ballots if not is_invalid(ballot) for key in ballot)
    return {option: counted[option] for option in options}


def decide(
    ballots: Sequence[Choice],
    *,
    options: Sequence[str],
    roll: int,
    quorum: Fraction,
    needs: str = MOST,
    places: int = 1,
) -> Outcome:
    """Return the outcome of all ballots of a poll.

    Without a quorum nothing is counted. MOST: the `places` with most votes; equal votes at the last place are a tie.
    MAJORITY: the option `yes` must have more votes than `no`; equal is not enough.
    """
    turnout = len(ballots)
    if turnout < quorum * roll or not turnout:
        return Outcome(NO_QUORUM, (), {}, turnout, roll)
    counts = tally(ballots, options)
    state, winners = _winners(counts, needs=needs, places=places)
    invalid = sum(is_invalid(ballot) for ballot in ballots)
    blank = sum(not ballot for ballot in ballots)
    return Outcome(state, winners, counts, turnout, roll, blank, invalid, digest_of(ballots))


def _winners(counts: dict[str, int], *, needs: str, places: int) -> tuple[str, tuple[str, ...]]:
    if needs == MAJORITY:
        return (ELECTED, (YES,)) if counts.get(YES, 0) > counts.get(NO, 0) else (NOBODY, ())
    named = sorted((key for key, votes in counts.items() if votes), key=lambda key: -counts[key])
    if not named:
        return NOBODY, ()
    last = counts[named[min(places, len(named)) - 1]]
    safe = tuple(key for key in named if counts[key] > last)
    equal = tuple(key for key in named if counts[key] == last)
    if len(safe) + len(equal) > places:
        return TIE, equal
    return ELECTED, safe + equal


def packed(ballots: Iterable[Choice], options: Sequence[str]) -> str:
    """Return ballots as text for the urn: as many signs for each, so that its length tells nothing but their number."""
    bits = {key: 1 << place for place, key in enumerate((*options, INVALID, MISSING))}
    width = -(-len(bits) // 4)
    return "".join(f"{sum(bits[key] for key in ballot):0{width}x}" for ballot in ballots)


def unpacked(text: str, options: Sequence[str]) -> list[Choice]:
    """Return the ballots of `packed`, with the same options."""
    keys = (*options, INVALID, MISSING)
    width = -(-len(keys) // 4)
    masks = [int(text[start : start + width], 16) for start in range(0, len(text), width)]
    return [tuple(key for place, key in enumerate(keys) if mask >> place & 1) for mask in masks]


def needed(roll: int, quorum: Fraction) -> int:
    """Return how many of a roll must vote at least."""
    return math.ceil(quorum * roll)


def spoken_code(code: str) -> str:
    """Return a code as people read it: three groups of four."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))

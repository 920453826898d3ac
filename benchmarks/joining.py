"""How well similar reports are found: pairs found and pairs wrong on known clusters of real messages (§4.2).

`./sz bench joining FOLDER` reads `messages_with_votes.csv` (title, sent_at, text) and prints figures only.

Truth: two messages are the same thing if both name a cluster's place and its subject (CLUSTERS: disputes that came as
dozens of differently worded messages), or if their titles are the same word by word, or nearly (of the pairs of
signs in both titles at least ALIKE are shared). Everything else counts as another thing, even where it is not: what is
called wrong is an upper bound: of 40 pairs drawn from those shown wrongly (wide, tuned half) about 32 were the same
thing when read by one person. Titles are used for this only; what is compared is the text, as residents type it.
Near: as Sanzhang asks it. Messages that name the same place stand for the reports of one grid; each is compared with
those of the 30 days before it, at most 200, and the three best above the threshold are shown.
Wide: the same among all messages of a district, as if nothing was known of places.
Pairs say little by themselves: where nearly everything is one dispute any pair is right. What counts is what a person
sees: how much of the three shown is right, and for how many messages with a true mate a true one is shown.
The threshold in use was chosen on the tuned half: near, 0.24 has the best balance (a wrong pair weighing twice a missed
one), wide, that shows ten times what is right; 0.32 shows a true mate to nearly as many with a third of the lines. The
other half tells how good it is.
"""

import argparse
import csv
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sanzhang.duties.matters import likeness

CLUSTERS = {
    "concrete plant": (("丽发新城", "暮云"), ("搅拌",)),
    "hospital": (("诺亚",), ("医院",)),
    "parking sold with flats": (("伊景园", "滨河苑"), ("车位", "捆绑")),
    "smoke of restaurants": (("魅力之城",), ("油烟", "烧烤", "餐饮", "夜宵", "餐馆")),
}
PLACE = re.compile(
    r"(?:[A-Z]\d*[市区县])?([一-鿿]{2,8}?(?:小区|花园|新城|公寓|家园|山林|苑|雅苑|府|之城|麓谷|国际))"
)
DISTRICT = re.compile(r"[A-Z]\d+[区县市]")
WITHIN, COMPARED, SHOWN = timedelta(days=30), 200, 3
ALIKE = 0.5
STEPS = (0.20, 0.24, 0.28, 0.36, 0.42)
FEWEST = 4  # messages of a place, to be a pool


@dataclass(frozen=True)
class Message:
    """One message: when, its title (for the truth), its text (compared), the clusters it belongs to."""

    sent_at: datetime
    named: str
    title: frozenset[str]  # pairs of signs
    words: str
    clusters: frozenset[str]


@dataclass
class Tally:
    """Pairs of one pool or many: found and right, found and wrong, missed; and what is shown first."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    shown: int = 0
    shown_right: int = 0
    has_mate: int = 0  # messages with at least one true mate before them
    mate_shown: int = 0

    @property
    def precision(self) -> float:
        """Return the share of found pairs that are right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Return the share of true pairs that are found."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    def line(self) -> str:
        """Return the figures in words."""
        return (
            f"pairs: precision {self.precision:.2f}, recall {self.recall:.2f} of {self.right + self.missed};"
            f" of {self.shown} shown {self.shown_right} right;"
            f" of {self.has_mate} with a mate {self.mate_shown} are shown one"
        )


def main() -> None:
    """Read, tune on one half, measure on the other, print."""
    parser = argparse.ArgumentParser(prog="./sz bench joining", description="相似事项:找对多少对,找错多少对")
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    messages = _read(folder / "messages_with_votes.csv")
    print(f"{len(messages)} messages; threshold in use {likeness.SHOWN_FROM}")
    for name, pools in (("near", _by_place(messages)), ("wide", _by_district(messages))):
        print(f"{name}: {len(pools)} pools, {sum(map(len, pools.values()))} messages")
        for half, chosen in zip(("tuned half", "other half"), _halves(pools), strict=True):
            scored = _scored(chosen)
            for at in sorted({*STEPS, likeness.SHOWN_FROM}):
                print(f"  {half} at {at:.2f}: {_tally(scored, at).line()}")


def _read(path: Path) -> list[Message]:
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = []
    for row in rows:
        words = f"{row['title']}。{row['text']}"  # a cluster is known by both
        clusters = frozenset(
            name
            for name, (places, subjects) in CLUSTERS.items()
            if any(one in words for one in places) and any(one in words for one in subjects)
        )
        sent_at = datetime.fromisoformat(row["sent_at"].strip()[:16])
        found.append(Message(sent_at, row["title"], _pairs(row["title"]), row["text"], clusters))
    return sorted(found, key=lambda one: one.sent_at)


def _pairs(title: str) -> frozenset[str]:
    plain = re.sub(r"[\W_]+", "", title)
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))


def _by_place(messages: list[Message]) -> dict[str, list[Message]]:
    """Return place → messages that name it in the title; a cluster's places are one pool."""
    pools: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        said = message.named + message.words
        known = next(
            (name for name, (places, _) in CLUSTERS.items() if any(one in said for one in places)), ""
        )
        named = PLACE.search(message.named)
        if known or named:
            pools[known or (named[1] if named else "")].append(message)
    return {place: found for place, found in pools.items() if len(found) >= FEWEST}


def _by_district(messages: list[Message]) -> dict[str, list[Message]]:
    pools: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        if named := DISTRICT.search(message.named + message.words):
            pools[named[0]].append(message)
    return {name: found for name, found in pools.items() if len(found) >= FEWEST}


def _halves(pools: dict[str, list[Message]]) -> tuple[list[list[Message]], list[list[Message]]]:
    """Return every second pool by size, so that both halves hold large ones."""
    by_size = sorted(pools.values(), key=len, reverse=True)
    return by_size[1::2], by_size[::2]


Scored = list[list[tuple[float, bool]]]  # a message → score and truth of each it is compared with


def _scored(pools: list[list[Message]]) -> Scored:
    found: Scored = []
    for pool in pools:
        for index, message in enumerate(pool):
            before = [
                one
                for one in pool[max(0, index - COMPARED) : index]
                if message.sent_at - one.sent_at <= WITHIN
            ]
            found.append(
                [(likeness.likeness(message.words, one.words), _same(message, one)) for one in before]
            )
    return found


def _same(one: Message, other: Message) -> bool:
    if one.clusters & other.clusters:
        return True
    both = len(one.title) + len(other.title)
    return bool(both) and 2 * len(one.title & other.title) / both >= ALIKE


def _tally(scored: Scored, threshold: float) -> Tally:
    told = Tally()
    for pairs in scored:
        above = sorted((pair for pair in pairs if pair[0] >= threshold), key=lambda pair: -pair[0])
        told.right += sum(same for _, same in above)
        told.wrong += sum(not same for _, same in above)
        told.missed += sum(same for score, same in pairs if score < threshold)
        told.shown += len(above[:SHOWN])
        told.shown_right += sum(same for _, same in above[:SHOWN])
        told.has_mate += any(same for _, same in pairs)
        told.mate_shown += any(same for _, same in above[:SHOWN])
    return told


if __name__ == "__main__":
    main()

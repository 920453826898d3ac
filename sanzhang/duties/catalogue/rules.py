"""What the catalogue decides with values in hand; knows no framework."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sanzhang.foundation.records.text import half_width

MATTERS, COMPONENTS, OURS = "matters", "components", "ours"
SOURCES = {MATTERS: "国标事项", COMPONENTS: "国标部件", OURS: "本地补充"}
TEXT, CHOICE, NUMBER, YES_NO, DAY = "text", "choice", "number", "yes_no", "day"
ANSWERS = {TEXT: "文字", CHOICE: "选一项", NUMBER: "数字", YES_NO: "是或不是", DAY: "日期"}
UNITS = [("minutes", "分钟"), ("hours", "小时"), ("working_days", "工作日"), ("days", "天")]
MOST_TOLD = 4  # words of a rule, as a reason
SINGLE = 0.3  # what a single sign counts for beside a pair
SMOOTH = 0.5  # what a gram that a kind never had counts for
OWN = 0.3  # what a kind's own word counts for that stands whole in a text; chosen with `./sz bench kinds`


@dataclass(frozen=True)
class Condition:
    """One rule of sorting: words that must all, of which one must, and of which none may stand in a text."""

    all_of: Sequence[str] = ()
    one_of: Sequence[str] = ()
    none_of: Sequence[str] = ()
    places: Sequence[str] = ()  # kinds of place; empty: any

    def verdict(self, words: str, place_kind: str) -> tuple[bool, str]:
        """Return whether a text is caught, and why or why not."""
        if self.places and place_kind not in self.places:
            return False, "地点不符"
        if missing := [word for word in self.all_of if word not in words]:
            return False, f"没有说到“{missing[0]}”"
        if barred := [word for word in self.none_of if word in words]:
            return False, f"说到了“{barred[0]}”"
        hits = self.hits(words)
        if self.one_of and len(hits) == len(self.all_of):
            return False, f"“{'”“'.join(self.one_of[:4])}”一个也没有说到"
        return True, f"说到了“{'”“'.join(hits[:MOST_TOLD])}”"

    def hits(self, words: str) -> list[str]:
        """Return its words that stand in a text which it catches."""
        return [*self.all_of, *(word for word in self.one_of if word in words)]


def grams(text: str) -> Counter[str]:
    """Return how often each single sign and each pair of neighbours stands in a text."""
    runs = "".join(sign if sign.isalnum() else " " for sign in half_width(text).lower()).split()
    counted: Counter[str] = Counter()
    for run in runs:
        counted.update(run[start : start + 2] for start in range(len(run) - 1))
        counted.update(run)
    return counted


def _by_word(own: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Return word → the kinds that have it; single signs say nothing."""
    found: dict[str, list[str]] = {}
    for kind, words in own.items():
        for word in {half_width(one).lower() for one in words if len(one) > 1}:
            found.setdefault(word, []).append(kind)
    return found


class Model:
    """Multinomial naive Bayes over grams; every kind as likely as every other, so that the words decide alone.

    `own`: kind → the words that speak for it; one that stands whole in a text counts more than its grams do, the more
    the longer it is and the fewer kinds have it.
    """

    def __init__(
        self,
        learnt: Mapping[str, Counter[str]],
        own: Mapping[str, Iterable[str]] | None = None,
        *,
        smooth: float = SMOOTH,
    ) -> None:
        self.own = _by_word(own or {})
        self.of = len(own or {})
        self.kinds = sorted(learnt)
        totals = {kind: sum(learnt[kind].values()) for kind in self.kinds}
        signs = {gram for counted in learnt.values() for gram in counted}
        self.default = {kind: math.log(smooth / (totals[kind] + smooth * len(signs))) for kind in self.kinds}
        self.weights: dict[str, dict[str, float]] = {}
        for kind in self.kinds:
            whole = totals[kind] + smooth * len(signs)
            for gram, count in learnt[kind].items():
                gain = math.log((count + smooth) / whole) - self.default[kind]
                self.weights.setdefault(gram, {})[kind] = gain

    def scores(self, text: str) -> dict[str, float]:
        """Return kind → how much the words speak for it, the best first; only kinds that share a gram."""
        found: dict[str, float] = {}
        mass = 0.0
        for gram, count in grams(text).items():
            if weights := self.weights.get(gram):
                times = (1 + math.log(count)) * (1.0 if len(gram) > 1 else SINGLE)
                mass += times
                for kind, weight in weights.items():
                    found[kind] = found.get(kind, 0.0) + weight * times
        told = {kind: score + mass * self.default[kind] for kind, score in found.items()}
        for kind, gain in self._own_words(text).items():
            told[kind] = told.get(kind, 0.0) + gain
        return dict(sorted(told.items(), key=lambda one: (-one[1], one[0])))

    def _own_words(self, text: str) -> dict[str, float]:
        said, found = half_width(text).lower(), dict[str, float]()
        for word, kinds in self.own.items():
            if times := said.count(word):
                gain = OWN * math.log(self.of / len(kinds)) * math.sqrt(len(word)) * (1 + math.log(times))
                for kind in kinds:
                    found[kind] = found.get(kind, 0.0) + gain
        return found

    def because(self, text: str, kind: str, words: Iterable[str] = ()) -> list[str]:
        """Return what speaks for a kind: its own words that stand in the text, else the weightiest pairs."""
        said = half_width(text).lower()
        own = [word for word in words if len(word) > 1 and word.lower() in said]
        if own:
            return own[:3]
        pairs = [
            (self.weights[gram][kind], gram) for gram in grams(text) if kind in self.weights.get(gram, {})
        ]
        return [gram for _, gram in sorted(pairs, reverse=True) if len(gram) > 1][:3]


def shares(scores: Mapping[str, float], most: int) -> list[tuple[str, float]]:
    """Return (kind, share) of the best: how sure it is among them, softened so that nothing looks certain."""
    best = list(scores.items())[:most]
    if not best:
        return []
    top = best[0][1]
    weights = [math.exp((score - top) / 4) for _, score in best]
    return [(kind, weight / sum(weights)) for (kind, _), weight in zip(best, weights, strict=True)]

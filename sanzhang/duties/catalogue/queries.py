"""Reading the catalogue: kinds, which rule catches a text and why, which kinds its words speak for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from sanzhang.duties.catalogue import rules
from sanzhang.duties.catalogue.models import Edition, Kind, Learnt, SortingRule, Trial

MOST = 3
OWN_TIMES = 2  # what a word of the catalogue counts for beside a text that somebody filed so
Spans = Mapping[tuple[str, str], tuple[int, str]]  # (urgency, rung) → how long
_names: dict[str, Mapping[str, str]] = {"topics": {}, "urgencies": {}, "rungs": {}}
_general: list[Callable[[], Spans]] = []
_kept: dict[int, "Sorter"] = {}


def provide_names(topics: Mapping[str, str], urgencies: Mapping[str, str], rungs: Mapping[str, str]) -> None:
    """Let the room above say which topics, urgencies and rungs there are (called once)."""
    _names.update(topics=topics, urgencies=urgencies, rungs=rungs)


def provide_clocks(general: Callable[[], Spans]) -> None:
    """Let the room above say which clocks run where a kind has none of its own (called once)."""
    _general[:] = [general]


def general_clocks(urgency: str) -> dict[str, str]:
    """Return rung → words, for kinds of an urgency that have no clock of their own; "" for the outward promise."""
    units = dict(rules.UNITS)
    spans = [item for read in _general for item in read().items()]
    return {rung: f"{span[0]} {units[span[1]]}" for (kind, rung), span in spans if kind == urgency}


def names() -> dict[str, Mapping[str, str]]:
    """Return topics, urgencies and rungs: code → words."""
    return _names


@dataclass(frozen=True)
class Suggestion:
    """A kind that the words speak for: how sure among the suggested, and what speaks for it."""

    kind: Kind
    share: float
    because: list[str]


@dataclass(frozen=True)
class Caught:
    """The rule that caught a text."""

    kind: Kind
    rule: SortingRule
    because: str


class Sorter:
    """The catalogue in force, as one process reads it: kinds, rules in their order, the model."""

    def __init__(self) -> None:
        open_ones = Kind.objects.filter(closed_on=None).exclude(source=rules.COMPONENTS)
        self.kinds = {kind.code: kind for kind in open_ones.prefetch_related("questions", "clocks")}
        found = SortingRule.objects.filter(ended_at=None).select_related("kind").order_by("number")
        self.rules = [rule for rule in found if rule.kind.closed_on is None]
        own = {code: [*kind.words, kind.name] for code, kind in self.kinds.items()}
        learnt = {code: rules.grams(" ".join(words * OWN_TIMES)) for code, words in own.items()}
        counts = Learnt.objects.filter(count__gt=0).values_list("kind__code", "gram", "count")
        for code, gram, count in counts:
            if code in learnt:
                learnt[code][gram] += count
        self.model = rules.Model(learnt, own)


def sorter() -> Sorter:
    """Return the catalogue in force; read again only when its edition changed."""
    edition = Edition.objects.values_list("number", flat=True).first() or 0
    if edition not in _kept:
        found = Sorter()
        _kept.clear()
        _kept[edition] = found
    return _kept[edition]


def suggest(words: str, *, place_kind: str = "unit", at: datetime) -> list[Suggestion]:
    """Return at most three kinds for which the words speak, the best first: for a person to choose from.

    What a rule catches comes first; reasons are the rule's, or the words that weigh most.
    """
    here = sorter()
    caught = catch(words, place_kind=place_kind, at=at)
    scored = rules.shares(here.model.scores(words), MOST)
    found = [
        Suggestion(here.kinds[code], share, here.model.because(words, code, here.kinds[code].words))
        for code, share in scored
    ]
    if caught:
        first = Suggestion(caught.kind, 1.0, caught.rule.condition.hits(words)[: rules.MOST_TOLD])
        found = [first, *(one for one in found if one.kind.pk != caught.kind.pk)]
    return [one for one in found if one.because][:MOST]


def catch(words: str, *, place_kind: str = "unit", at: datetime) -> Caught | None:
    """Return the first rule that catches a text, and why; None: no rule does."""
    for rule in sorter().rules:
        is_caught, because = rule.condition.verdict(words, place_kind)
        if is_caught:
            return Caught(rule.kind, rule, because)
    return None


def asked_in_turn(words: str, place_kind: str) -> list[tuple[SortingRule, bool, str]]:
    """Return every rule with whether it would catch a text and why: what the test bench shows."""
    return [(rule, *rule.condition.verdict(words, place_kind)) for rule in sorter().rules]


def tried(at: datetime) -> list[tuple[Trial, Kind | None, bool]]:
    """Return the kept examples with what they are sorted as now, and whether that is what they should be."""
    found = []
    for trial in Trial.objects.select_related("kind").order_by("id"):
        best = next(iter(suggest(trial.words, place_kind=trial.place_kind, at=at)), None)
        kind = best.kind if best else None
        found.append((trial, kind, (kind.pk if kind else None) == trial.kind_id))
    return found


def by_code(code: str) -> Kind | None:
    """Return the kind of a code, in use or not."""
    return Kind.objects.filter(code=code).first()


def kinds(topic: str = "", words: str = "", *, source: str = "", with_closed: bool = False) -> QuerySet[Kind]:
    """Return kinds by topic, source and words in name, group or code; ours first."""
    found = Kind.objects.all() if with_closed else in_use()
    if topic:
        found = found.filter(topic=topic)
    if source:
        found = found.filter(source=source)
    for word in words.split()[:3]:
        found = found.filter(Q(name__icontains=word) | Q(group__icontains=word) | Q(code__iexact=word))
    return found.order_by("-source", "code")


def in_use(at: datetime | None = None) -> QuerySet[Kind]:
    """Return the kinds that are in use on a day, today's by default."""
    on = timezone.localdate(at)
    return Kind.objects.filter(Q(closed_on=None) | Q(closed_on__gt=on))

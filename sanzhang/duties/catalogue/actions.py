"""Changing the catalogue: kinds, clocks, questions, rules, examples; learning from corrections."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from sanzhang.duties.catalogue import rules
from sanzhang.duties.catalogue.models import (
    Edition,
    Kind,
    KindClock,
    KindQuestion,
    Learnt,
    SortingRule,
    Trial,
)
from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.ids import new_id

EDITABLE = (
    "group",
    "name",
    "topic",
    "urgency",
    "first_rung",
    "taken_by",
    "department",
    "file_when",
    "done_when",
)
GRAMS_LEARNT = 200  # of one text


class NotPossible(Exception):
    """The catalogue can't be changed so; `words` says why and what to do."""

    status = 409

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@transaction.atomic
def edit_kind(
    kind: Kind | None,
    values: Mapping[str, Any],
    *,
    words: Sequence[str],
    clocks: Mapping[str, tuple[int, str]],
    questions: Sequence[Mapping[str, Any]],
    by: Actor,
    at: datetime,
) -> Kind:
    """Change a kind, or make one of our own (`kind` None) with the next free code; the whole form at once.

    `clocks`: rung → (amount, unit), "" for the outward promise. Running clocks keep what was told. Raises: NotPossible.
    """
    seat = permission.require(by, "kind.edit", at=at)
    clash = Kind.objects.filter(name=values["name"], closed_on=None)
    if (clash.exclude(pk=kind.pk) if kind else clash).exists():
        raise NotPossible(f"已经有叫“{values['name']}”的类别了。请换个名字,或者改原来的那一类。")
    is_new = kind is None
    kind = kind or Kind(code=_next_code(), source=rules.OURS)
    before = {name: getattr(kind, name) for name in EDITABLE}
    for name in EDITABLE:
        setattr(kind, name, values.get(name, ""))
    kind.words = list(dict.fromkeys(words))
    kind.save()
    kind.clocks.all().delete()
    KindClock.objects.bulk_create(
        [KindClock(kind=kind, rung=rung, amount=span[0], unit=span[1]) for rung, span in clocks.items()]
    )
    kind.questions.all().delete()
    KindQuestion.objects.bulk_create(
        [KindQuestion(kind=kind, number=number, **one) for number, one in enumerate(questions, start=1)]
    )
    changed = sorted(name for name in EDITABLE if before[name] != getattr(kind, name))
    _note("kind.made" if is_new else "kind.changed", kind, {"changed": changed}, by=by, at=at, seat=seat)
    return kind


def _next_code() -> str:
    last = Kind.objects.filter(source=rules.OURS, code__startswith="S9").order_by("-code").first()
    return f"S{int(last.code[1:]) + 1 if last else 9001}"


@transaction.atomic
def close_kind(kind: Kind, *, by: Actor, at: datetime) -> None:
    """Take a kind out of use from today on; what was filed so stays."""
    seat = permission.require(by, "kind.edit", at=at)
    if kind.closed_on is None:
        kind.closed_on = timezone.localdate(at)
        kind.save(update_fields=["closed_on"])
        _note("kind.closed", kind, {}, by=by, at=at, seat=seat)


@transaction.atomic
def reopen_kind(kind: Kind, *, by: Actor, at: datetime) -> None:
    """Take a kind into use again. Raises: NotPossible — another one has its name by now."""
    seat = permission.require(by, "kind.edit", at=at)
    if Kind.objects.filter(name=kind.name, closed_on=None).exclude(pk=kind.pk).exists():
        raise NotPossible(f"现在已经有另一个叫“{kind.name}”的类别,不能再启用这一个。")
    kind.closed_on = None
    kind.save(update_fields=["closed_on"])
    _note("kind.reopened", kind, {}, by=by, at=at, seat=seat)


@transaction.atomic
def edit_rule(
    rule: SortingRule | None,
    *,
    kind: Kind,
    number: int,
    condition: rules.Condition,
    by: Actor,
    at: datetime,
) -> SortingRule:
    """Put a rule at a place in the order; those from there on move down by one. A changed rule is a new row.

    Raises: NotPossible — it would catch everything.
    """
    seat = permission.require(by, "kind.edit", at=at)
    if not condition.all_of and not condition.one_of:
        raise NotPossible("请至少写一个要说到的词,不然什么都会归到这一类。")
    if rule is not None:
        SortingRule.objects.filter(pk=rule.pk, ended_at=None).update(ended_at=at)
    later = SortingRule.objects.filter(ended_at=None, number__gte=number).order_by("-number")
    for one in later:
        SortingRule.objects.filter(pk=one.pk).update(number=one.number + 1)
    made = SortingRule.objects.create(
        number=number,
        kind=kind,
        all_of=list(condition.all_of),
        one_of=list(condition.one_of),
        none_of=list(condition.none_of),
        places=list(condition.places),
    )
    _note("kind.rule_set", kind, {"rule": made.pk, "number": number}, by=by, at=at, seat=seat)
    return made


@transaction.atomic
def end_rule(rule: SortingRule, *, by: Actor, at: datetime) -> None:
    """Let a rule catch nothing from now on."""
    seat = permission.require(by, "kind.edit", at=at)
    if SortingRule.objects.filter(pk=rule.pk, ended_at=None).update(ended_at=at):
        _note("kind.rule_ended", rule.kind, {"rule": rule.pk}, by=by, at=at, seat=seat)


@transaction.atomic
def keep_trial(*, words: str, place_kind: str, kind: Kind | None, by: Actor, at: datetime) -> Trial:
    """Keep an example for the test bench; the same words again change what they should be."""
    seat = permission.require(by, "kind.edit", at=at)
    values = {"place_kind": place_kind, "kind": kind}
    trial, _ = Trial.objects.update_or_create(words=words.strip()[:200], defaults=values)
    journal.record("kind.trial_kept", by=by, at=at, seat=seat, on=trial)
    return trial


@transaction.atomic
def drop_trial(trial: Trial, *, by: Actor, at: datetime) -> None:
    """Forget an example."""
    seat = permission.require(by, "kind.edit", at=at)
    journal.record("kind.trial_dropped", by=by, at=at, seat=seat, on=trial)
    trial.delete()


@transaction.atomic
def learn(words: str, *, kind: Kind, was: Kind | None, by: Actor, at: datetime) -> None:
    """Learn from a correction that somebody made while working: these words are `kind`, and not `was`.

    Keeps how often each gram stood so, never the words. Whoever may file a matter may teach.
    """
    permission.require(by, "kind.learn", at=at)
    counted = dict(rules.grams(words).most_common(GRAMS_LEARNT))
    for one, sign in ((kind, 1), (was, -1)):
        if one is None:
            continue
        known = Learnt.objects.filter(kind=one, gram__in=counted)
        kept = dict(known.values_list("gram", "count"))
        Learnt.objects.bulk_create(
            [
                Learnt(kind=one, gram=gram, count=max(kept.get(gram, 0) + sign * count, 0))
                for gram, count in sorted(counted.items())
                if sign > 0 or gram in kept
            ],
            update_conflicts=True,
            unique_fields=["kind", "gram"],
            update_fields=["count"],
        )
    _new_edition()
    facts = {"kind": kind.code, "was": was.code if was else ""}
    journal.record("kind.learnt", by=by, at=at, facts=facts)


def _note(action: str, kind: Kind, facts: dict[str, Any], *, by: Actor, at: datetime, seat: Any) -> None:
    _new_edition()
    journal.record(action, by=by, at=at, seat=seat, on=kind, facts={"code": kind.code} | facts)


def _new_edition() -> None:
    Edition.objects.update_or_create(pk=1, defaults={"number": new_id()})

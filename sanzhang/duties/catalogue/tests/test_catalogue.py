"""The catalogue: what comes with it, how it suggests, how the city edits it without a programmer (§4.2)."""

from collections import Counter
from datetime import timedelta

import pytest

from sanzhang.duties.catalogue import actions, queries, rules
from sanzhang.duties.catalogue.models import Kind, Learnt, SortingRule
from sanzhang.foundation.permission import NotAllowed
from tests.times import MONDAY_10AM

TOMORROW = MONDAY_10AM + timedelta(days=1)


def suggested(words):
    return [one.kind.code for one in queries.suggest(words, at=MONDAY_10AM)]


def values_of(kind, **more):
    return {name: getattr(kind, name) for name in actions.EDITABLE} | more


def edit(cast, kind, by=None, *, clocks=None, questions=(), **more):
    return actions.edit_kind(
        kind,
        values_of(kind, **more),
        words=kind.words,
        clocks=clocks or {},
        questions=questions,
        by=by or cast.wu,
        at=MONDAY_10AM,
    )


@pytest.mark.django_db
def test_it_comes_with_every_code_of_the_standard_and_with_ours_for_what_it_lacks():
    sources = Counter(Kind.objects.values_list("source", flat=True))

    assert (sources["matters"], sources["components"]) == (250, 153)
    assert sources["ours"] > 80
    assert set(Kind.objects.values_list("topic", flat=True)) <= set(queries.names()["topics"])
    assert set(Kind.objects.values_list("urgency", flat=True)) <= set(queries.names()["urgencies"])
    assert set(Kind.objects.values_list("first_rung", flat=True)) <= {"", *queries.names()["rungs"]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("电梯困人了", "S0103"),
        ("家里暖气不热,才十几度", "S0604"),
        ("楼道灯坏了看不清", "S0101"),
        ("卫生间漏水渗到楼下天花板了", "S0401"),
        ("老板拖欠工资三个月", "S1007"),
        ("小区里遛狗不拴绳", "S0402"),
    ],
)
def test_what_somebody_says_is_suggested_with_its_reasons(words, code):
    found = queries.suggest(words, at=MONDAY_10AM)

    assert code in [one.kind.code for one in found]
    assert len(found) <= 3
    assert all(one.because for one in found)


@pytest.mark.django_db
def test_nothing_is_suggested_where_nothing_was_said():
    assert suggested("") == []
    assert suggested("、,!") == []


@pytest.mark.django_db
def test_the_first_rule_that_catches_counts_and_says_why():
    caught = queries.catch("电梯又坏了,停在三楼", at=MONDAY_10AM, place_kind="unit")

    assert caught.kind.code == "S0103"
    assert caught.because.startswith("说到了“电梯”")
    assert queries.catch("想加装电梯", at=MONDAY_10AM).kind.code == "S0904"
    assert queries.catch("今天天气好", at=MONDAY_10AM) is None


def test_a_rule_says_what_it_misses():
    condition = rules.Condition(["电梯"], ["坏", "停"], ["加装"], ["unit"])

    assert condition.verdict("电梯坏了", "unit") == (True, "说到了“电梯”“坏”")
    assert condition.verdict("门坏了", "unit") == (False, "没有说到“电梯”")
    assert condition.verdict("加装电梯停工", "unit") == (False, "说到了“加装”")
    assert condition.verdict("电梯", "unit") == (False, "“坏”“停”一个也没有说到")
    assert condition.verdict("电梯坏了", "grid") == (False, "地点不符")


def test_a_rule_goes_to_its_place_and_the_later_ones_move_down(cast):
    kind = queries.by_code("S0402")
    actions.edit_rule(
        None, kind=kind, number=1, condition=rules.Condition(one_of=["电梯"]), by=cast.wu, at=MONDAY_10AM
    )

    assert suggested("电梯坏了")[0] == "S0402"
    numbers = list(
        SortingRule.objects.filter(ended_at=None).order_by("number").values_list("number", flat=True)
    )
    assert numbers == list(range(1, len(numbers) + 1))


def test_an_ended_rule_catches_nothing_and_one_without_words_is_refused(cast):
    rule = SortingRule.objects.get(kind__code="S0101", ended_at=None)
    actions.end_rule(rule, by=cast.wu, at=MONDAY_10AM)

    assert queries.catch("楼道灯坏了", at=MONDAY_10AM) is None
    with pytest.raises(actions.NotPossible, match="至少写一个"):
        actions.edit_rule(
            None, kind=rule.kind, number=1, condition=rules.Condition(), by=cast.wu, at=MONDAY_10AM
        )


def test_the_city_changes_a_kind_with_its_clocks_and_questions(cast):
    kind = queries.by_code("S0101")
    question = {"words": "几楼", "answer": "number", "choices": [], "is_needed": True}
    edit(cast, kind, clocks={"unit_leader": (12, "hours")}, questions=[question], done_when="灯亮")

    kind.refresh_from_db()
    assert kind.done_when == "灯亮"
    assert [(one.rung, one.amount, one.unit) for one in kind.clocks.all()] == [("unit_leader", 12, "hours")]
    assert [one.words for one in kind.questions.all()] == ["几楼"]


def test_nobody_else_changes_it_and_no_two_have_one_name(cast):
    kind = queries.by_code("S0101")

    with pytest.raises(NotAllowed):
        edit(cast, kind, by=cast.liu)
    with pytest.raises(actions.NotPossible, match="已经有"):
        edit(cast, kind, name=queries.by_code("S0102").name)


def test_a_kind_is_closed_and_taken_into_use_again(cast):
    kind = queries.by_code("S0402")
    actions.close_kind(kind, by=cast.wu, at=MONDAY_10AM)
    assert "S0402" not in suggested("遛狗不拴绳,狗叫")

    actions.reopen_kind(kind, by=cast.wu, at=TOMORROW)
    assert "S0402" in suggested("遛狗不拴绳,狗叫")


def test_corrections_teach_it_and_no_words_are_kept(cast):
    words, right, wrong = "楼上的鹦鹉天天学舌", queries.by_code("S0402"), queries.by_code("S0301")
    for _ in range(5):
        actions.learn(words, kind=right, was=wrong, by=cast.zhang, at=MONDAY_10AM)

    assert suggested(words)[0] == "S0402"
    assert max(len(gram) for gram in Learnt.objects.values_list("gram", flat=True)) <= 2
    with pytest.raises(NotAllowed):
        actions.learn(words, kind=right, was=None, by=cast.stranger, at=MONDAY_10AM)


def test_kept_examples_tell_what_an_edit_changes(cast):
    kind = queries.by_code("S0101")
    actions.keep_trial(words="楼道灯坏了", place_kind="unit", kind=kind, by=cast.wu, at=MONDAY_10AM)
    assert [is_right for _, _, is_right in queries.tried(MONDAY_10AM)] == [True]

    actions.close_kind(kind, by=cast.wu, at=MONDAY_10AM)
    ((trial, now, is_right),) = queries.tried(MONDAY_10AM)
    assert (trial.words, is_right) == ("楼道灯坏了", False)
    assert now is None or now.code != "S0101"


def test_every_kind_says_when_it_counts_when_it_is_done_and_how_long_it_may_take(db):
    bare = [
        kind.code
        for kind in Kind.objects.prefetch_related("clocks")
        if not (kind.file_when and kind.done_when and any(clock.rung == "" for clock in kind.clocks.all()))
    ]

    assert not bare


def test_a_whole_word_of_a_kind_outweighs_its_signs_scattered_and_a_word_of_many_kinds_says_little():
    own = {"lift": ["电梯", "故障"], "power": ["停电", "故障"], "water": ["停水", "故障"]}
    learnt = {kind: rules.grams(" ".join(words)) for kind, words in own.items()}
    scattered = "电路在梯子旁边停了,电也停了"

    plain, model = rules.Model(learnt), rules.Model(learnt, own)

    assert next(iter(model.scores("停电了,有故障"))) == "power"
    gain = {word: model.scores(word)["power"] - plain.scores(word)["power"] for word in ("停电", "故障")}
    assert gain["停电"] > gain["故障"] == 0
    assert model.scores(scattered) == plain.scores(scattered)

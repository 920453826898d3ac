"""The publication and what is said during it."""

import pytest
from django.db import IntegrityError, connection, transaction

from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.people import actions as people
from sanzhang.foundation.permission import NotAllowed
from sanzhang.organisation.selection import actions, queries, rules
from sanzhang.organisation.selection.models import Objection
from sanzhang.organisation.selection.tests.world import ANYONE, HOUR, day


def objected(world, procedure, words="他不住这里", candidate="first", **more):
    about = procedure.candidates.first() if candidate == "first" else candidate
    return actions.object_to(procedure, candidate=about, words=words, by=ANYONE, at=world.at, **more)


def test_a_publication_lasts_five_whole_working_days(world):
    procedure = world.published()

    assert world.at == day("11-27")  # the call: Tuesday, Wednesday, Thursday
    assert procedure.published_until == day("12-05")  # Monday to Friday
    world.to(day("12-05") - HOUR)
    assert world.now(procedure).stage == rules.PUBLICATION


def test_nobody_is_published_without_his_consent(world):
    procedure = world.call()
    one = world.accept(world.put(procedure, agrees=False))
    world.to(procedure.due_at)

    with pytest.raises(actions.NotPossible, match="没有同意公示"):
        actions.publish(procedure, by=world.liu, at=world.at)
    people.consent(one.person, purpose=rules.PUBLISH, by=world.liu, at=world.at)
    assert actions.publish(procedure, by=world.liu, at=world.at).stage == rules.PUBLICATION


def test_an_open_objection_holds_up_the_choice_until_it_is_answered(world):
    procedure = world.published()
    objection = objected(world, procedure)
    world.to(procedure.due_at)
    assert world.now(procedure).stage == rules.OBJECTIONS

    actions.answer(objection, upheld=False, words="已入户核实,住 302。", by=world.he, at=world.at + HOUR)

    now = world.now(procedure)
    assert (now.stage, now.stages.get(key="objections").ended_at) == (rules.CHOICE, world.at + HOUR)


def test_an_upheld_objection_takes_the_candidate_out_with_the_reason(world):
    procedure = world.published(count=2)
    objection = objected(world, procedure)
    actions.answer(objection, upheld=True, words="查实已搬走。", by=world.he, at=world.at)

    out = procedure.candidates.first()
    assert (out.state, bool(out.decision_words)) == ("out", True)
    world.to(procedure.due_at)
    assert world.now(procedure).stage == rules.CHOICE


def test_with_nobody_left_it_is_called_again_with_the_reason(world):
    procedure = world.published()
    actions.answer(objected(world, procedure), upheld=True, words="查实。", by=world.he, at=world.at)
    world.to(procedure.due_at)
    assert world.now(procedure).stage == rules.OBJECTIONS

    actions.call_again(procedure, words="候选人异议成立", by=world.liu, at=world.at)

    again = world.now(procedure)
    assert (again.stage, again.published_at) == (rules.CALL, None)


def test_nobody_answers_who_stands_himself(world):
    procedure = world.call()
    own = world.put(procedure, name="何静", phone="13800000021")
    other = world.put(procedure)
    world.accept(own)
    world.accept(other)
    world.to(procedure.due_at)
    actions.publish(procedure, by=world.liu, at=world.at)
    for about in (own, other, None):
        objection = objected(world, procedure, candidate=about)
        with pytest.raises(NotAllowed):
            actions.answer(objection, upheld=False, words="没有这回事", by=world.he, at=world.at)


def test_who_stands_himself_brings_nothing_on(world):
    procedure = world.call()
    own = world.put(procedure, name="何静", phone="13800000021")
    world.accept(own)
    world.to(procedure.due_at)

    with pytest.raises(NotAllowed, match="您自己是这次的人选"):
        actions.publish(procedure, by=world.he, at=world.at)
    actions.publish(procedure, by=world.liu, at=world.at)


def test_the_database_too_lets_nobody_answer_about_himself(world):
    procedure = world.published()
    objection = objected(world, procedure)

    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.filter(pk=objection.pk).update(
            state="dismissed", answered_by=objection.about, answered_at=world.at
        )


def test_an_objection_lies_encrypted_and_joins_nobody_to_it(world):
    procedure = world.published()
    objection = actions.object_to(
        procedure,
        candidate=None,
        words="程序没有贴出来",
        contact="13700000009",
        by=world.cast.chen,
        at=world.at,
    )

    with connection.cursor() as cursor:
        cursor.execute("SELECT words, contact FROM selection_objection WHERE id = %s", [objection.pk])
        assert all("程序" not in value and "137" not in value for value in cursor.fetchone())
    assert Entry.objects.get(action="selection.objected").actor == "public"
    assert objection.entered_by is None


def test_objections_are_heard_during_the_publication_only(world):
    procedure = world.published()
    first = procedure.candidates.first()
    at = procedure.due_at

    with pytest.raises(actions.NotPossible, match="不在公示期"):
        actions.object_to(procedure, candidate=first, words="晚了", by=ANYONE, at=at)


def test_a_worker_enters_what_was_said_by_telephone(world):
    procedure = world.published()

    heard = actions.object_to(procedure, candidate=None, words="太吵", how="phone", by=world.liu, at=world.at)

    assert (heard.how, heard.entered_by) == ("phone", world.liu)
    with pytest.raises(NotAllowed):
        actions.object_to(procedure, candidate=None, words="假的", how="phone", by=ANYONE, at=world.at)


def test_it_is_answered_once(world):
    procedure = world.published()
    objection = objected(world, procedure)
    actions.answer(objection, upheld=False, words="已核实。", by=world.he, at=world.at)

    with pytest.raises(actions.NotPossible, match="已经答复"):
        actions.answer(objection, upheld=True, words="改主意了", by=world.sun, at=world.at)


def test_who_withdraws_his_consent_is_named_no_longer(world):
    procedure = world.published()
    person = procedure.candidates.get().person
    assert queries.face_of(procedure, world.at).candidates[0].name == person.name

    people.withdraw_consent(person, purpose=rules.PUBLISH, by=person, at=world.at)

    shown = queries.face_of(procedure, world.at).candidates[0]
    assert person.name not in shown.name
    assert (shown.kinds, shown.statement) == ([], "")

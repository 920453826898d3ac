"""On its way: the community chooses and signs, the street approves or refuses, nobody does both."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.organisation.division import actions, queries
from sanzhang.organisation.division.models import Draft
from sanzhang.organisation.division.tests.conftest import EFFECT_DAY, MIDNIGHT
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.territory import actions as territory
from tests.times import MONDAY_9AM, MONDAY_10AM, TUESDAY_9AM

WHY = "楼栋少,只能这样分"


def sign(world, draft, *, by=None, at=MONDAY_10AM, **more):
    more = {"takes_effect_on": EFFECT_DAY, "exception_words": WHY} | more
    return actions.sign(draft, by=by or world.liu, at=at, **more)


def chosen(world, rows="11111 22222"):
    option = world.propose(rows)
    return actions.choose(option, by=world.liu, at=MONDAY_9AM)


def test_from_the_choice_to_the_approval(world):
    draft = sign(world, chosen(world))
    assert (draft.state, draft.signed_by, draft.takes_effect_on) == ("signed", world.liu, EFFECT_DAY)
    assert queries.waiting_for(world.sun, MONDAY_10AM).get() == draft
    assert not queries.waiting_for(world.liu, MONDAY_10AM).exists()

    draft = actions.approve(draft, by=world.sun, at=TUESDAY_9AM)
    assert (draft.state, draft.approved_by) == ("approved", world.sun)
    told = Entry.objects.filter(on_id=draft.pk).order_by("seq").values_list("action", flat=True)
    assert list(told) == ["division.proposed", "division.chosen", "division.signed", "division.approved"]


def test_each_verb_is_refused_to_those_who_may_not(world):
    draft = chosen(world)
    for person in (world.stranger, world.wang, world.sun, world.wu):
        with pytest.raises(NotAllowed):
            sign(world, draft, by=person)
    draft = sign(world, draft)
    for person in (world.stranger, world.wang, world.liu, world.wu):
        with pytest.raises(NotAllowed):
            actions.approve(draft, by=person, at=MONDAY_10AM)
        with pytest.raises(NotAllowed):
            actions.refuse(draft, words="不行", by=person, at=MONDAY_10AM)
    for person in (world.stranger, world.wang, world.sun):
        with pytest.raises(NotAllowed):
            actions.withdraw(draft, by=person, at=MONDAY_10AM)
        with pytest.raises(NotAllowed):
            actions.take_back(draft, by=person, at=MONDAY_10AM)


def test_nobody_approves_the_own_signature_in_whatever_seat(world):
    draft = sign(world, chosen(world))
    post = posts.open_post(world.street, kind="street_worker", number=2, by=SYSTEM, at=MONDAY_9AM)
    posts.seat(post, person=world.liu, starts_at=MONDAY_9AM, by=SYSTEM, at=MONDAY_9AM)

    with pytest.raises(NotAllowed, match="您自己签字"):
        actions.approve(draft, by=world.liu, at=TUESDAY_9AM)
    with pytest.raises(NotAllowed, match="您自己签字"):
        actions.refuse(draft, words="不行", by=world.liu, at=TUESDAY_9AM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(approved_by=world.liu)


def test_refused_twice_the_same_way(world):
    draft = sign(world, chosen(world))
    with pytest.raises(actions.NotPossible, match="已经报给街道"):
        sign(world, draft)
    actions.approve(draft, by=world.sun, at=TUESDAY_9AM)
    with pytest.raises(actions.NotPossible, match="已经批准"):
        actions.approve(draft, by=world.sun, at=TUESDAY_9AM)
    with pytest.raises(actions.NotPossible, match="已经批准"):
        actions.withdraw(draft, by=world.liu, at=TUESDAY_9AM)


def test_what_is_missing_before_a_signature_is_said(world):
    option = world.propose()
    draft = Draft.objects.get(pk=option.draft_id)
    with pytest.raises(actions.NotPossible, match="还没有选定"):
        sign(world, draft)
    draft = actions.choose(option, by=world.liu, at=MONDAY_9AM)
    with pytest.raises(actions.NotPossible, match="生效日要在今天以后"):
        sign(world, draft, takes_effect_on=MONDAY_10AM.date())
    unlawful = world.propose("11111 11111")
    draft = actions.choose(unlawful, by=world.liu, at=MONDAY_9AM)
    with pytest.raises(actions.NotPossible, match="不完全符合规定"):
        sign(world, draft, exception_words=" ")
    assert sign(world, draft).exception_words == WHY


def test_one_plan_of_a_community_is_on_its_way(world):
    first, second = sign(world, chosen(world)), chosen(world, "11112 22233")
    with pytest.raises(actions.NotPossible, match="已经有一稿"):
        sign(world, second)
    actions.withdraw(first, by=world.liu, at=MONDAY_10AM)
    assert sign(world, second).state == "signed"


def test_the_street_sends_back_with_words_and_the_community_signs_again(world):
    draft = sign(world, chosen(world))
    with pytest.raises(actions.NotPossible, match="请写明"):
        actions.refuse(draft, words="  ", by=world.sun, at=MONDAY_10AM)
    draft = actions.refuse(draft, words="16栋和12栋隔着院墙", by=world.sun, at=MONDAY_10AM)
    assert (draft.state, draft.refused_words, draft.signed_by) == ("refused", "16栋和12栋隔着院墙", None)

    again = sign(world, draft, at=TUESDAY_9AM)
    assert (again.state, again.refused_words) == ("signed", "")


def test_an_approval_can_be_taken_back_until_the_midnight(world):
    draft = world.approved()
    actions.refuse(draft, words="先等小区改造完", by=world.sun, at=TUESDAY_9AM)
    world.work(MIDNIGHT, names=["division.put_into_effect"])
    assert Draft.objects.get(pk=draft.pk).state == "refused"


def test_a_signature_is_taken_back_before_the_approval(world):
    draft = actions.take_back(sign(world, chosen(world)), by=world.liu, at=MONDAY_10AM)
    assert (draft.state, draft.signed_by) == ("ready", None)
    with pytest.raises(actions.NotPossible):
        actions.approve(draft, by=world.sun, at=MONDAY_10AM)


def test_the_day_has_come_or_buildings_changed_before_the_street_looked(world):
    draft = sign(world, chosen(world))
    with pytest.raises(actions.NotPossible, match="生效日已经到了"):
        actions.approve(draft, by=world.sun, at=MIDNIGHT)
    territory.close_place(world.buildings[9], by=SYSTEM, at=TUESDAY_9AM)
    with pytest.raises(actions.NotPossible, match="关闭了 1 栋楼"):
        actions.approve(draft, by=world.sun, at=TUESDAY_9AM + timedelta(hours=1))


def test_who_reads_an_older_version_is_told(world):
    draft = chosen(world)
    option = draft.chosen
    actions.move_buildings(option, buildings=[world.buildings[4].pk], to=2, by=world.liu, at=MONDAY_10AM)
    with pytest.raises(actions.SomebodyWasFaster):
        sign(world, draft, version=draft.version)
    fresh = Draft.objects.get(pk=draft.pk)
    assert sign(world, fresh, version=fresh.version).state == "signed"


def test_drafts_are_seen_in_their_area_only(world):
    draft = chosen(world)
    for person in (world.liu, world.sun, world.wu):
        assert queries.visible_to(person, MONDAY_10AM).get() == draft
        assert queries.options_visible_to(person, MONDAY_10AM).get() == draft.chosen
    for person in (world.stranger, world.wang, world.zheng):
        assert not queries.visible_to(person, MONDAY_10AM).exists()

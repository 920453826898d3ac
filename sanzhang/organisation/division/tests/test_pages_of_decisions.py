"""Decisions on the screen: chosen, signed, approved, sent back."""

import pytest

from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.division import actions, rules
from sanzhang.organisation.division.models import Draft
from sanzhang.organisation.division.tests.conftest import EFFECT_DAY
from sanzhang.organisation.division.tests.sending import (
    FOUND,
    OK,
    REFUSED,
    UNPROCESSABLE,
    send,
    text,
)
from sanzhang.organisation.territory import actions as territory
from tests.times import MONDAY_9AM

pytestmark = pytest.mark.usefixtures("on_monday")


def test_a_plan_goes_from_the_choice_to_the_approval(client, world, option):
    client.force_login(world.liu)
    went = send(client, f"/division/option/{option.pk}/choose/")
    assert went["Location"] == f"/division/draft/{option.draft_id}/sign/"
    shown = text(client.get(went["Location"]))
    assert "生效以后会怎样" in shown
    assert "新设,要安排网格长" in shown
    fields = {"takes_effect_on": EFFECT_DAY.isoformat(), "exception_words": "楼栋少"}
    assert send(client, went["Location"], **fields).status_code == FOUND
    assert Draft.objects.get().state == rules.SIGNED

    client.force_login(world.sun)
    assert "等街道审批(1 稿)" in text(client.get("/division/"))
    decide = f"/division/draft/{option.draft_id}/approve/"
    assert "生效以后会怎样" in text(client.get(decide))
    assert send(client, decide).status_code == FOUND

    assert Draft.objects.get().state == rules.APPROVED
    assert "零点自动生效" in text(client.get(f"/division/draft/{option.draft_id}/"))


@pytest.mark.parametrize("day", ["", "2026-11-23", "2020-01-01", "2031-01-01", "后天"])
def test_a_day_that_wont_do_is_told(client, world, option, day):
    client.force_login(world.liu)
    actions.choose(option, by=world.liu, at=MONDAY_9AM)

    answer = send(client, f"/division/draft/{option.draft_id}/sign/", takes_effect_on=day)

    assert answer.status_code == UNPROCESSABLE
    assert "请改:" in text(answer)
    assert Draft.objects.get().state == rules.READY


def test_an_unlawful_plan_needs_words_and_keeps_them(client, world):
    option = world.option(world.propose("11111 22222", most=20))
    actions.choose(option, by=world.liu, at=MONDAY_9AM)
    client.force_login(world.liu)

    without = send(client, f"/division/draft/{option.draft_id}/sign/", takes_effect_on=EFFECT_DAY.isoformat())
    wrong = send(
        client, f"/division/draft/{option.draft_id}/sign/", takes_effect_on="", exception_words="楼在建"
    )

    assert "请写明理由" in text(without)
    assert "楼在建" in text(wrong)


@pytest.mark.parametrize("verb", ["approve", "refuse"])
def test_the_community_cant_decide_on_its_own_plan(client, world, verb):
    draft = world.signed()
    client.force_login(world.liu)

    assert client.get(f"/division/draft/{draft.pk}/{verb}/").status_code == REFUSED
    assert send(client, f"/division/draft/{draft.pk}/{verb}/", words="不行").status_code == REFUSED
    assert Draft.objects.get().state == rules.SIGNED


def test_the_street_sends_a_plan_back_with_words(client, world):
    draft = world.signed()
    client.force_login(world.sun)
    url = f"/division/draft/{draft.pk}/refuse/"

    assert send(client, url, words=" ").status_code == UNPROCESSABLE
    assert send(client, url, words="请把 20栋留在第2网格").status_code == FOUND

    client.force_login(world.liu)
    assert "请把 20栋留在第2网格" in text(client.get(f"/division/draft/{draft.pk}/"))


def test_what_was_decided_meanwhile_is_told(client, world):
    draft = world.approved()
    client.force_login(world.sun)

    answer = send(client, f"/division/draft/{draft.pk}/approve/")

    assert answer.status_code == UNPROCESSABLE
    assert "街道已经批准这一稿" in text(answer)


def test_a_signature_is_taken_back_and_a_draft_given_up(client, world):
    draft = world.signed()
    client.force_login(world.liu)

    send(client, f"/division/draft/{draft.pk}/take-back/")
    assert Draft.objects.get().state == rules.READY
    send(client, f"/division/draft/{draft.pk}/withdraw/")
    assert Draft.objects.get().state == rules.WITHDRAWN
    assert "已撤回" in text(client.get(f"/division/draft/{draft.pk}/"))


def test_a_draft_that_no_longer_fits_its_buildings_says_so(client, world, option):
    territory.move_building(world.buildings[0], to=world.other_grid, by=SYSTEM, at=MONDAY_9AM)
    client.force_login(world.liu)

    assert "起草以后,有 1 栋楼换了网格" in text(client.get(f"/division/draft/{option.draft_id}/"))
    assert client.get(f"/division/option/{option.pk}/").status_code == OK


def test_the_desks_tell_what_waits(client, world, option):
    world.signed()

    client.force_login(world.sun)
    assert f"/division/draft/{Draft.objects.get(state=rules.SIGNED).pk}/approve/" in text(
        client.get("/desk/")
    )
    client.force_login(world.liu)
    desk = text(client.get("/desk/"))
    assert "可以修改" in desk
    assert "等街道审批" in desk
    client.force_login(world.wang)
    assert "网格划分" not in text(client.get("/desk/"))


def test_who_signs_is_told_what_goes_along(client, world):
    world.cast.chen_reports("楼道灯坏了")
    option = world.option(world.propose("21112 22233"))
    actions.choose(option, by=world.liu, at=MONDAY_9AM)
    client.force_login(world.liu)

    shown = text(client.get(f"/division/draft/{option.draft_id}/sign/"))

    assert "1 件,跟着楼栋走" in shown
    assert "要重印的公示牌" in shown
    assert "王芳:网格长留任,范围有变化" in shown
    assert "第3网格" in shown

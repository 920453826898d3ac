"""Pages of leaving: the leader's own phone, the worker's and the street's screens, and who sees no words."""

import sys
import uuid
from datetime import timedelta
from http import HTTPStatus

import pytest

from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.paper.tables import read_tables
from sanzhang.foundation.people.models import Person
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.posts.models import Leaving, Post
from sanzhang.organisation.posts.tests.leaving import (
    DECEMBER_1,
    HEARD_BY,
    away,
    propose,
    resign,
)
from tests.times import MONDAY_9AM, MONDAY_10AM

OK, FOUND, MISSING = HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.NOT_FOUND
REFUSED, TAKEN, WRONG = HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY
DAY = timedelta(days=1)
EVIL = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    now = [MONDAY_9AM]
    monkeypatch.setattr("django.utils.timezone.now", lambda: now[0])
    return now


def send(client, url, **fields):
    return client.post(url, fields | {"idempotency_key": uuid.uuid4().hex})


def text(client, url, **query):
    answer = client.get(url, query)
    assert answer.status_code == OK, url
    return answer.content.decode()


def follow(client, answer):
    assert answer.status_code == FOUND, answer.content.decode()
    return text(client, answer["Location"])


def test_a_leader_resigns_on_the_phone_and_withdraws(client, cast, zhang):
    client.force_login(cast.zhang)
    page = text(client, "/posts/mine/")
    assert "12栋1单元单元长" in page
    assert f"/posts/tenure/{zhang.pk}/resign/" in page

    form = text(client, f"/posts/tenure/{zhang.pk}/resign/")
    assert "12月8日零点自动离岗" in form
    page = follow(client, send(client, f"/posts/tenure/{zhang.pk}/resign/", words="身体不好"))
    assert "等处理" in page
    assert "身体不好" in page
    assert "2026年12月8日零点自动离岗" in page
    assert "12月8日零点自动离岗" in text(client, "/posts/mine/")
    leaving = Leaving.objects.get()
    assert "已撤回" in follow(client, send(client, f"/posts/leavings/{leaving.pk}/withdraw/"))
    assert f"/posts/tenure/{zhang.pk}/resign/" in text(client, "/posts/mine/")


def test_a_worker_settles_it(client, cast, zhang):
    leaving = resign(cast, zhang)
    client.force_login(cast.liu)
    assert "辞任在等处理" in text(client, f"/posts/{cast.unit_post.pk}/")
    assert "身体不好" not in text(client, f"/posts/leavings/{leaving.pk}/")
    assert "身体不好" in text(client, f"/posts/leavings/{leaving.pk}/settle/")
    assert send(client, f"/posts/leavings/{leaving.pk}/settle/", agreed="no").status_code == WRONG
    page = follow(client, send(client, f"/posts/leavings/{leaving.pk}/settle/", agreed="yes"))
    assert "已辞任" in page
    assert "撤销这次辞任" in page
    post = text(client, f"/posts/{cast.unit_post.pk}/")
    assert "空缺,已有 不到 1 天" in post
    assert client.get(f"/posts/leavings/{leaving.pk}/paper/").content[:5] == b"%PDF-"
    page = follow(client, send(client, f"/posts/leavings/{leaving.pk}/undo/"))
    assert queries.who_held(cast.unit_post, MONDAY_9AM).person == cast.zhang


def test_the_words_are_noted_before_they_are_shown(client, cast, zhang):
    leaving = propose(cast, zhang)
    client.force_login(cast.sun)
    assert "电话不接" not in text(client, f"/posts/leavings/{leaving.pk}/")
    assert not Entry.objects.filter(action="personal.read").exists()
    page = send(client, f"/posts/leavings/{leaving.pk}/words/").content.decode()
    assert "电话不接" in page
    entry = Entry.objects.get(action="personal.read")
    assert (entry.about, entry.facts["data_class"]) == (cast.zhang.journal_key, "B")


def test_nobody_else_sees_a_removal(client, cast, zhang):
    leaving = propose(cast, zhang)
    for who in (cast.li, cast.wang, cast.chen, cast.stranger, cast.wu, cast.zheng, cast.qian, cast.zhou):
        client.force_login(who)
        for tail in ("", "hear/", "paper/"):
            assert client.get(f"/posts/leavings/{leaving.pk}/{tail}").status_code == MISSING, (who.pk, tail)
        assert send(client, f"/posts/leavings/{leaving.pk}/words/").status_code == MISSING
        for url in ("/posts/leavings/", "/posts/leavings/export/", f"/posts/leavings/{leaving.pk}/decide/"):
            assert client.get(url).status_code == REFUSED
    for who in (cast.li, cast.wang):
        client.force_login(who)
        assert "免任" not in text(client, f"/posts/{cast.unit_post.pk}/")


def test_the_person_sees_grounds_speaks_and_sees_the_decision(client, cast, zhang, clock):
    client.force_login(cast.liu)
    page = follow(
        client,
        send(client, f"/posts/tenure/{zhang.pk}/remove/", grounds=["not_working"], words="九月起没有来过。"),
    )
    leaving = Leaving.objects.get()
    assert "由街道或另一位社区工作者决定" in page
    assert "decide" not in page

    client.force_login(cast.zhang)
    assert f"/posts/leavings/{leaving.pk}/" in text(client, "/posts/mine/")
    page = text(client, f"/posts/leavings/{leaving.pk}/")
    assert "长期不履职" in page
    assert "九月起没有来过" in page
    page = follow(client, send(client, f"/posts/leavings/{leaving.pk}/hear/", words=f"我住院了{EVIL}"))
    assert EVIL not in page
    assert "&lt;script&gt;" in page
    assert client.get(f"/posts/leavings/{leaving.pk}/decide/").status_code == REFUSED

    client.force_login(cast.sun)
    assert "我住院了" in text(client, f"/posts/leavings/{leaving.pk}/decide/")
    decision = {"agreed": "no", "words": "确实住院,情有可原。"}
    assert "不免任" in follow(client, send(client, f"/posts/leavings/{leaving.pk}/decide/", **decision))
    client.force_login(cast.zhang)
    assert "情有可原" in text(client, f"/posts/leavings/{leaving.pk}/")
    assert client.get(f"/posts/leavings/{leaving.pk}/paper/").content[:5] == b"%PDF-"


def test_a_removal_is_not_decided_too_early_on_screen(client, cast, zhang, clock):
    leaving = propose(cast, zhang)
    client.force_login(cast.sun)
    url = f"/posts/leavings/{leaving.pk}/decide/"
    assert "要先听取本人意见" in text(client, url)
    assert send(client, url, agreed="yes", words="属实").status_code == TAKEN
    clock[0] = HEARD_BY
    assert "等决定" in text(client, "/posts/leavings/")
    assert "已免任" in follow(client, send(client, url, agreed="yes", words="属实"))
    assert client.get(f"/posts/leavings/{leaving.pk}/paper/").content[:5] == b"%PDF-"


def test_spoken_words_with_their_day(client, cast, zhang, clock):
    leaving = propose(cast, zhang)
    client.force_login(cast.liu)
    assert send(client, f"/posts/leavings/{leaving.pk}/hear/", words="没有意见").status_code == REFUSED
    client.force_login(cast.sun)
    clock[0] = MONDAY_9AM + DAY
    url = f"/posts/leavings/{leaving.pk}/hear/"
    assert send(client, url, words="没有意见", said_on="2026-11-01").status_code == WRONG
    page = follow(client, send(client, url, words="没有意见", said_on="2026-11-23"))
    assert "由孙立记下" in page


def test_a_leave_from_the_phone_to_the_return(client, cast, zhang, clock):
    client.force_login(cast.zhang)
    days = {"leaves_at": "2026-12-01", "returns_at": "2026-12-08", "words": "住院"}
    follow(client, send(client, f"/posts/tenure/{zhang.pk}/leave/", **days))
    leave = Leaving.objects.get()
    client.force_login(cast.liu)
    form = text(client, f"/posts/leavings/{leave.pk}/grant/")
    assert "12栋楼栋长 李志国" in form
    given = {"agreed": "yes", "who": "other", "name": "陈晨", "phone": "138"}
    assert send(client, f"/posts/leavings/{leave.pk}/grant/", **given).status_code == WRONG
    given |= {"phone": "13800000004", "show_name": "on"}
    page = follow(client, send(client, f"/posts/leavings/{leave.pk}/grant/", **given))
    assert "由陈晨代理" in page

    post = text(client, f"/posts/{cast.unit_post.pk}/")
    assert "从 12月1日起请假,12月8日返岗,由陈晨代理" in post
    assert "2026年12月8日返岗" in post
    clock[0] = DECEMBER_1
    post = text(client, f"/posts/{cast.unit_post.pk}/")
    assert "张桂兰请假,12月8日自动返岗" in post
    assert "陈晨" in post
    client.force_login(cast.zhang)
    assert "我要早点回来" in text(client, "/posts/mine/")
    page = follow(client, send(client, f"/posts/leavings/{leave.pk}/back/", returns_at="2026-12-03"))
    assert "2026年12月3日" in page
    client.force_login(cast.liu)
    page = follow(client, send(client, f"/posts/leavings/{leave.pk}/prolong/", returns_at="2026-12-10"))
    assert "2026年12月10日" in page
    follow(client, send(client, f"/posts/leavings/{leave.pk}/acting/", who="none"))
    post = text(client, f"/posts/{cast.unit_post.pk}/")
    assert "请假,没有安排代理,12月10日自动返岗" in post
    assert "安排代理" in post
    assert "下一步:12月10日返岗" in text(client, "/posts/?state=vacant")


def test_a_leave_ahead_is_cancelled_from_the_page(client, cast, zhang):
    leave = away(cast, zhang, acting=cast.chen)
    client.force_login(cast.zhang)
    assert "不请假了" in text(client, f"/posts/leavings/{leave.pk}/")
    assert "已撤回" in follow(client, send(client, f"/posts/leavings/{leave.pk}/cancel/"))


def test_a_worker_types_in_a_resignation_and_another_agrees(client, cast, zhang):
    client.force_login(cast.liu)
    assert "另一位社区工作者或街道同意" in text(client, f"/posts/tenure/{zhang.pk}/resign/")
    page = follow(client, send(client, f"/posts/tenure/{zhang.pk}/resign/", words="口头说的"))
    assert "刘敏代张桂兰登记辞任" in page
    leaving = Leaving.objects.get()
    assert send(client, f"/posts/leavings/{leaving.pk}/settle/", agreed="yes").status_code == REFUSED
    client.force_login(cast.sun)
    follow(client, send(client, f"/posts/leavings/{leaving.pk}/settle/", agreed="yes"))


def test_others_ask_nothing_for_a_leader(client, cast, zhang):
    for who in (cast.chen, cast.stranger):
        client.force_login(who)
        for verb in ("resign", "leave"):
            assert client.get(f"/posts/tenure/{zhang.pk}/{verb}/").status_code == MISSING
    client.force_login(cast.li)  # the building leader sees the post
    assert send(client, f"/posts/tenure/{zhang.pk}/resign/", words="替他说").status_code == REFUSED
    assert client.get(f"/posts/tenure/{zhang.pk}/remove/").status_code == REFUSED


def test_a_death_is_noted_after_its_consequences_are_said(client, cast, zhang):
    client.force_login(cast.liu)
    url = f"/posts/death/{cast.zhang.pk}/"
    assert url in text(client, f"/posts/{cast.unit_post.pk}/")
    assert "12栋1单元单元长”空缺" in text(client, url)
    assert send(client, url, on="2026-11-22").status_code == WRONG
    assert send(client, url, on="2026-11-24", is_sure="on").status_code == WRONG
    page = follow(client, send(client, url, on="2026-11-22", is_sure="on"))
    assert "张桂兰没有去世" in page
    assert Person.objects.get(pk=cast.zhang.pk).disabled_at is not None
    follow(client, send(client, f"{url}undo/"))
    assert queries.who_held(cast.unit_post, MONDAY_9AM).person == cast.zhang
    for who in (cast.sun, cast.li):
        client.force_login(who)
        assert client.get(url).status_code == REFUSED
    client.force_login(cast.liu)
    assert client.get(f"/posts/death/{cast.stranger.pk}/").status_code == MISSING


def test_the_list_the_workbook_and_their_filters(client, cast, zhang):
    resign(cast, zhang)
    away(cast, cast.tenures["building_leader"], by=cast.li)
    client.force_login(cast.sun)
    page = text(client, "/posts/leavings/")
    assert page.index("辞任:张桂兰") < page.index("请假:李志国")
    assert "李志国" not in text(client, "/posts/leavings/", state="open")
    assert "张桂兰" not in text(client, "/posts/leavings/", kind="leave")
    for query in ({"kind": "x'"}, {"state": "<b>"}, {"page": "x"}):
        assert "张桂兰" in text(client, "/posts/leavings/", **query)
    rows = [row.texts for row in read_tables(client.get("/posts/leavings/export/").content, "x.xlsx")[0].rows]
    assert [list(row[:3]) for row in rows[1:]] == [
        ["12栋1单元单元长", "张桂兰", "辞任"],
        ["12栋楼栋长", "李志国", "请假"],
    ]
    assert "身体不好" not in str(rows)


def test_hostile_words_stay_words(client, cast, zhang):
    client.force_login(cast.zhang)
    page = follow(client, send(client, f"/posts/tenure/{zhang.pk}/resign/", words=EVIL))
    assert EVIL not in page
    leaving = Leaving.objects.get()
    actions.decline_resignation(leaving, words=f"#panic() {EVIL} \\ $x$", by=cast.liu, at=MONDAY_10AM)
    assert EVIL not in text(client, f"/posts/leavings/{leaving.pk}/")
    assert client.get(f"/posts/leavings/{leaving.pk}/paper/").content[:5] == b"%PDF-"


def test_pages_ask_as_often_for_few_as_for_many(client, cast, zhang, django_assert_max_num_queries):
    for _ in range(12):
        leaving = resign(cast, zhang)
        actions.withdraw(leaving, by=cast.zhang, at=MONDAY_9AM)
    away(cast, zhang, acting=cast.chen)
    client.force_login(cast.liu)
    for url in ("/posts/leavings/", f"/posts/{cast.unit_post.pk}/", "/posts/", "/posts/?state=vacant"):
        with django_assert_max_num_queries(29):
            client.get(url)
    client.force_login(cast.zhang)
    with django_assert_max_num_queries(20):
        client.get("/posts/mine/")
    client.force_login(cast.wu)
    with django_assert_max_num_queries(29):
        page = client.get("/posts/").content.decode()
    assert "下一步已在办" in page


def test_a_step_of_a_room_above_is_one_tap(client, cast, monkeypatch):
    module = sys.modules[queries.NextStep.__module__]
    vacancy = Post.objects.get(place=cast.next_unit, kind="unit_leader")
    offered = {vacancy.pk: queries.NextStep("开始征集", f"/selection/new/{vacancy.pk}/", is_button=True)}
    monkeypatch.setattr(module, "_providers", [lambda posts, by, at: offered])
    client.force_login(cast.liu)
    for url in ("/posts/", "/posts/?state=vacant", f"/posts/{vacancy.pk}/"):
        page = text(client, url)
        assert f'action="/selection/new/{vacancy.pk}/"' in page, url
        assert "开始征集" in page

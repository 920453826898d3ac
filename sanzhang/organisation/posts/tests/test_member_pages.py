"""Pages of grid members: lists with gaps, many grids in one step, lists out and in (§1.4)."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.paper.tables import read_tables
from sanzhang.foundation.paper.workbooks import Table, write_workbook
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.posts.models import GridMember
from sanzhang.organisation.posts.tests.members import GAO, OWN, card, enter, send, text
from sanzhang.organisation.territory import actions as territory
from tests.times import MONDAY_9AM

OK, FOUND, MISSING = HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.NOT_FOUND
REFUSED, WRONG, TAKEN = HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.CONFLICT
BEAT = actions.Service("police", body="桐荫派出所")


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY_9AM)


@pytest.fixture
def gao(cast):
    """The policeman of the first grid; nothing consented to."""
    return enter(cast, cast.grid)


@pytest.fixture
def elsewhere(cast):
    """A policeman of the community next door."""
    community = territory.add_place(
        cast.street, kind="community", name="槐荫社区", path="220102098002", by=SYSTEM, at=cast.made_at
    )
    grid = territory.add_place(community, kind="grid", name="第1网格", by=SYSTEM, at=cast.made_at)
    return enter(cast, grid, name="石磊", phone="13800002002", by=SYSTEM)


# lists and one member


def test_the_community_sees_who_serves_and_who_is_missing(client, cast, gao):
    client.force_login(cast.liu)
    page = text(client, "/posts/members/")

    assert GAO in page
    assert page.index("缺物业经理的网格") < page.index("第1网格")
    assert f"/posts/members/new/?area={cast.other_grid.pk}&amp;kind=police" in page
    lacking = text(client, "/posts/members/", lacking="police")
    assert "第2网格" in lacking[lacking.index("<tbody") :]
    assert GAO not in lacking


def test_lists_are_searched_and_filtered(client, cast, gao):
    enter(cast, cast.other_grid, kind="other", label="城管队员", name="石磊", phone="13800002002", body="")
    client.force_login(cast.liu)
    for query in (
        {"q": "高飞"},
        {"q": "派出所 第1"},
        {"kind": "police"},
        {"topic": "safety", "kind": "police"},
    ):
        page = text(client, "/posts/members/", **query)
        assert GAO in page, query
        assert "石磊" not in page, query
    assert "没有符合的成员" in text(client, "/posts/members/", q="无此人")


def test_a_grid_shows_its_gaps_with_their_next_step(client, cast, gao):
    client.force_login(cast.liu)
    page = text(client, "/posts/members/", area=cast.grid.pk)
    assert GAO in page
    assert f"/posts/members/new/?area={cast.grid.pk}&amp;kind=heat" in page
    client.force_login(cast.wang)
    page = text(client, "/posts/members/")
    assert GAO in page
    assert "/posts/members/new/" not in page


def test_the_pages_of_grid_and_community_tell_members_and_gaps(client, cast, gao):
    client.force_login(cast.liu)
    grid = text(client, f"/territory/{cast.grid.pk}/")
    assert f"/posts/members/{gao.pk}/" in grid
    assert "物业经理、供水" in grid
    assert "第2网格缺民警" in text(client, f"/territory/{cast.community.pk}/")
    client.force_login(cast.zhou)
    assert GAO not in text(client, f"/territory/{cast.grid.pk}/")


def test_the_page_of_a_street_counts_the_gaps(client, cast, gao):
    client.force_login(cast.sun)
    page = text(client, f"/territory/{cast.street.pk}/")
    assert "1 个网格缺民警" in page
    assert "2 个网格缺供热" in page
    client.force_login(cast.zheng)
    assert "网格成员" not in text(client, f"/territory/{cast.city.pk}/")


@pytest.mark.parametrize("who", ["sun", "wu"])
def test_wider_levels_see_how_many_grids_lack_whom(client, cast, gao, who):
    client.force_login(getattr(cast, who))
    page = text(client, "/posts/members/")
    assert "缺供热" in page
    assert GAO not in page
    assert GAO in text(client, "/posts/members/", area=cast.community.pk)


def test_a_street_finds_a_member_anywhere_in_its_communities(client, cast, gao, elsewhere):
    client.force_login(cast.sun)
    page = text(client, "/posts/members/", q="石磊")
    assert "槐荫社区第1网格 民警 石磊" in page
    assert GAO not in page
    for words in ("派出所 桐荫社区", "81230110 桐荫社区", "民警 桐荫社区"):
        found = text(client, "/posts/members/", q=words)
        assert GAO in found, words
        assert "石磊" not in found, words
    assert "没有找到" in text(client, "/posts/members/", q="无此人")


@pytest.mark.parametrize(
    "query", ["area=x", "kind=x&topic=y&lacking=z", "q=%00'", "topic=safety&lacking=any", "area="]
)
def test_odd_questions_get_an_answer(client, cast, gao, query):
    client.force_login(cast.liu)
    assert client.get(f"/posts/members/?{query}").status_code == OK


def test_without_a_seat_for_it_there_is_nothing_to_see(client, cast, gao):
    assert client.get("/posts/members/")["Location"].startswith("/sign-in/")
    for who in (cast.stranger, cast.zhang, cast.li, cast.zhou, cast.zheng, cast.qian):
        client.force_login(who)
        for url in ("", f"{gao.pk}/", "export/", "new/", "import/"):
            assert client.get(f"/posts/members/{url}").status_code == REFUSED


def test_what_lies_outside_is_as_if_it_were_not_there(client, cast, elsewhere):
    for who in (cast.liu, cast.wang):
        client.force_login(who)
        assert client.get(f"/posts/members/?area={elsewhere.grid_id}").status_code == MISSING
        assert client.get(f"/posts/members/{elsewhere.pk}/").status_code == MISSING
        assert send(client, f"/posts/members/{elsewhere.pk}/phone/", purpose="work").status_code == MISSING
    client.force_login(cast.liu)
    for verb in ("change", "end", "confirm"):
        assert send(client, f"/posts/members/{elsewhere.pk}/{verb}/").status_code == MISSING
    assert client.get(f"/posts/members/new/?area={elsewhere.grid_id}").status_code == MISSING
    assert client.get(f"/posts/members/export/?area={elsewhere.community_id}").status_code == MISSING
    answer = send(client, "/posts/members/new/", kind="police", grids=[elsewhere.grid_id], body="桐荫派出所")
    assert answer.status_code == WRONG
    assert GridMember.objects.count() == 1


def test_only_the_community_changes_anything(client, cast, gao):
    for who in (cast.wang, cast.sun, cast.wu):
        client.force_login(who)
        for verb in ("change", "end", "confirm"):
            assert send(client, f"/posts/members/{gao.pk}/{verb}/").status_code == REFUSED


def test_an_own_number_is_shown_for_a_purpose_and_noted_first(client, cast, gao):
    client.force_login(cast.wang)
    url = f"/posts/members/{gao.pk}/"
    assert OWN not in text(client, url)
    assert send(client, f"{url}phone/", purpose="").status_code == WRONG
    assert not Entry.objects.filter(action="personal.read").exists()

    assert OWN in send(client, f"{url}phone/", purpose="work").content.decode()
    entry = Entry.objects.get(action="personal.read")
    assert (entry.about, entry.facts["fields"]) == (gao.person.journal_key, "phone")
    client.force_login(cast.wu)
    assert send(client, f"{url}phone/", purpose="work").status_code == REFUSED


# entering, changing, ending


FORM = {"kind": "police", "body": "桐荫派出所", "duty_phone": "0431-81230110", "topics": ["safety"]}


def test_one_person_is_entered_for_many_grids_on_one_page(client, cast):
    client.force_login(cast.liu)
    answer = send(
        client,
        f"/posts/members/new/?area={cast.community.pk}",
        **FORM,
        grids=[cast.grid.pk, cast.other_grid.pk],
        name=GAO,
        phone=OWN,
        show_name="on",
    )
    assert answer.status_code == FOUND
    page = text(client, answer["Location"])
    assert "第1网格" in page
    assert "第2网格" in page
    assert "姓名同意,手机号没有同意" in page
    assert GAO in card(client, cast, cast.far_unit)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"grids": []}, "请至少选一个网格"),
        ({"kind": "other"}, "请写清楚是什么成员"),
        ({"body": "", "name": ""}, "请写单位,或者写姓名"),
        ({"phone": "138"}, "手机号要 11 位数字"),
        ({"duty_phone": "12"}, "单位电话写热线"),
        ({"name": ""}, "写了本人手机号,请写姓名"),
        ({"phone": "", "show_phone": "on"}, "请写上手机号"),
        ({"duty": "有事打 13800002001"}, "不能写手机号"),
        ({"starts_on": "2026-01-01"}, "已经过去"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_entered(client, cast, given, words):
    client.force_login(cast.liu)
    fields = FORM | {"grids": [cast.grid.pk], "name": GAO, "phone": OWN} | given
    answer = send(client, f"/posts/members/new/?area={cast.community.pk}", **fields)
    assert answer.status_code == WRONG
    assert words in answer.content.decode()
    assert not GridMember.objects.exists()


def test_grids_are_added_and_taken_off_in_one_step(client, cast, gao):
    client.force_login(cast.liu)
    fields = {"body": "桐荫派出所", "duty_phone": "0431-81230111", "topics": ["safety"]}
    answer = send(client, f"/posts/members/{gao.pk}/change/", **fields, grids=[cast.other_grid.pk])
    assert answer.status_code == FOUND
    assert queries.members_of(cast.grid, MONDAY_9AM) == []
    (now,) = queries.members_of(cast.other_grid, MONDAY_9AM)
    assert (now.person, now.duty_phone) == (gao.person, "043181230111")


def test_one_who_begins_on_a_day_to_come_is_changed_as_well(client, cast):
    later = MONDAY_9AM.date() + timedelta(days=5)
    (member,) = actions.add_to_grids(
        [cast.grid], service=BEAT, name=GAO, phone=OWN, starts_on=later, by=cast.liu, at=MONDAY_9AM
    )
    client.force_login(cast.liu)
    fields = {"body": "桐荫派出所", "duty": "巡逻", "grids": [cast.grid.pk]}
    answer = send(client, f"/posts/members/{member.pk}/change/", **fields)
    assert answer.status_code == FOUND
    assert "起负责第1网格" in text(client, answer["Location"])
    assert queries.members_of(cast.grid, MONDAY_9AM) == []
    (then,) = queries.members_of(cast.grid, MONDAY_9AM + timedelta(days=5))
    assert then.duty == "巡逻"


def test_ending_on_screen_takes_it_off_the_card(client, cast, gao):
    client.force_login(cast.liu)
    url = f"/posts/members/{gao.pk}/end/"
    assert send(client, url, members=[], reason="left").status_code == WRONG
    assert send(client, url, members=[gao.pk], reason="left").status_code == FOUND
    assert "桐荫派出所" not in card(client, cast)
    assert "不再负责" in text(client, f"/posts/members/{gao.pk}/")
    assert send(client, url, members=[gao.pk], reason="left").status_code == TAKEN


def test_a_doubtful_member_waits_on_the_community_s_page_until_it_is_confirmed(client, cast):
    member = actions.add_member(
        cast.grid,
        kind="police",
        name=GAO,
        phone=OWN,
        duty="",
        topics=(),
        to_check="公安和城管的名单不一样",
        by=cast.liu,
        at=MONDAY_9AM,
    )
    client.force_login(cast.liu)
    assert "网格成员要核对" in text(client, "/desk/")
    assert "公安和城管的名单不一样" in text(client, "/posts/members/")
    assert send(client, f"/posts/members/{member.pk}/confirm/").status_code == FOUND
    assert "要核对" not in text(client, "/posts/members/")
    assert "网格成员要核对" not in text(client, "/desk/")


def test_a_member_sees_and_takes_away_what_is_kept_of_him(client, cast, gao):
    client.force_login(gao.person)
    for url in ("/me/", "/me/data/"):
        assert "桐荫社区第1网格民警(桐荫派出所)" in text(client, url)
    assert client.get("/me/data/?as=json").json()["roles"] == ["桐荫社区第1网格民警(桐荫派出所)"]
    client.force_login(cast.zhang)
    assert "网格成员" not in text(client, "/me/")


def test_the_community_may_settle_a_member_s_consent_and_number(client, cast, gao):
    client.force_login(cast.liu)
    assert "“该找谁”里写手机号" in text(client, f"/people/{gao.person_id}/")
    client.force_login(cast.zhang)
    assert "“该找谁”里写手机号" not in text(client, "/me/")


# lists out and in


def test_a_list_taken_away_has_no_own_number_and_every_name_is_noted(client, cast, gao):
    enter(cast, cast.other_grid)
    client.force_login(cast.liu)
    answer = client.get("/posts/members/export/")
    rows = str([row.texts for row in read_tables(answer.content, "x.xlsx")[0].rows])
    assert GAO in rows
    assert OWN not in rows
    assert Entry.objects.get(action="personal.read").about == gao.person.journal_key
    assert client.get("/posts/members/export/?as=pdf").content[:5] == b"%PDF-"
    client.force_login(cast.sun)
    assert client.get("/posts/members/export/").status_code == MISSING
    assert client.get(f"/posts/members/export/?area={cast.grid.pk}").status_code == OK


def test_a_list_is_tried_corrected_and_taken_in(client, cast):
    client.force_login(cast.liu)
    heads = ("网格", "类别", "单位", "姓名", "手机号")
    good = ("1-2", "民警", "桐荫派出所", GAO, OWN)

    def upload(*rows):
        file = SimpleUploadedFile("成员.xlsx", write_workbook([Table("成员", heads, rows)]))
        return send(client, "/posts/members/import/", community=cast.community.pk, file=file)

    faulty = upload(good, ("9", "民警", "", "石磊", "13800002002"))["Location"]
    page = client.get(faulty)
    assert page.status_code == WRONG
    assert "没有导入任何一行" in page.content.decode()
    assert client.get(f"{faulty}faults/").status_code == OK

    url = upload(good)["Location"]
    digest = text(client, url).partition('name="digest" value="')[2].partition('"')[0]
    assert send(client, url, digest="x").status_code == TAKEN
    assert not GridMember.objects.exists()
    assert send(client, url, digest=digest).status_code == FOUND
    assert GridMember.objects.count() == 2
    assert "完全一样" in text(client, url)
    client.force_login(cast.sun)
    assert client.get(url).status_code == REFUSED


def test_a_page_asks_as_often_for_few_as_for_many(client, cast, django_assert_max_num_queries):
    client.force_login(cast.liu)
    for number in range(30):
        grid = territory.add_place(
            cast.community, kind="grid", name=f"第{number + 3}网格", by=SYSTEM, at=cast.made_at
        )
        enter(cast, grid, name=f"高飞{number}", phone=f"1380000{3000 + number}")
    for url in ("/posts/members/", "/posts/members/?topic=safety", f"/posts/members/?area={cast.grid.pk}"):
        with django_assert_max_num_queries(20):
            client.get(url)
    client.force_login(cast.sun)
    with django_assert_max_num_queries(16):
        client.get("/posts/members/")

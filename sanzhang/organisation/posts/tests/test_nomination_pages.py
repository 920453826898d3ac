"""Pages of nominations and invitations: one step, another person decides, what may be taken away (§3)."""

import io
from datetime import timedelta
from http import HTTPStatus

import openpyxl
import pytest

from sanzhang.duties.matters import actions as matters
from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.jobs.clock import run_due
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.posts.models import Nomination
from sanzhang.organisation.posts.tests.bodies import add_estate, colleague, note, open_branch, open_party, put
from sanzhang.organisation.posts.tests.members import send, text
from tests.times import MONDAY_9AM, MONDAY_10AM

OK, FOUND, MISSING = HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.NOT_FOUND
REFUSED, WRONG, TAKEN = HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.CONFLICT


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY_9AM)


@pytest.fixture
def estate(cast):
    note(cast.building_post, cast.li, "old_party_member")
    note(cast.grid_post, cast.wang, "serving_party_member")
    return add_estate(cast, cast.building)


@pytest.fixture
def branch(cast, estate):
    return open_branch(cast, estate)


@pytest.fixture
def he(cast):
    return colleague(cast)


def proposed(cast, branch, *persons):
    return actions.propose_for_body(
        branch, persons=[one.pk for one in persons], by=cast.liu, at=MONDAY_9AM
    ).made


# nominating


def test_all_who_are_ticked_are_proposed_by_one_form(client, cast, branch):
    note(cast.unit_post, cast.zhang, "volunteer")
    client.force_login(cast.liu)
    page = text(client, f"/posts/bodies/{branch.pk}/nominate/")
    assert page.count('name="persons"') == 2
    assert page.count(" checked") == 2
    assert "张桂兰" not in page

    answer = send(
        client,
        f"/posts/bodies/{branch.pk}/nominate/",
        persons=[cast.li.pk, cast.wang.pk, cast.zhang.pk],
        role="member",
    )

    assert Nomination.objects.filter(state="waiting").count() == 2
    page = text(client, answer["Location"])
    assert "2 位已经提名" in page
    assert "张桂兰:岗位档案里没有登记是党员。" in page
    assert "没有可以提名的党员三长" in page


def test_leaders_without_a_word_on_their_file_are_named_with_the_way_to_note_it(client, cast, branch):
    client.force_login(cast.liu)
    page = text(client, f"/posts/bodies/{branch.pk}/nominate/")
    assert f"/posts/{cast.unit_post.pk}/background/{cast.zhang.pk}/edit/" in page
    assert f"/posts/{cast.building_post.pk}/background/" not in page


def test_whoever_looks_at_the_list_is_noted_with_the_purpose_and_counted(client, cast, branch):
    client.force_login(cast.liu)
    text(client, f"/posts/bodies/{branch.pk}/nominate/")
    looks = Entry.objects.filter(action="personal.read")
    assert {one.about for one in looks} == {cast.li.journal_key, cast.wang.journal_key}
    assert all(
        one.facts == {"fields": "name party_member", "purpose": "交叉任职", "data_class": "B"}
        for one in looks
    )
    assert {one.post_id for one in looks} == {cast.community_post.pk}


def test_a_form_without_anybody_keeps_what_was_typed(client, cast, branch):
    client.force_login(cast.liu)
    answer = send(client, f"/posts/bodies/{branch.pk}/nominate/", role="member", words="热心")
    assert answer.status_code == WRONG
    page = answer.content.decode()
    assert "请至少勾选一位" in page
    assert "热心" in page
    odd = send(client, f"/posts/bodies/{branch.pk}/nominate/", role="member", persons=["x", "9" * 30])
    assert odd.status_code == WRONG


def test_what_a_leader_settled_is_said_beside_the_name(client, cast, branch):
    for day in (1, 2, 3):
        matter = cast.chen_reports(at=MONDAY_9AM - timedelta(days=day))
        matters.answer(matter, by=cast.zhang, ending="solved", words="灯换好了", at=matter.reported_at)
        if day > 1:
            matter.refresh_from_db()
            matters.confirm(matter, by=SYSTEM, at=matter.reported_at + timedelta(hours=1))
    note(cast.unit_post, cast.zhang, "party_member")
    client.force_login(cast.liu)
    page = text(client, f"/posts/bodies/{branch.pk}/nominate/")
    assert "一年里办好居民反映的事 2 件" in page


def test_the_excellent_need_a_reason_for_the_community_organisation(client, cast, estate):
    party = open_party(cast)
    client.force_login(cast.liu)
    url = f"/posts/bodies/{party.pk}/nominate/"
    page = text(client, url)
    assert "担任三长 60 天" in page or "担任三长 1 个月" in page
    assert " checked" not in page
    given = {"persons": [cast.li.pk], "role": "part_time_member"}
    assert send(client, url, **given).status_code == WRONG
    assert send(client, url, **given, words="带头调解三十多起").status_code == FOUND
    assert Nomination.objects.get().role == "part_time_member"


# deciding


def test_another_person_decides_and_who_proposed_is_told_to_wait(client, cast, branch, he):
    made = proposed(cast, branch, cast.li, cast.wang)
    url = f"/posts/bodies/{branch.pk}/decide/"
    client.force_login(cast.liu)
    assert "没有等您决定的提名" in text(client, url)
    assert send(client, url, nominations=[made[0].pk], answer="accepted").status_code == REFUSED
    client.force_login(he)
    assert text(client, url).count('name="nominations"') == 2
    assert send(client, url, nominations=[made[0].pk], answer="refused").status_code == WRONG
    assert send(client, url, nominations=[made[0].pk]).status_code == WRONG
    assert send(client, url, nominations=[made[0].pk], answer="refused", words="先熟悉").status_code == FOUND
    assert send(client, url, nominations=[made[1].pk], answer="accepted").status_code == FOUND
    assert send(client, url, nominations=[made[1].pk], answer="accepted").status_code == TAKEN
    page = text(client, f"/posts/bodies/{branch.pk}/")
    assert "先熟悉" in page
    assert f"/posts/bodies/nominations/{made[1].pk}/take-back/" in page
    assert send(client, f"/posts/bodies/nominations/{made[1].pk}/take-back/").status_code == FOUND
    assert queries.members_of_body(branch, MONDAY_9AM) == []


def test_a_nominee_sees_it_on_his_own_page_and_may_decline(client, cast, branch):
    made = proposed(cast, branch, cast.li)[0]
    client.force_login(cast.li)
    page = text(client, "/posts/bodies/mine/")
    assert "提名您为桐荫家园党支部委员" in page
    assert (
        send(client, f"/posts/bodies/nominations/{made.pk}/decline/", words="身体不好").status_code == FOUND
    )
    assert "本人不愿意" in text(client, "/posts/bodies/mine/")
    assert send(client, f"/posts/bodies/nominations/{made.pk}/decline/").status_code == TAKEN
    assert "/posts/bodies/mine/" in text(client, "/posts/mine/")
    client.force_login(cast.zhang)
    assert "您现在没有" in text(client, "/posts/bodies/mine/")
    assert "/posts/bodies/mine/" not in text(client, "/posts/mine/")


# invitations and what may be taken away


def test_the_body_shows_whom_to_invite_to_copy_and_to_sign(client, cast, branch):
    party = open_party(cast)
    actions.seat_in_body(branch, person=cast.li, role="member", by=cast.liu, at=MONDAY_9AM)
    actions.seat_in_body(party, person=cast.wang, role="part_time_member", by=cast.liu, at=MONDAY_9AM)
    client.force_login(cast.liu)
    page = text(client, f"/posts/bodies/{branch.pk}/")
    assert "第1网格网格长,又是桐荫社区党组织兼职委员" in page
    assert 'data-copy="桐荫家园党支部开会请:\n李志国(委员,12栋楼栋长)\n王芳' in page
    sheet = client.get(f"/posts/bodies/{branch.pk}/export/?as=pdf")
    assert sheet["Content-Type"] == "application/pdf"
    assert sheet.content.startswith(b"%PDF")
    grid = text(client, f"/posts/bodies/grid/{cast.grid.pk}/")
    assert grid.count("<strong>") >= 3
    assert client.get(f"/posts/bodies/grid/{cast.grid.pk}/export/?as=pdf").content.startswith(b"%PDF")


def test_a_list_taken_away_runs_nothing_and_is_noted(client, cast, branch):
    actions.rename_body(branch, name="=cmd()", by=cast.liu, at=MONDAY_9AM)
    person = cast.person("=HYPERLINK(1)", "13800000051")
    actions.seat_in_body(branch, person=person, role="member", by=cast.liu, at=MONDAY_9AM)
    client.force_login(cast.liu)
    answer = client.get(f"/posts/bodies/{branch.pk}/export/")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert "'=HYPERLINK(1)" in [cell.value for cell in cells]
    assert [sheet.title for sheet in book] == ["成员", "开会时请谁"]
    assert Entry.objects.get(action="personal.read").about == person.journal_key
    assert "13800000051" not in str([cell.value for cell in cells])


# what is told


def test_nominee_proposer_and_community_are_told(cast, branch, he):
    made = proposed(cast, branch, cast.li, cast.wang)
    run_due(MONDAY_9AM)
    told = Message.objects.filter(template="posts.body_proposed")
    assert {one.to for one in told} == {cast.li, cast.wang}
    actions.decide_nominations(branch, nominations=[made[0].pk], accepted=True, by=he, at=MONDAY_10AM)
    actions.decline_nomination(made[1], by=cast.wang, at=MONDAY_10AM)
    cast.vacate("building_leader", at=MONDAY_10AM + timedelta(hours=1))
    run_due(MONDAY_10AM + timedelta(hours=1))
    assert Message.objects.get(template="posts.body_accepted").to == cast.li
    assert Message.objects.get(template="posts.body_declined").to == cast.liu
    asked = Message.objects.filter(template="posts.body_left")
    assert {one.to for one in asked} == {cast.liu, he}
    assert "李志国" not in "".join(one.words for one in asked)


def test_what_waits_for_a_decision_is_counted_for_the_desk(cast, branch, he):
    proposed(cast, branch, cast.li, cast.wang)
    assert queries.count_waiting_bodies(he, MONDAY_9AM) == (2, 1)
    assert queries.count_waiting_bodies(cast.sun, MONDAY_9AM) == (2, 1)
    assert queries.count_waiting_bodies(cast.liu, MONDAY_9AM) == (0, 0)
    put(cast, cast.next_unit, "unit_leader", cast.chen)
    assert queries.count_waiting_bodies(cast.chen, MONDAY_9AM) == (0, 0)

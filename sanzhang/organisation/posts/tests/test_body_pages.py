"""Pages of bodies: who opens them, what they show and to whom; members entered and changed (§3.1)."""

from http import HTTPStatus

import pytest

from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.posts.models import Body, BodySeat
from sanzhang.organisation.posts.tests.bodies import add_estate, colleague, note, open_branch
from sanzhang.organisation.posts.tests.members import send, text
from sanzhang.organisation.territory import actions as territory
from tests.times import MONDAY_9AM

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


# the list


def test_a_community_sees_estates_without_a_branch_and_who_can_be_proposed(client, cast, estate):
    client.force_login(cast.liu)
    page = text(client, "/posts/bodies/")
    assert f"/posts/bodies/new/?area={cast.community.pk}&amp;estate={estate.pk}" in page
    assert "登记社区党组织" in page
    branch = open_branch(cast, estate)
    page = text(client, "/posts/bodies/")
    assert f"/posts/bodies/{branch.pk}/nominate/" in page
    assert "一步提名 2 位" in page
    assert "李志国" not in page


def test_a_community_without_estates_says_what_to_do(client, cast):
    client.force_login(cast.liu)
    assert "还没有登记小区" in text(client, "/posts/bodies/")


@pytest.mark.parametrize("who", ["sun", "wu"])
def test_wider_levels_see_shares_and_no_name(client, cast, branch, who):
    actions.seat_in_body(branch, person=cast.li, role="member", by=cast.liu, at=MONDAY_9AM)
    client.force_login(getattr(cast, who))
    assert "还没有统计" in text(client, "/posts/bodies/")
    actions.count_bodies(cast.community, by=SYSTEM, at=MONDAY_9AM)
    page = text(client, "/posts/bodies/")
    assert "100%" in page
    assert "50%" in page
    assert "李志国" not in page


def test_a_city_sees_figures_of_a_community_and_no_name(client, cast, branch):
    actions.seat_in_body(branch, person=cast.li, role="member", by=cast.liu, at=MONDAY_9AM)
    cast.vacate("building_leader", at=MONDAY_9AM)
    client.force_login(cast.wu)
    page = text(client, "/posts/bodies/", area=cast.community.pk)
    assert "桐荫家园党支部" in page
    assert "李志国" not in page
    assert f"/posts/bodies/{branch.pk}/" not in page
    assert 'data-label="党员"' not in page  # of an estate with few leaders a number would be a name


def test_the_list_of_wider_levels_asks_as_often_for_many_as_for_one(
    client, cast, branch, django_assert_max_num_queries
):
    client.force_login(cast.sun)
    for number in range(2, 30):
        made = territory.add_place(
            cast.street,
            kind="community",
            name=f"{number}号社区",
            path=f"220102098{number:03d}",
            by=SYSTEM,
            at=cast.made_at,
        )
        actions.count_bodies(made, by=SYSTEM, at=MONDAY_9AM)
    with django_assert_max_num_queries(22):
        text(client, "/posts/bodies/")


def test_pages_of_a_community_ask_as_often_for_many_leaders(
    client, cast, branch, django_assert_max_num_queries
):
    client.force_login(cast.liu)
    for number in range(30):
        unit = territory.add_place(
            cast.building, kind="unit", name=f"{number + 5}单元", by=SYSTEM, at=cast.made_at
        )
        chair = actions.open_post(unit, kind="unit_leader", by=SYSTEM, at=cast.made_at)
        person = cast.person(f"某{number}", f"138001{number:05d}")
        actions.seat(chair, person=person, starts_at=cast.made_at, by=SYSTEM, at=cast.made_at)
        note(chair, person, "party_member")
    for path in ("/posts/bodies/", f"/posts/bodies/{branch.pk}/"):
        with django_assert_max_num_queries(36):
            text(client, path)


# who opens what


def test_who_has_no_business_there_sees_nothing(client, cast, branch, he):
    made = proposed(cast, branch, cast.li)[0]
    seat = actions.seat_in_body(branch, person=cast.chen, role="secretary", by=cast.liu, at=MONDAY_9AM)
    own = [
        f"/posts/bodies/{branch.pk}/",
        f"/posts/bodies/{branch.pk}/export/",
        f"/posts/bodies/{branch.pk}/decide/",
    ]
    own += [f"/posts/bodies/grid/{cast.grid.pk}/", f"/posts/bodies/grid/{cast.grid.pk}/export/"]
    kept = [f"/posts/bodies/{branch.pk}/{one}/" for one in ("nominate", "seat", "seats")]
    kept += [f"/posts/bodies/{branch.pk}/name/", f"/posts/bodies/seats/{seat.pk}/end/"]
    kept += [f"/posts/bodies/seats/{seat.pk}/change/", f"/posts/bodies/new/?area={cast.community.pk}"]
    for who in (cast.zhang, cast.wang, cast.stranger, cast.wu, cast.zheng, cast.qian, cast.zhou):
        client.force_login(who)
        for path in own + kept:
            assert client.get(path).status_code == REFUSED, (who.name, path)
        for path in (f"nominations/{made.pk}/withdraw", f"seats/{seat.pk}/cancel", f"{branch.pk}/close"):
            assert send(client, f"/posts/bodies/{path}/").status_code == REFUSED
    client.force_login(cast.sun)
    for path in own:
        assert client.get(path).status_code == OK, path
    for path in kept:
        assert client.get(path).status_code == REFUSED, path
    client.logout()
    assert "/sign-in/" in client.get(f"/posts/bodies/{branch.pk}/")["Location"]


def test_another_community_looks_like_nothing(client, cast, branch):
    made = proposed(cast, branch, cast.li)[0]
    other = territory.add_place(
        cast.street, kind="community", name="槐荫社区", path="220102098002", by=SYSTEM, at=cast.made_at
    )
    chair = actions.open_post(other, kind="community_worker", by=SYSTEM, at=cast.made_at)
    neighbour = cast.person("吕芳", "13800000041", login="lvfang")
    actions.seat(chair, person=neighbour, starts_at=cast.made_at, by=SYSTEM, at=cast.made_at)
    client.force_login(neighbour)
    for path in ("", "export/", "nominate/", "seat/", "name/", "decide/"):
        assert client.get(f"/posts/bodies/{branch.pk}/{path}").status_code == MISSING
    assert client.get(f"/posts/bodies/grid/{cast.grid.pk}/").status_code == MISSING
    assert send(client, f"/posts/bodies/nominations/{made.pk}/withdraw/").status_code == MISSING
    assert send(client, f"/posts/bodies/nominations/{made.pk}/decline/").status_code == MISSING


# opening, entering, changing


def test_a_branch_is_opened_and_its_members_are_entered(client, cast, estate):
    client.force_login(cast.liu)
    url = f"/posts/bodies/new/?area={cast.community.pk}&estate={estate.pk}"
    assert "桐荫家园党支部" in text(client, url)
    assert send(client, url, name="").status_code == WRONG
    answer = send(client, url, name="桐荫家园党支部")
    branch = Body.objects.get()
    assert answer["Location"] == f"/posts/bodies/{branch.pk}/"
    assert send(client, url, name="桐荫家园党支部").status_code == TAKEN

    seat_url = f"/posts/bodies/{branch.pk}/seat/"
    given = {"name": "许文博", "phone": "13800000031", "role": "secretary", "starts_on": "2023-05-01"}
    assert send(client, seat_url, **given).status_code == FOUND
    for wrong in ({"phone": "138"}, {"role": "part_time_member"}, {"starts_on": "2027-01-01"}, {"name": ""}):
        assert send(client, seat_url, **(given | wrong)).status_code == WRONG, wrong
    page = text(client, f"/posts/bodies/{branch.pk}/")
    assert "许文博" in page
    assert "2023年5月1日起" in page


def test_an_existing_list_is_entered_in_one_step_or_not_at_all(client, cast, branch):
    client.force_login(cast.liu)
    url = f"/posts/bodies/{branch.pk}/seats/"
    assert "照名单登记" in text(client, url)
    assert url in text(client, f"/posts/bodies/{branch.pk}/seat/")
    wrong = (
        "姓名\t手机号\t职务\n许文博\t13800000031\t书记\t2023-05-01\n郝丽萍 1380000 副书记\n13800000033 委员"
    )
    answer = send(client, url, lines=wrong)
    assert answer.status_code == WRONG
    page = answer.content.decode()
    assert "第 3 行:手机号要 11 位" in page
    assert "第 4 行:没有姓名" in page
    assert "第 2 行" not in page
    for odd in (
        "",
        "   ",
        "许文博 13800000031 兼职委员",
        "许文博 13800000031 2027-01-01",
        "许文博 13800000031 2023-13-01",
    ):
        assert send(client, url, lines=odd).status_code == WRONG, odd
    twice = "许文博 13800000031 书记\n郝丽萍 13800000032 书记"
    refused = send(client, url, lines=twice)
    assert refused.status_code == TAKEN
    assert "第 2 行郝丽萍" in refused.content.decode()
    assert not BodySeat.objects.exists()
    assert (
        send(client, url, lines="许文博,13800000031,书记,2023年5月\n张桂兰、13800000001").status_code == FOUND
    )
    seats = queries.members_of_body(branch, MONDAY_9AM)
    assert [(one.person.name, one.role, str(one.starts_on)) for one in seats] == [
        ("许文博", "secretary", "2023-05-01"),
        ("张桂兰", "member", "2026-11-23"),
    ]
    assert seats[1].person == cast.zhang


def test_a_seat_changes_ends_and_comes_back_on_screen(client, cast, branch):
    seat = actions.seat_in_body(branch, person=cast.li, role="member", by=cast.liu, at=MONDAY_9AM)
    client.force_login(cast.liu)
    for path in ("change", "end"):
        assert "李志国" in text(client, f"/posts/bodies/seats/{seat.pk}/{path}/")
    assert send(client, f"/posts/bodies/seats/{seat.pk}/change/", role="deputy").status_code == FOUND
    seat = BodySeat.objects.get(ends_on=None)
    assert send(client, f"/posts/bodies/seats/{seat.pk}/end/", words="换届").status_code == FOUND
    assert send(client, f"/posts/bodies/seats/{seat.pk}/end/").status_code == TAKEN
    assert send(client, f"/posts/bodies/seats/{seat.pk}/stay/").status_code == FOUND
    assert send(client, f"/posts/bodies/seats/{seat.pk}/keep/").status_code == FOUND
    assert send(client, f"/posts/bodies/{branch.pk}/name/", name="第一党支部").status_code == FOUND
    assert send(client, f"/posts/bodies/{branch.pk}/close/").status_code == FOUND
    assert "只能查看" in text(client, f"/posts/bodies/{branch.pk}/")

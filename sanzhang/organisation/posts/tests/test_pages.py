"""Pages of posts: what each level sees, and what can be done there."""

import uuid
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.paper.tables import read_tables
from sanzhang.foundation.paper.workbooks import Table, write_workbook
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.territory import actions as territory
from tests.times import MONDAY_9AM

OK, FOUND, MISSING = HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.NOT_FOUND
REFUSED, TAKEN, WRONG = HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY
SEAT = {"name": "陈晨", "phone": "13800000004", "way": "recommendation"}


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY_9AM)


@pytest.fixture
def vacancy(cast):
    return Post.objects.get(place=cast.next_unit)


@pytest.fixture
def elsewhere(cast):
    """A grid leader's post in the community next door."""
    community = territory.add_place(
        cast.street, kind="community", name="槐荫社区", path="220102098002", by=SYSTEM, at=cast.made_at
    )
    grid = territory.add_place(community, kind="grid", name="第1网格", by=SYSTEM, at=cast.made_at)
    post = actions.open_post(grid, kind="grid_leader", by=SYSTEM, at=cast.made_at)
    actions.seat(post, person=cast.zhao, starts_at=cast.made_at, by=SYSTEM, at=cast.made_at)
    return post


def send(client, url, **fields):
    return client.post(url, fields | {"idempotency_key": uuid.uuid4().hex})


def text(client, url, **query):
    answer = client.get(url, query)
    assert answer.status_code == OK, url
    return answer.content.decode()


def test_the_community_is_a_tree_with_gaps_and_their_next_step(client, cast, vacancy):
    client.force_login(cast.liu)
    whole = text(client, "/posts/")
    page = whole[whole.index('class="tree"') :]

    assert page.index("第1网格") < page.index("12栋") < page.index("张桂兰") < page.index("2单元")
    assert f"/posts/{vacancy.pk}/seat/" in page
    assert "单元长空缺 1 个月" in page
    assert "截至 2026年11月23日 09:00" in whole


@pytest.mark.parametrize(
    ("who", "seen"), [("sun", "桐荫社区"), ("wu", "南关区"), ("wang", "12栋"), ("zhang", "1单元")]
)
def test_every_level_drills_down_from_its_own_area(client, cast, who, seen):
    client.force_login(getattr(cast, who))
    assert seen in text(client, "/posts/")


def test_the_system_s_keepers_see_posts_without_names(client, cast):
    for who in (cast.qian, cast.zheng, cast.zhou):
        client.force_login(who)
        for url in (f"/posts/?area={cast.grid.pk}", "/posts/?q=12栋", f"/posts/{cast.unit_post.pk}/"):
            page = text(client, url)
            assert "张桂兰" not in page
            assert "张**" in page


def test_without_a_post_there_is_nothing_to_see(client, cast):
    assert client.get("/posts/")["Location"].startswith("/sign-in/")
    client.force_login(cast.stranger)
    for url in ("/posts/", "/posts/export/", f"/posts/{cast.unit_post.pk}/", "/posts/import/"):
        assert client.get(url).status_code == REFUSED


def test_what_lies_outside_is_as_if_it_were_not_there(client, cast, elsewhere):
    client.force_login(cast.liu)
    tenure = elsewhere.tenures.get()
    for url in (f"/posts/{elsewhere.pk}/", f"/posts/{elsewhere.pk}/seat/", f"/posts/tenure/{tenure.pk}/end/"):
        assert client.get(url).status_code == MISSING
    for url in (f"/posts/{elsewhere.pk}/seat/", f"/posts/{elsewhere.pk}/phone/"):
        assert send(client, url, **SEAT, purpose="work").status_code == MISSING
    for verb in ("end", "cancel", "stay"):
        assert send(client, f"/posts/tenure/{tenure.pk}/{verb}/", reason="moved").status_code == MISSING
    assert "没有符合的岗位" in text(client, "/posts/", q="赵强")
    assert "赵强" not in text(client, f"/posts/?area={elsewhere.place_id}&as=list")
    assert client.get(f"/posts/import/template/{elsewhere.community_id}/").status_code == MISSING


@pytest.mark.parametrize(
    "query", ["area=x", "area=9" * 9, "after=~", "kind=x&state=y", "q=%00'", "page=-1", "as=list"]
)
def test_odd_questions_get_an_answer(client, cast, query):
    client.force_login(cast.liu)
    assert client.get(f"/posts/?{query}").status_code == OK


def test_a_vacancy_is_filled_and_the_page_says_so(client, cast, vacancy):
    client.force_login(cast.liu)
    assert "安排人选" in text(client, f"/posts/{vacancy.pk}/")
    answer = send(client, f"/posts/{vacancy.pk}/seat/", **SEAT, show_name="on", entered_for=str(cast.wang.pk))

    assert answer["Location"] == f"/posts/{vacancy.pk}/"
    page = text(client, f"/posts/{vacancy.pk}/")
    assert "陈晨" in page
    assert "刘敏 代 王芳 登记" in page
    assert "撤销这次安排" in page
    assert Person.objects.count() == 12


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"phone": "138"}, "手机号要 11 位数字"),
        ({"name": ""}, "请写姓名"),
        ({"way": "acting"}, "请写明原因"),
        ({"way": "acting", "reason": "住院"}, "请写代理到哪天为止"),
        ({"starts_on": "2026-11-01"}, "已经过去"),
        ({"starts_on": "2026-12-05", "ends_on": "2026-12-05"}, "到期的日子要在上岗以后"),
        ({"way": "rotation"}, "请在给出的几项里选"),
        ({"entered_for": "1"}, "请在给出的几项里选"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(client, cast, vacancy, given, words):
    client.force_login(cast.liu)
    answer = send(client, f"/posts/{vacancy.pk}/seat/", **(SEAT | given))

    assert answer.status_code == WRONG
    assert words in answer.content.decode()
    assert SEAT["name"] in answer.content.decode() or not given.get("name", "x")
    assert not vacancy.tenures.exists()


def test_a_number_tells_nothing_of_whose_it_is(client, cast, vacancy):
    client.force_login(cast.liu)
    send(client, f"/posts/{vacancy.pk}/seat/", **(SEAT | {"name": "何平"}))
    assert "陈晨" not in text(client, f"/posts/{vacancy.pk}/")
    assert Person.objects.count() == 13


def test_only_the_level_above_fills_an_office(client, cast):
    url = f"/posts/{cast.community_post.pk}/seat/"
    client.force_login(cast.liu)
    assert client.get(url).status_code == REFUSED
    client.force_login(cast.sun)
    assert client.get(url).status_code == OK
    assert send(client, url, **(SEAT | {"way": "appointment"})).status_code == FOUND
    assert queries.who_held(cast.community_post, MONDAY_9AM).person == cast.chen
    assert client.get(f"/posts/{cast.unit_post.pk}/seat/").status_code == REFUSED


def test_leaving_and_taking_it_back(client, cast):
    client.force_login(cast.liu)
    tenure = cast.tenures["unit_leader"].pk
    assert "6 户" in text(client, f"/posts/tenure/{tenure}/end/")
    assert send(client, f"/posts/tenure/{tenure}/end/", reason="moved").status_code == FOUND
    page = text(client, f"/posts/{cast.unit_post.pk}/")
    assert "空缺,已有 不到 1 天" in page
    assert "张桂兰没有离岗" in page
    assert send(client, f"/posts/tenure/{tenure}/stay/").status_code == FOUND
    assert queries.who_held(cast.unit_post, MONDAY_9AM).person == cast.zhang
    assert send(client, f"/posts/tenure/{tenure}/stay/").status_code == TAKEN


def test_a_wrong_seating_is_taken_back_from_the_page(client, cast, vacancy):
    client.force_login(cast.liu)
    send(client, f"/posts/{vacancy.pk}/seat/", **SEAT)
    tenure = vacancy.tenures.get()
    assert send(client, f"/posts/tenure/{tenure.pk}/cancel/").status_code == FOUND
    page = text(client, f"/posts/{vacancy.pk}/")
    assert "安排人选" in page
    assert "已经撤销的 1 次" in page
    assert send(client, f"/posts/tenure/{tenure.pk}/cancel/").status_code == MISSING


def test_a_phone_is_shown_for_a_purpose_and_noted_first(client, cast):
    client.force_login(cast.wang)
    url = f"/posts/{cast.unit_post.pk}/"
    assert "13800000001" not in text(client, url)
    assert send(client, f"{url}phone/", purpose="").status_code == WRONG
    assert not Entry.objects.filter(action="personal.read").exists()

    answer = send(client, f"{url}phone/", purpose="urgent")
    assert "13800000001" in answer.content.decode()
    entry = Entry.objects.get(action="personal.read")
    assert (entry.about, entry.facts["fields"], entry.facts["purpose"]) == (
        cast.zhang.journal_key,
        "phone",
        "有急事",
    )
    for who in (cast.qian, cast.zheng, cast.zhou, cast.wu):
        client.force_login(who)
        assert send(client, f"{url}phone/", purpose="work").status_code == REFUSED


def test_a_list_taken_away_has_no_phone_and_every_name_is_noted(client, cast):
    client.force_login(cast.liu)
    answer = client.get("/posts/export/?kind=unit_leader")
    rows = [row.texts for row in read_tables(answer.content, "x.xlsx")[0].rows]

    assert list(rows[0][:3]) == ["岗位", "所在", "姓名"]
    assert [row[2] for row in rows[1:]] == ["张桂兰", "", ""]
    assert "13800000001" not in str(rows)
    assert Entry.objects.get(action="personal.read").about == cast.zhang.journal_key
    printed = client.get("/posts/export/?as=pdf")
    assert printed.content[:5] == b"%PDF-"
    client.force_login(cast.qian)
    assert "张桂兰" not in str(
        [row.texts for row in read_tables(client.get("/posts/export/").content, "x.xlsx")[0].rows]
    )


def test_bulk_seating_on_screen(client, cast):
    client.force_login(cast.liu)
    heads = ("岗位", "网格", "楼栋", "单元", "姓名", "手机号")
    good = ("网格长", "2", "", "", "周明", "13800001001")

    def upload(*rows):
        file = SimpleUploadedFile("三长.xlsx", write_workbook([Table("三长", heads, rows)]))
        return send(client, "/posts/import/", community=cast.community.pk, file=file)

    faulty = upload(good, ("网格长", "9", "", "", "何平", "13800001009"))["Location"]
    page = client.get(faulty)
    assert page.status_code == WRONG
    assert "没有导入任何一行" in page.content.decode()
    assert client.get(f"{faulty}faults/").status_code == OK

    url = upload(good)["Location"]
    page = text(client, url)
    digest = page.partition('name="digest" value="')[2].partition('"')[0]
    assert len(digest) == 64
    assert send(client, url, digest="x").status_code == TAKEN
    assert not Tenure.objects.filter(post__place=cast.other_grid).exists()
    assert send(client, url, digest=digest).status_code == FOUND
    assert Tenure.objects.get(post__place=cast.other_grid).person.name == "周明"
    assert "完全一样" in text(client, url)
    client.force_login(cast.sun)
    assert client.get(url).status_code == REFUSED


def test_the_template_is_noted_name_by_name(client, cast):
    client.force_login(cast.liu)
    assert client.get(f"/posts/import/template/{cast.community.pk}/").status_code == OK
    assert Entry.objects.filter(action="personal.read").count() == 4


def test_missing_posts_are_opened_by_a_button(client, cast):
    client.force_login(cast.liu)
    territory.add_place(cast.grid, kind="building", name="13栋", by=SYSTEM, at=MONDAY_9AM - timedelta(days=1))
    assert send(client, f"/posts/open/{cast.community.pk}/").status_code == FOUND
    assert Post.objects.filter(place__name="13栋").exists()


def test_a_page_asks_as_often_for_few_as_for_many(client, cast, django_assert_max_num_queries):
    client.force_login(cast.liu)
    for number in range(40):
        unit = territory.add_place(
            cast.building, kind="unit", name=f"{number + 3}单元", by=SYSTEM, at=cast.made_at
        )
        actions.open_post(unit, kind="unit_leader", by=SYSTEM, at=cast.made_at)
    for url in ("/posts/", "/posts/?state=vacant", "/posts/?as=list"):
        with django_assert_max_num_queries(26):
            client.get(url)

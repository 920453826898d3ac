"""Pages of workers: who opens them, what they show, what a press does."""

import io
import uuid
from datetime import timedelta
from http import HTTPStatus

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanzhang.foundation.calendar.rules import local_date
from sanzhang.foundation.journal.models import Entry
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.selection import actions, queries, rules
from sanzhang.organisation.selection.models import Candidate, Procedure
from tests.times import MONDAY_9AM

OK, FOUND, MISSING = HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.NOT_FOUND
REFUSED, WRONG, CONFLICT = HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.CONFLICT


@pytest.fixture(autouse=True)
def now(monkeypatch):
    clock = {"at": MONDAY_9AM}
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock["at"])
    return clock


@pytest.fixture
def at(client, now, world):
    """Sign in as somebody, at the world's time."""

    def sign_in(person):
        now["at"] = world.at
        client.force_login(person)
        return client

    return sign_in


def send(client, url, **fields):
    return client.post(url, fields | {"idempotency_key": uuid.uuid4().hex})


def text(answer):
    return answer.content.decode()


def test_one_press_from_a_vacancy_begins_a_call(world, at):
    client = at(world.liu)
    answer = send(client, f"/selection/new/{world.vacancy.pk}/")

    procedure = Procedure.objects.get()
    assert (answer.status_code, answer["Location"]) == (FOUND, f"/selection/run/{procedure.pk}/")
    assert (procedure.way, procedure.owner) == (rules.ELECTION, world.liu)
    page = text(client.get(answer["Location"]))
    assert "12栋2单元单元长" in page
    assert "征集人选" in page


def test_a_second_press_says_that_one_runs(world, at):
    client = at(world.liu)
    send(client, f"/selection/new/{world.vacancy.pk}/")

    answer = send(client, f"/selection/new/{world.vacancy.pk}/")

    assert answer.status_code == CONFLICT
    assert "已经有一次选任在办" in text(answer)
    assert Procedure.objects.count() == 1


def test_a_vacancy_names_its_next_step(world):
    step = posts.next_steps([world.vacancy], world.liu, world.at)[world.vacancy.pk]
    assert (step.words, step.url, step.is_button) == ("开始征集", f"/selection/new/{world.vacancy.pk}/", True)
    assert not posts.next_steps([world.vacancy], world.sun, world.at)

    procedure = world.call()

    step = posts.next_steps([world.vacancy], world.liu, world.at)[world.vacancy.pk]
    assert (step.words, step.url, step.is_button) == (
        "正在征集,11月27日截止",
        f"/selection/run/{procedure.pk}/",
        False,
    )
    assert Post.objects.filter(posts.is_under_way(world.at)).get() == world.vacancy


def test_all_vacant_unit_posts_of_a_grid_are_called_in_one_step_each_with_its_answer(world, at, monkeypatch):
    world.cast.vacate("unit_leader", at=world.at)
    client = at(world.liu)
    page = text(client.get(f"/selection/grid/{world.cast.grid.pk}/"))
    assert "12栋1单元单元长" in page
    assert "12栋2单元单元长" in page
    assert "20栋" not in page

    posted = {"chairs": [world.vacancy.pk, world.cast.unit_post.pk], "way": rules.ELECTION}
    answer = client.post(
        f"/selection/grid/{world.cast.grid.pk}/", posted | {"idempotency_key": uuid.uuid4().hex}
    )

    assert "2 个岗位开始征集了" in text(answer)
    assert Procedure.objects.count() == 2


def test_of_many_one_that_cannot_be_called_holds_up_no_other(world):
    done = actions.call_many(
        [world.vacancy, world.cast.unit_post], way=rules.ELECTION, by=world.liu, at=world.at
    )

    assert [one.procedure is not None for one in done] == [True, False]
    assert "这个岗位有人" in done[1].words


def test_strangers_see_nothing_and_other_places_are_missing(world, at):
    procedure = world.published()
    one = procedure.candidates.get()
    objection = actions.object_to(procedure, candidate=one, words="甲", by=world.cast.chen, at=world.at)
    addresses = [
        f"/selection/run/{procedure.pk}/",
        f"/selection/run/{procedure.pk}/call-off/",
        f"/selection/run/{procedure.pk}/sheet/call/",
        f"/selection/candidate/{one.pk}/",
        f"/selection/objection/{objection.pk}/",
    ]
    far = _far_worker(world)

    client = at(world.cast.stranger)
    assert {client.get(address).status_code for address in addresses} == {REFUSED, MISSING}
    client = at(far)
    assert {client.get(address).status_code for address in addresses} == {MISSING}
    client = at(world.cast.zhang)
    assert client.get(addresses[0]).status_code == MISSING  # of another unit


def _far_worker(world):
    from sanzhang.foundation.permission import SYSTEM
    from sanzhang.organisation.posts import actions as post_actions
    from sanzhang.organisation.territory import actions as territory

    there = territory.add_place(
        world.cast.street,
        kind="community",
        name="槐安社区",
        path="220102098002",
        by=SYSTEM,
        at=world.cast.made_at,
    )
    person = world.cast.person("邻人", "13800000077", login="linren")
    post = post_actions.open_post(there, kind="community_worker", by=SYSTEM, at=world.cast.made_at)
    post_actions.seat(post, person=person, starts_at=world.cast.made_at, by=SYSTEM, at=world.cast.made_at)
    return person


def test_the_whole_way_by_the_pages(world, at):
    client = at(world.liu)
    base = f"/selection/run/{world.call().pk}/"
    answer = send(
        client,
        f"{base}nominate/",
        source="organisation",
        name="丁香",
        phone="13911112222",
        opinion="热心",
        signed_by="桐荫社区党委",
        kinds=["veteran"],
        agrees="on",
    )
    one = Candidate.objects.get()
    assert answer["Location"] == f"/selection/candidate/{one.pk}/"
    page = text(client.get(answer["Location"]))
    assert "退转军人" in page
    assert "13911112222" not in page
    assert "13911112222" in text(send(client, f"/selection/candidate/{one.pk}/phone/", purpose="核实人选"))
    assert send(client, f"/selection/candidate/{one.pk}/accept/").status_code == WRONG
    assert (
        send(client, f"/selection/candidate/{one.pk}/accept/", checked="on", agrees="on").status_code == FOUND
    )
    world.to(Procedure.objects.get().due_at)
    client = at(world.liu)
    assert send(client, f"{base}publish/").status_code == FOUND
    world.to(Procedure.objects.get().due_at)
    client = at(world.he)
    answer = send(client, f"{base}decide/", candidate=one.pk, opinion="同意", signed_by="社区党委")
    assert answer.status_code == FOUND
    day = (world.at + timedelta(days=9)).date().isoformat()
    answer = send(client, f"{base}hand-in/", starts_on=day, until="2029-12-01")
    assert answer.status_code == FOUND
    page = text(client.get(base))
    assert "等备案" in page
    assert "丁香" in page


def test_a_step_that_does_not_fit_says_so_and_keeps_what_was_typed(world, at):
    procedure = world.call()
    client = at(world.liu)

    answer = send(client, f"/selection/run/{procedure.pk}/call-again/", words="想重来")

    assert answer.status_code == CONFLICT
    assert "现在是“征集人选”" in text(answer)
    assert "想重来" in text(answer)


def test_steps_of_others_are_missing(world, at):
    procedure = world.to_choice()
    client = at(world.sun)

    assert client.get(f"/selection/run/{procedure.pk}/call-off/").status_code == MISSING
    assert client.get(f"/selection/run/{procedure.pk}/nothing/").status_code == MISSING
    assert client.get(f"/selection/run/{procedure.pk}/decide/").status_code == OK


def test_who_stands_reads_no_objection(world, at):
    procedure = world.call()
    own = world.put(procedure, name="何静", phone="13800000021")
    world.accept(own)
    world.to(procedure.due_at)
    actions.publish(procedure, by=world.liu, at=world.at)
    objection = actions.object_to(procedure, candidate=own, words="暗号八八", by=world.cast.chen, at=world.at)
    client = at(world.he)

    assert "暗号八八" not in text(client.get(f"/selection/run/{procedure.pk}/"))
    assert client.get(f"/selection/objection/{objection.pk}/").status_code == MISSING
    client = at(world.liu)
    assert "暗号八八" in text(client.get(f"/selection/objection/{objection.pk}/"))
    assert Entry.objects.filter(action="personal.read", on_id=objection.pk).exists()


def test_the_list_is_filtered_counted_and_taken_as_shown(world, at):
    first = world.published()
    world.cast.vacate("unit_leader", at=world.at)
    second = world.call(rules.SELF_NOMINATION, world.cast.unit_post)
    client = at(world.liu)

    page = text(client.get("/selection/?stage=publication"))
    assert f"/selection/run/{first.pk}/" in page
    assert f"/selection/run/{second.pk}/" not in page
    assert f"/selection/run/{second.pk}/" in text(client.get("/selection/?way=self_nomination"))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get("/selection/export/?stage=publication"))))
    rows = list(book.active.values)
    assert [row[0] for row in rows] == ["岗位", "12栋2单元单元长"]


def test_the_list_asks_no_query_a_line(world, at):
    world.published()
    world.cast.vacate("unit_leader", at=world.at)
    client = at(world.liu)
    client.get("/selection/")
    with CaptureQueriesContext(connection) as one:
        client.get("/selection/")
    world.call(rules.SELF_NOMINATION, world.cast.unit_post)
    with CaptureQueriesContext(connection) as two:
        client.get("/selection/")

    assert len(one) == len(two)


@pytest.mark.parametrize("which", ["call", "support", "publication", "result"])
def test_each_stage_has_its_sheet(world, at, which):
    procedure = world.filed(world.decided()) if which == "result" else world.published(rules.ELECTION)
    client = at(world.liu)

    answer = client.get(f"/selection/run/{procedure.pk}/sheet/{which}/")

    assert (answer.status_code, answer.content[:5]) == (OK, b"%PDF-")


def test_sheets_that_are_not_due_are_missing(world, at):
    procedure = world.call()
    client = at(world.liu)

    assert client.get(f"/selection/run/{procedure.pk}/sheet/publication/").status_code == MISSING


def test_the_year_and_the_desk_know_what_waits(world):
    procedure = world.to_choice()
    day = local_date(procedure.due_at)

    (coming,) = queries.coming(
        world.liu, world.cast.community.path, since=day, until=day + timedelta(days=1), at=world.at
    )
    assert (coming.on, coming.url) == (day, f"/selection/run/{procedure.pk}/")
    assert [one.words for one in queries.to_do(world.liu, world.at)] == ["12栋2单元单元长:请确定人选"]
    assert queries.to_do(world.cast.zhang, world.at) == []


def calls(unit, at):
    return [one for one in posts.openings_of(unit, at) if one.url.startswith("/selection/")]


def test_a_units_page_invites_to_what_one_may_do(world):
    procedure = world.call(rules.SELF_NOMINATION)

    (opening,) = calls(world.cast.next_unit, world.at)

    assert opening.url == f"/selection/{procedure.token}/"
    assert opening.words == "12栋2单元单元长正在征集人选,可以自荐,12月1日截止"
    assert calls(world.cast.unit, world.at) == []

"""Pages of the division: who sees and does what, drafts, options, changes by hand, decisions, papers."""

import uuid
from http import HTTPStatus

import pytest

from sanzhang.foundation.paper.tables import read_tables
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.division import actions, queries, rules
from sanzhang.organisation.division.models import Draft, Option, OptionBuilding, OptionGrid
from sanzhang.organisation.division.tests.conftest import EFFECT_DAY
from sanzhang.organisation.territory import actions as territory
from tests.times import MONDAY_9AM

OK, FOUND, MISSING = HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.NOT_FOUND
REFUSED, UNPROCESSABLE, CONFLICT = HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.CONFLICT
NOT_THAT_WAY = HTTPStatus.METHOD_NOT_ALLOWED
HTMX = {"headers": {"HX-Request": "true"}}
WEIGHTS = {f"weight_{term}": "1" for term in rules.TERMS}
WISH = WEIGHTS | {"fewest": "10", "most": "46", "wished_grids": ""}


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY_9AM)


@pytest.fixture
def option(world):
    """A plan that takes two buildings from each grid of today into a third; lawful."""
    return world.option(world.propose("11112 22233"))


def send(client, url, *, htmx=False, **fields):
    return client.post(url, fields | {"idempotency_key": uuid.uuid4().hex}, **(HTMX if htmx else {}))


def change(client, option, verb, **fields):
    now = Option.objects.get(pk=option.pk)
    return send(client, f"/division/option/{option.pk}/{verb}/", version=now.version, **fields)


def text(answer):
    return answer.content.decode()


def start(client, world, **more):
    return send(client, f"/division/{world.community.pk}/", **(WISH | more))


# who sees what


def paths(world, option):
    draft = option.draft_id
    return [
        "/division/",
        f"/division/{world.community.pk}/",
        f"/division/draft/{draft}/",
        *(f"/division/option/{option.pk}/{page}" for page in ("", "map.json", "print/", "export/")),
    ]


@pytest.mark.parametrize("who", ["liu", "sun", "wu"])
def test_offices_of_the_area_read_every_page(client, world, option, who):
    client.force_login(getattr(world, who))
    for path in paths(world, option):
        assert client.get(path, follow=True).status_code == OK, path


@pytest.mark.parametrize("who", ["zhang", "wang", "stranger", "zheng"])
def test_leaders_and_strangers_see_no_plan(client, world, option, who):
    client.force_login(getattr(world, who))
    for path in paths(world, option):
        assert client.get(path).status_code == REFUSED, path


def test_who_is_not_signed_in_is_sent_to_sign_in(client, world, option):
    for path in paths(world, option):
        assert client.get(path)["Location"].startswith("/sign-in/"), path


def test_a_community_elsewhere_is_not_there(client, world, option):
    other = territory.add_place(
        world.street, kind="community", name="槐荫社区", path="220102098002", by=SYSTEM, at=world.made_at
    )
    neighbour = world.cast.person("邻居", "13800000077", login="linju")
    world.cast._fill(other, "community_worker", neighbour)
    client.force_login(neighbour)
    for path in paths(world, option)[1:]:
        assert client.get(path).status_code == MISSING, path
    for verb in ("move", "undo", "lock", "unlock", "name", "solve", "prove", "choose"):
        assert change(client, option, verb).status_code == MISSING, verb
    for verb in ("sign", "take-back", "withdraw"):
        assert send(client, f"/division/draft/{option.draft_id}/{verb}/").status_code == MISSING, verb


@pytest.mark.parametrize("who", ["zhang", "stranger", "sun", "wu"])
def test_only_the_community_changes_a_plan(client, world, option, who):
    client.force_login(getattr(world, who))
    for verb in ("move", "undo", "lock", "unlock", "name", "solve", "prove", "choose"):
        assert change(client, option, verb, building=world.buildings[0].pk, to=2).status_code == REFUSED, verb
    for verb in ("sign", "take-back", "withdraw"):
        assert send(client, f"/division/draft/{option.draft_id}/{verb}/").status_code == REFUSED, verb
    assert start(client, world).status_code == REFUSED
    assert world.drawn(option) == "1111222233"


def test_who_only_reads_is_offered_no_button(client, world, option):
    client.force_login(world.sun)

    shown = text(client.get(f"/division/option/{option.pk}/"))

    assert "移过去" not in shown
    assert "data-movable" not in shown
    assert "起草新的一稿" not in text(client.get(f"/division/{world.community.pk}/"))


def test_a_change_needs_to_be_sent(client, world, option):
    client.force_login(world.liu)
    for verb in ("move", "undo", "lock", "unlock", "name", "solve", "prove", "choose"):
        assert client.get(f"/division/option/{option.pk}/{verb}/").status_code == NOT_THAT_WAY


# drafts


def test_a_community_without_places_on_the_map_is_told_so(client, cast):
    client.force_login(cast.liu)

    shown = text(client.get(f"/division/{cast.community.pk}/"))

    assert "楼栋都没有经纬度" in shown
    assert "开始计算" not in shown


def test_a_draft_is_started_followed_and_compared(client, world):
    client.force_login(world.liu)

    went = start(client, world, weight_estates="5", weight_roads="0")
    draft = Draft.objects.get()
    assert went["Location"] == f"/division/draft/{draft.pk}/"
    assert draft.weights["estates"] == 5
    waiting = text(client.get(went["Location"]))
    assert "every 2s" in waiting
    world.work()
    refreshed = client.get(went["Location"], **HTMX)
    assert refreshed["HX-Refresh"] == "true"
    shown = text(client.get(went["Location"]))

    assert "比一比" in shown
    assert "每格户数" in shown
    assert "重视小区不拆开;不考虑不跨大马路" in shown
    assert shown.count("plan_drawing") == Option.objects.filter(draft=draft).count()


def test_a_start_that_makes_no_sense_is_told_and_keeps_what_was_typed(client, world):
    client.force_login(world.liu)

    answer = start(client, world, fewest="700", most="400", weight_moved="5")

    assert answer.status_code == UNPROCESSABLE
    assert "比最少的 700 户还少" in text(answer)
    assert '<option value="5" selected>' in text(answer)
    assert not Draft.objects.exists()


def test_where_no_plan_can_exist_the_arithmetic_is_shown_with_the_nearest_plan(client, world):
    client.force_login(world.liu)
    start(client, world, fewest="40", most="50")
    world.work()

    shown = text(client.get(f"/division/draft/{Draft.objects.get().pk}/"))

    assert "为什么没有完全符合规定的方案" in shown
    assert "66 户" in shown
    assert "不符合规定" in shown


def test_the_lists_show_drafts_with_their_state(client, world, option):
    client.force_login(world.sun)

    assert "第1稿" in text(client.get("/division/", follow=True))
    assert "可以修改" in text(client.get(f"/division/{world.community.pk}/"))


# changes by hand


def test_a_building_is_moved_and_every_rule_is_told_anew(client, world, option):
    client.force_login(world.liu)

    went = change(client, option, "move", building=world.buildings[0].pk, to=2)

    assert went.status_code == FOUND
    assert world.drawn(option) == "2111222233"
    shown = text(client.get(f"/division/option/{option.pk}/", **HTMX))
    assert "<html" not in shown
    assert "每个网格不少于 10 户" in shown
    assert "plan-places" in shown
    assert "12栋移到" in shown


def test_many_buildings_go_into_a_new_grid_with_a_name(client, world, option):
    client.force_login(world.liu)

    change(client, option, "move", building=[one.pk for one in world.buildings[:2]], to=0, name="东片网格")

    assert world.drawn(option) == "4411222233"
    assert OptionGrid.objects.get(option=option, number=4).name == "东片网格"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"to": "2"}, "还没有选楼栋"),
        ({"building": "first"}, "还没有选移到哪个网格"),
        ({"building": "first", "to": "9"}, "没有这个网格"),
        ({"building": "77", "to": "2"}, "不在这个方案里"),
        ({"building": "first", "to": "1"}, "已经在这个网格里"),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_what_cant_be_moved_is_told_and_stays_chosen(client, world, option, fields, words, htmx):
    client.force_login(world.liu)
    first = str(world.buildings[0].pk)
    fields = {name: first if value == "first" else value for name, value in fields.items()}

    answer = change(client, option, "move", htmx=htmx, **fields)

    assert answer.status_code == UNPROCESSABLE
    assert words in text(answer)
    assert world.drawn(option) == "1111222233"
    if fields.get("building") == first:
        assert f'name="building" value="{first}" checked' in text(answer)


def test_who_comes_second_is_told_and_sees_the_newest_state(client, world, option):
    client.force_login(world.liu)
    old = Option.objects.get(pk=option.pk).version
    change(client, option, "move", building=world.buildings[0].pk, to=2)

    url = f"/division/option/{option.pk}/move/"
    answer = send(client, url, version=old, building=world.buildings[1].pk, to=2)

    assert answer.status_code == CONFLICT
    assert "刚才有人改了这个方案" in text(answer)
    assert world.drawn(option) == "2111222233"


def test_a_move_sent_twice_is_done_once(client, world, option):
    client.force_login(world.liu)
    version = Option.objects.get(pk=option.pk).version
    fields = {
        "version": version,
        "building": world.buildings[0].pk,
        "to": 0,
        "idempotency_key": uuid.uuid4().hex,
    }

    for _ in range(2):
        assert client.post(f"/division/option/{option.pk}/move/", fields).status_code == FOUND

    assert OptionGrid.objects.filter(option=option).count() == 4


def test_a_step_is_taken_back(client, world, option):
    client.force_login(world.liu)
    change(client, option, "move", building=world.buildings[0].pk, to=2)

    change(client, option, "undo")

    assert world.drawn(option) == "1111222233"
    assert "没有可以撤销的改动" in text(change(client, option, "undo"))


def test_what_is_locked_stays(client, world, option):
    client.force_login(world.liu)
    first = world.buildings[0].pk
    change(client, option, "lock", building=first)
    change(client, option, "lock", grid=3)

    assert OptionBuilding.objects.get(option=option, building=first).is_locked
    assert OptionGrid.objects.get(option=option, number=3).is_sealed
    assert "已经锁定" in text(change(client, option, "move", building=first, to=2))
    change(client, option, "unlock", grid=3, building=first)
    assert not OptionGrid.objects.get(option=option, number=3).is_sealed
    assert OptionBuilding.objects.get(
        option=option, building=first
    ).is_locked  # the grid's button means the grid


def test_a_new_grid_gets_its_name(client, world, option):
    client.force_login(world.liu)
    change(client, option, "name", grid=3, name="西片网格")

    assert "西片网格" in text(client.get(f"/division/option/{option.pk}/"))


def test_the_rest_is_solved_again_around_the_locks(client, world, option):
    client.force_login(world.liu)
    change(client, option, "lock", building=world.buildings[0].pk)

    change(client, option, "solve")
    assert "正在重新计算" in text(client.get(f"/division/option/{option.pk}/"))
    world.work()

    shown = text(client.get(f"/division/option/{option.pk}/"))
    assert "正在重新计算" not in shown
    assert "重新计算" in shown


def test_the_list_of_a_grid_works_without_a_map(client, world, option):
    client.force_login(world.liu)

    shown = text(client.get(f"/division/option/{option.pk}/?grid=2"))

    assert shown.count('form="move" name="building"') == 4
    assert "现在在" in shown


# decisions


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


# papers


def test_the_print_names_every_building(client, world, option):
    client.force_login(world.liu)

    shown = text(client.get(f"/division/option/{option.pk}/print/"))

    assert all(building.name in shown for building in world.buildings)
    assert "plan_drawing" in shown


def test_the_table_says_for_each_building_where_it_goes(client, world, option):
    client.force_login(world.liu)

    answer = client.get(f"/division/option/{option.pk}/export/")
    sheets = read_tables(answer.content, "方案.xlsx")

    rows = [row.values if hasattr(row, "values") else row for row in sheets[0].rows]
    assert len(rows) >= len(world.buildings)
    assert len(sheets) == 3


# weight


@pytest.mark.parametrize(
    "path", ["option/{option}/?grid=2", "draft/{draft}/", "{community}/", "draft/{draft}/sign/"]
)
def test_no_page_asks_more_than_thirty_times(client, world, option, path, django_assert_max_num_queries):
    actions.choose(option, by=world.liu, at=MONDAY_9AM)
    for name in ("甲", "乙", "丙"):
        actions.propose(
            world.community,
            name=name,
            numbers=world.numbers(),
            draft=Draft.objects.get(),
            by=world.liu,
            at=MONDAY_9AM,
        )
    client.force_login(world.liu)
    url = "/division/" + path.format(option=option.pk, draft=option.draft_id, community=world.community.pk)
    client.get(url)

    with django_assert_max_num_queries(30):
        assert client.get(url).status_code == OK


def test_the_map_is_open_to_other_programs(client, world, option):
    client.force_login(world.liu)

    found = client.get(f"/division/option/{option.pk}/map.json").json()

    assert len([one for one in found["features"] if one["properties"]["kind"] == "building"]) == 10
    assert queries.geojson(option)["type"] == "FeatureCollection"

"""The pages of the catalogue: read by every level, edited by the city, tried on the bench."""

from uuid import uuid4

import pytest
import time_machine

from sanzhang.duties.catalogue import queries
from tests.times import MONDAY_10AM


@pytest.fixture
def see(client):
    def get(url, person=None):
        client.logout()
        if person is not None:
            client.force_login(person)
        with time_machine.travel(MONDAY_10AM, tick=False):
            return client.get(url)

    return get


@pytest.fixture
def send(client):
    def post(url, person, **fields):
        client.force_login(person)
        with time_machine.travel(MONDAY_10AM, tick=False):
            return client.post(url, {"idempotency_key": uuid4().hex, **fields})

    return post


def typed(code, **more):
    kind = queries.by_code(code)
    names = ("name", "group", "topic", "urgency", "first_rung", "taken_by", "department", "done_when")
    return {name: getattr(kind, name) for name in names} | {"words": " ".join(kind.words)} | rows() | more


def test_a_leader_finds_a_kind_and_reads_when_it_is_done(cast, see):
    assert "电梯故障" in see("/kinds/?q=电梯", cast.zhang).content.decode()

    page = see("/kinds/S0103/", cast.zhang).content.decode()
    assert "恢复运行并公示检验合格" in page
    assert "有人困在里面吗" in page
    assert "修改" not in page


def test_the_list_is_taken_away_as_it_is_narrowed(cast, see):
    assert see("/kinds/?q=电梯&as=xlsx", cast.liu)["Content-Type"].endswith("sheet")


@pytest.mark.parametrize("url", ["/kinds/", "/kinds/S0103/", "/kinds/bench/", "/kinds/rules/", "/kinds/new/"])
def test_it_is_closed_to_the_public_and_to_strangers(cast, see, url):
    assert see(url).status_code == 302
    assert see(url, cast.stranger).status_code == 403


def test_only_the_city_edits(cast, see, send):
    assert see("/kinds/S0103/edit/", cast.liu).status_code == 403
    assert send("/kinds/S0103/close/", cast.liu).status_code == 403


def rows(*questions, more=0):
    """Return the fields of the rows of questions, as a browser sends them."""
    sent = {"question-TOTAL_FORMS": len(questions) + more, "question-INITIAL_FORMS": 0}
    for number, row in enumerate(questions):
        sent |= {f"question-{number}-{name}": value for name, value in row.items()}
    return sent


def test_what_the_city_types_is_kept(cast, send, see):
    asked = rows(
        {"words": "现在", "answer": "choice", "choices": "亮 不亮", "ORDER": 2},
        {"words": "几楼", "answer": "number", "is_needed": "on", "ORDER": 1},
        {"words": "不问了", "answer": "text", "DELETE": "on"},
        {"words": "", "answer": "text"},
    )
    clocks = {"clock-amount_unit_leader": 12, "clock-unit_unit_leader": "hours"}
    clocks |= {"clock-amount_": 3, "clock-unit_": "days"}

    answer = send("/kinds/S0101/edit/", cast.wu, **(typed("S0101") | clocks | asked))

    assert answer.status_code == 302
    page = see("/kinds/S0101/", cast.wu).content.decode()
    assert "单元长 12 小时" in page
    assert "答复居民 3 天" in page
    assert page.index("几楼(数字,必填)") < page.index("现在(选一项)")
    assert "不问了" not in page
    form = see("/kinds/S0101/edit/", cast.wu).content.decode()
    assert 'value="12"' in form
    assert "通用 " in form


def test_more_rows_for_questions_keep_everything_typed_and_save_nothing(cast, send, see):
    filled = typed("S0101", name="") | {"clock-amount_": "5", "clock-unit_": "days"}
    filled |= rows({"words": "哪一盏灯"}, more=1)
    answer = send("/kinds/S0101/edit/rows/", cast.wu, **filled)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "哪一盏灯" in page
    assert 'value="5"' in page
    assert "请改" not in page
    assert 'name="question-3-words"' in page
    assert [one.amount for one in queries.by_code("S0101").clocks.all()] == [3]  # as the catalogue comes


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"clock-amount_unit_leader": "很快", "clock-unit_unit_leader": "hours"}, "请只写数字"),
        ({"clock-amount_unit_leader": "0", "clock-unit_unit_leader": "hours"}, "1"),
        (rows({"words": "现在", "answer": "choice", "choices": "亮"}), "至少要写两个选项"),
        (rows({"words": "", "answer": "choice", "choices": "亮 不亮"}), "请写问题"),
    ],
)
def test_what_is_not_understood_is_named_at_its_field_and_nothing_typed_is_lost(cast, send, fields, said):
    answer = send("/kinds/S0101/edit/", cast.wu, **(typed("S0101", department="房管局") | rows() | fields))

    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert "房管局" in page
    kept = [value for name, value in fields.items() if name.endswith(("amount_unit_leader", "-choices"))]
    assert all(f'value="{value}"' in page for value in kept)


def test_a_kind_of_our_own_is_added_closed_and_opened(cast, send, see):
    send("/kinds/new/", cast.wu, **typed("S0101", name="走廊风大", words="走廊 风大"))
    code = queries.kinds(words="走廊风大").get().code

    send(f"/kinds/{code}/close/", cast.wu)
    assert "再启用" in see(f"/kinds/{code}/", cast.wu).content.decode()
    send(f"/kinds/{code}/close/", cast.wu)
    assert "停用这一类" in see(f"/kinds/{code}/", cast.wu).content.decode()


def test_rules_are_added_changed_and_ended(cast, send, see):
    send("/kinds/rules/new/", cast.wu, kind="s0402", number="1", one_of="鹦鹉 八哥")
    page = see("/kinds/rules/", cast.wu).content.decode()
    assert "鹦鹉”“八哥" in page
    assert send("/kinds/rules/new/", cast.wu, kind="XX", number="1", one_of="鹦鹉").status_code == 422
    assert send("/kinds/rules/new/", cast.wu, kind="S0402", number="1").status_code == 422

    rule = queries.catch("鹦鹉叫", at=MONDAY_10AM).rule
    send(f"/kinds/rules/{rule.pk}/end/", cast.wu)
    assert queries.catch("鹦鹉叫", at=MONDAY_10AM) is None


def test_the_bench_says_which_rule_caught_a_text_and_why_the_others_did_not(cast, see, send):
    page = see("/kinds/bench/?words=电梯停在三楼", cast.liu).content.decode()

    assert "电梯故障</a>:说到了“电梯”“停”" in page
    assert "对不上,没有说到“加装”" in page
    assert "因为“电梯”“停”" in page
    send("/kinds/bench/keep/", cast.wu, words="电梯停在三楼", place_kind="unit", code="S0103")
    assert "应当是电梯故障,现在也是" in see("/kinds/bench/", cast.wu).content.decode()


def test_while_somebody_types_nothing_is_kept(cast, client):
    page = client.post("/kinds/suggest/", {"words": "暖气不热"}).content.decode()

    assert "暖气不热" in page
    assert "因为" in page


def test_programs_list_the_kinds_part_by_part(cast, see):
    first = see("/api/kinds?source=ours&limit=60", cast.liu).json()
    rest = see(f"/api/kinds?source=ours&after={first['after']}", cast.liu).json()

    codes = [kind["code"] for kind in first["kinds"] + rest["kinds"]]
    assert codes == sorted(kind.code for kind in queries.kinds(source="ours"))
    lift = next(kind for kind in first["kinds"] + rest["kinds"] if kind["code"] == "S0103")
    assert "yes_no" in [asked["answer"] for asked in lift["questions"]]
    assert lift["clocks"] == [{"rung": "", "amount": 1, "unit": "days"}]
    assert see("/api/kinds", cast.stranger).status_code == 403
    assert see("/api/kinds").status_code == 401

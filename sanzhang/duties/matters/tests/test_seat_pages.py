"""The pages of seats: list, matter, steps, contact, typing for somebody, table, clocks."""

import io

import openpyxl
import pytest

from sanzhang.duties.matters import actions, queries, rules
from sanzhang.duties.matters.models import Clock, Matter
from sanzhang.duties.matters.tests.conftest import picture
from sanzhang.foundation.journal.models import Entry
from tests.times import MONDAY_9AM, MONDAY_10AM

pytestmark = pytest.mark.django_db


@pytest.fixture
def zhang(cast, client):
    client.force_login(cast.zhang)
    return cast.zhang


def test_the_matter_page_has_two_big_buttons_and_what_was_said(cast, client, zhang, at_ten):
    matter = cast.chen_reports()

    page = client.get(f"/matters/{matter.pk}/").content.decode()

    assert "楼道灯坏了" in page
    assert "报给楼栋长" in page
    assert "办好了" in page
    assert "收到,我来办" in page


def test_accept_answer_and_the_resident_sees_it(cast, client, zhang, send):
    matter = cast.chen_reports()
    base = f"/matters/{matter.pk}/"

    send(base + "accept/", version=1)
    send(base + "answer/", version=2, ending="solved", words="灯换好了", photos=[picture()])

    matter.refresh_from_db()
    assert (matter.state, matter.photos.count()) == (rules.ANSWERED, 1)
    assert "灯换好了" in client.get(f"/r/{matter.receipt}/").content.decode()


def test_passing_up_by_page(cast, client, zhang, send):
    matter = cast.chen_reports()

    send(f"/matters/{matter.pk}/pass-up/", version=1, words="要换线路")

    matter.refresh_from_db()
    assert matter.rung == rules.BUILDING
    assert "报给楼栋长" not in client.get(f"/matters/{matter.pk}/").content.decode().split("经过")[0]


def test_an_outdated_page_shows_what_happened_and_keeps_the_words(cast, client, zhang, send):
    matter = cast.chen_reports()
    actions.pass_up(matter, words="要换线路", by=cast.zhang, at=MONDAY_9AM)

    answer = send(f"/matters/{matter.pk}/answer/", version=1, ending="solved", words="我刚换好了灯")

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "已由12栋1单元单元长报给楼栋长,您不用再报。" in page
    assert "我刚换好了灯" in page
    assert Matter.objects.get(pk=matter.pk).version == 2


def test_after_an_outdated_page_the_holder_may_send_after_all(cast, client, zhang, send):
    from sanzhang.foundation.permission import Bearer

    matter = cast.chen_reports()
    actions.note(matter, words="四楼也坏了", by=Bearer.of("matter", matter.pk), at=MONDAY_9AM)

    first = send(f"/matters/{matter.pk}/answer/", version=1, ending="solved", words="换好了")

    page = first.content.decode()
    assert "四楼也坏了" in page
    assert 'name="version" value="2"' in page
    send(f"/matters/{matter.pk}/answer/", version=2, ending="solved", words="都换好了")
    matter.refresh_from_db()
    assert matter.state == rules.ANSWERED


def test_a_step_with_faults_keeps_what_was_typed(cast, client, zhang, send):
    matter = cast.chen_reports()

    answer = send(f"/matters/{matter.pk}/answer/", version=1, words="换好了")

    assert answer.status_code == 422
    assert "换好了" in answer.content.decode()
    assert "请选办得怎样" in answer.content.decode()


def test_the_contact_shows_after_a_purpose_and_each_showing_is_noted(cast, client, zhang, send):
    matter = cast.chen_reports(contact_name="陈晨", contact_phone="13800000004")
    url = f"/matters/{matter.pk}/contact/"
    assert "13800000004" not in client.get(f"/matters/{matter.pk}/").content.decode()
    assert send(url, purpose="").status_code == 422

    pages = [send(url, purpose="约时间上门").content.decode() for _ in range(2)]

    assert all("13800000004" in page for page in pages)
    assert Entry.objects.filter(action="personal.read", on_id=matter.pk).count() == 2


def test_naming_a_subject_by_page(cast, client, zhang, send):
    matter = cast.chen_reports()

    answer = send(f"/matters/{matter.pk}/subject/", version=1, who="unit_leader", words="说的是我")

    matter.refresh_from_db()
    assert (answer["Location"], matter.rung) == ("/desk/", rules.BUILDING)
    assert client.get(f"/matters/{matter.pk}/").status_code == 404


def test_typing_for_somebody(cast, client, zhang, send):
    places = client.get("/matters/new/").content.decode()
    assert "12栋1单元" in places
    assert "20栋" not in places

    fields = {"words": "老人要买菜", "kind": "ordinary", "topic": "needs", "contact_name": "陈晨"}
    answer = send("/matters/new/", origin="phone", place=cast.unit.pk, **fields)
    refused = send("/matters/new/", origin="phone", place=cast.far_unit.pk, **fields)

    matter = Matter.objects.get()
    assert answer["Location"] == f"/matters/{matter.pk}/"
    assert (matter.entered_by, matter.origin, matter.contact_name) == (cast.zhang, "phone", "陈晨")
    assert refused.status_code == 422


def test_what_a_leader_finds_himself_goes_up_and_he_gets_a_receipt(cast, client, zhang, send):
    answer = send(
        "/matters/new/",
        origin="leader",
        place=cast.unit.pk,
        words="井盖坏了",
        kind="ordinary",
        topic="safety",
    )

    matter = Matter.objects.get()
    assert answer["Location"] == f"/r/{matter.receipt}/?new=1"
    assert matter.rung == rules.BUILDING


def test_the_list_pages_by_the_last_id_and_is_narrowed(cast, client, see):
    for number in range(35):
        cast.chen_reports(f"第{number:02d}件" + "井盖" * (number == 7), at=MONDAY_9AM)

    first = see("/matters/", cast.liu).content.decode()
    before = first.split("before=")[1].split('"')[0]
    second = see(f"/matters/?before={before}", cast.liu).content.decode()

    assert first.count('class="cell"') == 30
    assert second.count('class="cell"') == 5
    assert "第34件" in first
    assert "第00件" in second
    assert see("/matters/?q=井盖", cast.liu).content.decode().count('class="cell"') == 1
    assert "没有这样的事项" in see("/matters/?state=closed", cast.liu).content.decode()
    assert see("/matters/?print=1", cast.liu).content.decode().count('class="cell"') == 35


@pytest.mark.parametrize(
    "query",
    ["before=abc", "before=99999999999999999999", "state=x", "area=%00", "q=%00", "kind[]=1", "before=-1"],
)
def test_hostile_filters_are_left_out(cast, see, query):
    cast.chen_reports()

    assert see(f"/matters/?{query}", cast.liu).status_code == 200


def test_a_page_of_the_list_costs_few_queries(cast, client, at_ten, django_assert_max_num_queries):
    for _ in range(31):
        cast.chen_reports()
    client.force_login(cast.liu)

    with django_assert_max_num_queries(24):
        client.get("/matters/")


def test_the_table_holds_what_the_list_holds_and_no_formula_no_contact(cast, see):
    cast.chen_reports("=HYPERLINK(1)", contact_phone="13800000004")
    cast.chen_reports("楼道灯坏了", place=cast.far_unit)

    answer = see("/matters/export/?q=HYPERLINK", cast.liu)

    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert "HYPERLINK(1)" in str(rows)
    assert "楼道灯" not in str(rows)
    assert "1380000" not in str(rows)
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert see("/matters/export/", cast.zhang).status_code == 403


def test_the_city_edits_clocks_by_page(cast, client, send, see):
    assert see("/matters/clocks/", cast.liu).status_code == 403
    assert "对居民的承诺" in see("/matters/clocks/", cast.wu).content.decode()

    send("/matters/clocks/", kind="", rung="unit_leader", amount="36", unit="hours")
    wrong = send("/matters/clocks/", kind="", rung="unit_leader", amount="0", unit="hours")

    assert Clock.objects.get(kind="", rung="unit_leader").amount == 36
    assert wrong.status_code == 422
    assert send("/matters/clocks/", kind="x", rung="y", amount="1", unit="hours").status_code == 404


def test_the_desk_shows_what_waits(cast, see):
    cast.chen_reports("楼道灯坏了")

    assert "楼道灯坏了" in see("/desk/", cast.zhang).content.decode()
    assert queries.counts(cast.zhang, MONDAY_10AM)["waiting"] == 1


@pytest.mark.parametrize("tail", ["accept/", "answer/", "pass-up/", "note/", "subject/", "contact/"])
def test_nothing_is_done_by_get_and_nothing_by_a_stranger(cast, client, send, see, tail):
    matter = cast.chen_reports()
    url = f"/matters/{matter.pk}/{tail}"

    see(url, cast.zhang)
    client.force_login(cast.stranger)
    refused = send(url, version=1, words="x", ending="solved", who="unit_leader", purpose="x")

    assert refused.status_code in (403, 404)
    matter.refresh_from_db()
    assert matter.version == 1

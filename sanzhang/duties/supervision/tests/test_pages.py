"""The pages of supervision: each opens for whom it is, and for nobody else; forms keep what was typed."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from sanzhang.duties.matters.models import Matter, MatterPhoto
from sanzhang.duties.supervision import actions, queries
from sanzhang.duties.supervision.actions import Report
from sanzhang.duties.supervision.models import Finding, Inspection, Suggestion, WatchedBody
from sanzhang.foundation.paper.workbooks import Table, write_workbook
from sanzhang.foundation.permission import Bearer
from tests.times import MONDAY_9AM, MONDAY_10AM

CLIENTS_OWN = ("SAVEPOINT", "RELEASE", "INSERT", "UPDATE", "DELETE")  # signing in and out


def photo():
    file = BytesIO()
    Image.new("RGB", (40, 30), "#335577").save(file, "JPEG")
    file.seek(0)
    file.name = "lamp.jpg"
    return file


@pytest.fixture
def found(cast, company):
    duty = next(one for one in queries.duties_to_walk(cast.unit, MONDAY_9AM) if one.title == "楼道灯")
    reports = {duty.pk: Report("problem", "三楼灯不亮")}
    month = MONDAY_9AM.date().replace(day=1)
    actions.inspect(cast.unit_post, reports, month=month, by=cast.zhang, at=MONDAY_9AM)
    return Finding.objects.get()


def test_a_leader_hands_in_a_round_with_a_photo_and_sends_it_again(cast, company, browse):
    url = f"/supervision/inspections/{cast.unit_post.pk}/"
    assert "楼道灯" in browse(url, cast.zhang).content.decode()
    duty = next(one for one in queries.duties_to_walk(cast.unit, MONDAY_9AM) if one.title == "楼道灯")
    given = {"month": "2026-11-01", f"result_{duty.pk}": "problem", f"words_{duty.pk}": "三楼灯不亮"}

    for _ in range(2):
        answer = browse(url, cast.zhang, **given, **{f"photos_{duty.pk}": photo()})
        assert answer.status_code == 302

    assert (Inspection.objects.count(), Matter.objects.count(), MatterPhoto.objects.count()) == (1, 1, 1)
    assert "已经交过" in browse(url, cast.zhang).content.decode()
    for person in (cast.li, cast.liu, cast.stranger):
        assert browse(url, person).status_code in (403, 404)


def test_a_round_that_lacks_words_is_kept(cast, company, browse):
    url = f"/supervision/inspections/{cast.unit_post.pk}/"
    duty = queries.duties_to_walk(cast.unit, MONDAY_9AM)[0]

    answer = browse(url, cast.zhang, month="2026-11-01", **{f"result_{duty.pk}": "problem"})

    assert answer.status_code == 422
    assert "请写一句" in answer.content.decode()
    assert browse(url, cast.zhang, month="2026-11-01").status_code == 422


def test_the_community_enters_a_body_and_its_duties(cast, estate, browse):
    assert "还没有登记" in browse("/supervision/", cast.liu).content.decode()
    bad = browse(
        "/supervision/new/", cast.liu, kind="property", name="安居", starts_on="2026-01-01", credit_code="12"
    )
    assert bad.status_code == 422
    given = {"kind": "property", "name": "安居物业", "starts_on": "2026-01-01", "places": [estate.pk]}
    where = browse("/supervision/new/", cast.liu, **given)["Location"]

    assert browse(where + "customary/", cast.liu, x="1").status_code == 302
    book = BytesIO(write_workbook([Table("职责", ["职责", "整改期限"], [["快递柜", 2]])]))
    book.name = "a.xlsx"
    assert browse(where + "import/", cast.liu, file=book).status_code == 302
    page = browse(where, cast.liu).content.decode()
    assert "快递柜" in page
    assert browse(where + "edit/", cast.liu).status_code == 200
    duty = queries.duties_of(WatchedBody.objects.get()).first()
    assert browse(f"{where}duties/{duty.pk}/", cast.liu).status_code == 200
    assert browse(f"{where}duties/{duty.pk}/end/", cast.liu, x="1").status_code == 302
    assert browse(where + "?as=xlsx", cast.liu)["Content-Type"].startswith("application/vnd")
    for path in ("edit/", "import/", "contact/", "duties/new/"):
        assert browse(where + path, cast.zhang).status_code == 403
        assert browse(where + path, cast.stranger).status_code == 403


def test_a_wrong_table_tells_every_fault(cast, company, browse):
    book = BytesIO(write_workbook([Table("职责", ["职责", "整改期限"], [["快递柜", "很快"], ["", 2]])]))
    book.name = "a.xlsx"

    answer = browse(f"/supervision/{company.pk}/import/", cast.liu, file=book)

    assert answer.status_code == 422
    assert "第 2 行“几个工作日整改”写的是“很快”" in answer.content.decode()


def test_the_company_replies_by_its_own_address(cast, found, browse):
    url = f"/supervision/reply/{found.reply_code}/"
    assert "三楼灯不亮" in browse(url).content.decode()
    assert browse(url, words=" ").status_code == 422

    assert browse(url, words="明天换灯管").status_code == 302

    assert "明天换灯管" in browse(f"/supervision/at/{cast.unit.token}/").content.decode()
    assert browse("/supervision/reply/none/").status_code == 404


def test_a_problem_is_hidden_from_the_public_by_the_community_only(cast, found, browse):
    url = f"/supervision/findings/{found.pk}/"
    assert browse(url, cast.zhang).status_code == 200
    assert browse(url, cast.stranger).status_code == 403
    assert browse(url + "hide/", cast.zhang, reason="不好看").status_code == 403
    assert browse(url + "reply/", cast.liu, words="电话里说明天来").status_code == 302
    assert browse(url + "hide/", cast.liu, reason="写了姓名").status_code == 302
    page = browse(f"/supervision/at/{cast.unit.token}/").content.decode()
    assert "三楼灯不亮" not in page
    assert "电话里说明天来" in page


def test_the_month_and_its_workbook(cast, found, browse):
    url = f"/supervision/months/{cast.community.pk}/"
    assert "三楼灯不亮" in browse(url, cast.liu).content.decode()
    assert browse(url + "?month=2026-10", cast.sun).status_code == 200
    assert browse(url + "?as=xlsx", cast.liu)["Content-Type"].startswith("application/vnd")
    assert browse(url, cast.zhang).status_code == 403


def test_a_household_rates_once(cast, company, browse):
    url = f"/supervision/rate/{company.pk}/"
    scores = {f"q{number}": "4" for number in range(5)}
    assert browse(url).status_code == 302
    assert "只有住在这里" in browse(url, cast.stranger).content.decode()
    assert browse(url, cast.chen, **scores).status_code == 302
    assert "已经评过" in browse(url, cast.chen, **scores).content.decode()


def test_a_suggestion_from_the_scan_to_the_public_page(cast, company, browse):
    base = f"/suggestions/at/{cast.unit.token}/"
    assert "还没有答复过" in browse(base).content.decode()
    where = browse(base + "new/", words="门口放长椅", topic="idea", contact_phone="13812345678")["Location"]
    assert "建议收到了" in browse(where).content.decode()
    one = Suggestion.objects.get()
    assert browse(f"{base}{one.pk}/support/", cast.chen, x="1").status_code == 302
    assert "1 户支持" in browse(base).content.decode()
    assert browse("/suggestions/?state=open", cast.liu).status_code == 200

    office = f"/suggestions/{one.pk}/"
    assert browse(office, cast.liu, state="declined", words="不行").status_code == 422
    reason = "门口是消防通道,不能放东西。"
    assert browse(office, cast.liu, state="declined", words=reason).status_code == 302
    assert reason in browse(base).content.decode()
    assert "13812345678" not in browse(base).content.decode()
    assert "还没有" not in browse(base + "?q=长椅").content.decode()
    assert "没有这样的" in browse(base + "?q=飞机").content.decode()
    receipt = f"/suggestions/r/{one.receipt}/"
    assert browse(receipt + "judge/", satisfied="1").status_code == 302
    assert browse(receipt + "again/", words="放花坛边").status_code == 302
    assert browse(receipt).status_code == 200
    assert browse(office + "contact/", cast.liu, purpose="说明理由").status_code == 200
    assert browse("/suggestions/?as=xlsx", cast.liu)["Content-Type"].startswith("application/vnd")


def test_strangers_find_no_suggestions(cast, browse):
    one = actions.suggest(cast.unit, "放长椅", by=Bearer.anyone(), at=MONDAY_9AM)
    for path in ("", f"{one.pk}/", f"{one.pk}/contact/"):
        assert browse("/suggestions/" + path, cast.stranger).status_code == 403
        assert browse("/suggestions/" + path, cast.zhang).status_code == 403
    assert browse("/suggestions/r/0000000000000000/").status_code == 404


def test_pages_ask_little(cast, found, browse):
    pages = (
        ("/supervision/", cast.zhang),
        (f"/supervision/{found.body_id}/", cast.liu),
        (f"/supervision/at/{cast.unit.token}/", None),
        (f"/supervision/months/{cast.community.pk}/", cast.liu),
        (f"/supervision/inspections/{cast.unit_post.pk}/", cast.zhang),
        ("/suggestions/", cast.liu),
    )
    counts = {}
    for url, person in pages:
        with CaptureQueriesContext(connection) as asked:
            assert browse(url, person).status_code == 200
        counts[url] = sum(not told["sql"].startswith(CLIENTS_OWN) for told in asked)

    assert max(counts.values()) < 30, counts


def test_openings_lead_from_the_unit(cast, company):
    urls = [one.url for one in queries.openings(cast.unit, MONDAY_10AM + timedelta(days=1))]

    assert urls == [f"/supervision/at/{cast.unit.token}/", f"/suggestions/at/{cast.unit.token}/"]

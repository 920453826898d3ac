"""Pages of orders: sending, the link without an account, deciding, checking; strangers find nothing (R7)."""

import pytest

from sanzhang.duties.catalogue.models import Kind
from sanzhang.duties.matters import actions, queries, rules, work
from sanzhang.duties.matters.models import Dispatch, Matter, WorkRule
from sanzhang.duties.matters.tests.conftest import picture
from sanzhang.duties.matters.tests.orders import DAY, WATER, bearer, property_manager, sent
from tests.times import MONDAY_10AM

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_person(client, send):
    """Send a form as somebody."""

    def post(person, url, **fields):
        client.logout()
        if person is not None:
            client.force_login(person)
        return send(url, **fields)

    return post


def text(answer):
    return answer.content.decode()


def linked(cast, **more):
    order = sent(cast, **more)
    _, secret = actions.make_link(order, by=cast.zhang, at=MONDAY_10AM)
    return order, f"/o/{secret}/"


def test_a_leader_sends_a_utility_by_name_and_copies_the_link(cast, as_person, see):
    matter = cast.chen_reports("暖气不热")
    page = see(f"/matters/{matter.pk}/dispatch/", cast.zhang)
    assert "派给别人去办" in text(page)
    fields = {"kind": "utility", "name": "省热力南关站", "phone": "13900000001", "words": "来看看"}

    answer = as_person(
        cast.zhang, f"/matters/{matter.pk}/dispatch/", to="other", day="2026-11-25", version=1, **fields
    )

    order = Dispatch.objects.get()
    assert (answer.status_code, order.handler_name) == (302, "省热力南关站")
    as_person(cast.zhang, f"/matters/orders/{order.pk}/link/")
    shown = text(see(f"/matters/orders/{order.pk}/", cast.zhang))
    assert f"/o/{queries.secret_of(queries.link_of(order))}/" in shown
    assert "省热力南关站派" not in text(see(f"/matters/{matter.pk}/", cast.zhang))
    for person in (cast.chen, cast.stranger, cast.zhao):
        assert see(f"/matters/orders/{order.pk}/", person).status_code in (403, 404)
    above = text(see(f"/matters/orders/{order.pk}/", cast.li))
    assert "/o/" not in above


def test_a_form_that_lacks_something_keeps_what_was_typed(cast, as_person):
    matter = cast.chen_reports()

    answer = as_person(
        cast.zhang, f"/matters/{matter.pk}/dispatch/", to="other", name="", words="看看", day="2026-11-25"
    )

    assert answer.status_code == 422
    assert "请写单位的名字。" in text(answer)
    assert "看看" in text(answer)


def test_by_the_link_it_is_claimed_and_reported_back_and_then_the_link_is_dead(cast, as_person, see):
    order, url = linked(cast, matter=cast.chen_reports("灯坏了", contact_phone="13911112222"))
    page = text(see(url))
    assert "上门看看" in page
    assert "13911112222" not in page

    as_person(None, url + "claim/")
    answer = as_person(
        None, url + "report/", words="换了灯", photos=picture("后.jpg"), photos_before=picture("前.jpg")
    )

    order.refresh_from_db()
    assert (answer.status_code, order.state) == (302, work.DONE)
    assert sorted(order.matter.photos.values_list("phase", flat=True)) == ["after", "before"]
    assert "收到您的回单了" in text(see(url))
    assert as_person(None, url + "claim/").status_code == 410
    assert see(url + f"photo/{order.matter.photos.first().pk}/small/").status_code == 404
    assert Dispatch.objects.get().state == work.DONE


def test_a_link_opens_photos_of_its_own_matter_only(cast, see, as_person):
    order, url = linked(cast)
    as_person(None, url + "claim/", photos=picture())
    other, other_url = linked(cast, matter=cast.chen_reports("别的"))
    as_person(None, other_url + "claim/")
    as_person(None, other_url + "report/", words="好", photos=picture())

    photo = other.matter.photos.get()

    answer = see(url + f"photo/{photo.pk}/small/")
    assert (answer.status_code, answer["Content-Type"].startswith("image/")) == (404, False)
    assert order.runs


@pytest.mark.parametrize("wrong", ["0" * 26, "abc", "Z"])
def test_a_wrong_link_says_kindly_what_to_do_and_too_many_are_stopped(cast, see, wrong):
    linked(cast)

    answers = [see(f"/o/{wrong}/").status_code for _ in range(31)]

    assert (answers[0], answers[-1]) == (404, 429)
    assert "打电话给派单的人" in text(see(f"/o/{wrong}/"))


def test_recalled_replaced_and_expired_links_say_why(cast, see, at_ten):
    order, url = linked(cast)
    _, newer = actions.make_link(order, by=cast.zhang, at=MONDAY_10AM)
    assert (see(url).status_code, "换过了" in text(see(url))) == (410, True)
    at_ten.shift(60 * 60 * 24 * 60)
    assert "过期" in text(see(f"/o/{newer}/"))
    actions.recall(Dispatch.objects.get(), words="不用了", by=cast.zhang, at=MONDAY_10AM)
    assert "收回" in text(see(f"/o/{newer}/"))


def test_handed_back_by_the_link_and_decided_on_its_page(cast, as_person, see):
    order, url = linked(cast)
    as_person(None, url + "hand-back/", words="归水务管")
    decision = queries.decisions_for(cast.li, MONDAY_10AM).get()
    assert "退单" in text(see("/matters/decisions/", cast.li))
    assert "归水务管" in text(see(f"/matters/decisions/{decision.pk}/", cast.li))
    for person in (cast.zhang, cast.wang, cast.stranger):
        assert see(f"/matters/decisions/{decision.pk}/", person).status_code in (403, 404)

    answer = as_person(
        cast.li, f"/matters/decisions/{decision.pk}/", choice="confirm", words="管网图上归你们"
    )

    assert answer.status_code == 302
    order.refresh_from_db()
    assert (order.state, order.must_do) == (work.SENT, True)
    assert "退单</button>" not in text(see(url))


def test_a_handler_with_an_account_works_from_the_own_list(cast, as_person, see):
    due = MONDAY_10AM + 2 * DAY
    order = sent(cast, property_manager(cast), shares_contact=True, due_at=due)
    assert "上门看看" in text(see("/orders/", cast.zhao))
    url = f"/orders/{order.pk}/"
    for person in (cast.stranger, cast.chen, cast.zhang):
        assert see(url, person).status_code == 404
    assert see(url).status_code == 302
    as_person(cast.zhao, url + "claim/")
    assert "赵强" in text(see(url, cast.zhao))

    answer = as_person(cast.zhao, url + "ask-time/", words="等件", day="2026-11-29")
    assert answer.status_code == 302
    answer = as_person(cast.zhao, url + "report/", words="修好了")

    assert answer.status_code == 302
    assert "已经回单" in text(see(url, cast.zhao))
    assert as_person(cast.stranger, url + "claim/").status_code == 404


def test_the_contact_is_shown_once_asked_and_never_kept_in_an_answer(cast, as_person, see):
    matter = cast.chen_reports(contact_name="陈晨", contact_phone="13911112222")
    _, url = linked(cast, matter=matter, shares_contact=True)
    assert as_person(None, url + "contact/").status_code == 409
    as_person(None, url + "claim/")

    answer = as_person(None, url + "contact/")

    assert "13911112222" in text(answer)
    assert "13911112222" not in text(see(url))


def test_a_check_is_found_and_written_by_somebody_else(cast, as_person, see):
    matter = cast.chen_reports()
    as_person(
        cast.zhang,
        f"/matters/{matter.pk}/answer/",
        ending="solved",
        words="换了灯",
        check_first="on",
        version=1,
    )
    one = queries.running_check(matter)
    assert "等另一个人核查" in text(see(f"/matters/{matter.pk}/", cast.zhang))
    assert see(f"/matters/checks/{one.pk}/", cast.zhang).status_code == 404
    assert "换了灯" in text(see(f"/matters/checks/{one.pk}/", cast.li))

    as_person(cast.li, f"/matters/checks/{one.pk}/", choice="good", words="亮了", photos=picture())

    assert Matter.objects.get().state == rules.ANSWERED


def test_the_resident_is_asked_on_the_receipt_and_answers_there(cast, as_person, see):
    matter = cast.chen_reports(contact_phone="13911112222")
    as_person(cast.zhang, f"/matters/{matter.pk}/ask-resident/", words="几楼的灯?", version=1)
    assert "几楼的灯?" in text(see(f"/r/{matter.receipt}/"))
    assert "时间停着" in text(see(f"/matters/{matter.pk}/", cast.zhang))

    empty = as_person(None, f"/r/{matter.receipt}/add/", words="")
    answer = as_person(None, f"/r/{matter.receipt}/add/", words="五楼")

    assert (empty.status_code, answer.status_code) == (422, 302)
    assert Matter.objects.get().state == rules.ACCEPTED


def test_resume_split_and_more_time_have_pages(cast, as_person, see):
    matter = cast.chen_reports(contact_phone="13911112222")
    base = f"/matters/{matter.pk}/"
    as_person(cast.zhang, base + "ask-resident/", words="几楼?", version=1)
    assert as_person(cast.zhang, base + "resume/").status_code == 302
    for name in ("split", "ask-time", "ask-resident", "dispatch"):
        assert see(base + f"{name}/", cast.zhang).status_code == 200

    as_person(cast.zhang, base + "split/", words="门也坏了")
    as_person(cast.zhang, base + "ask-time/", words="等件", day="2026-11-28")

    assert "门也坏了" in text(see(base, cast.zhang))
    assert "门也坏了" in text(see(f"/r/{matter.receipt}/"))
    assert "申请延期" in text(see(base, cast.li))


def test_two_mark_a_demand_and_the_receipt_stays_polite(cast, as_person, see):
    matter = cast.chen_reports("免掉物业费")
    actions.answer(matter, ending="not_possible", words="免不了", by=cast.zhang, at=MONDAY_10AM)
    url = f"/matters/{matter.pk}/mark/"
    as_person(cast.zhang, url, words="没有依据")
    assert "没有依据" in text(see(url, cast.li))
    assert "没有依据" not in text(see(f"/r/{matter.receipt}/"))

    as_person(cast.li, url, words="有困难可以申请减免,请找社区")

    page = text(see(f"/r/{matter.receipt}/"))
    assert "有困难可以申请减免" in page
    assert Matter.objects.get().disregarded_at == MONDAY_10AM
    as_person(cast.li, url, words="再看了一遍", take_back="1")
    assert Matter.objects.get().disregarded_at is None


def test_a_visit_is_written_down_by_another_post(cast, as_person, see):
    matter = cast.chen_reports()
    actions.answer(matter, ending="solved", words="好了", by=cast.zhang, at=MONDAY_10AM)
    url = f"/matters/{matter.pk}/visit/"
    assert "登记回访" in text(see(f"/matters/{matter.pk}/", cast.li))
    assert "登记回访" not in text(see(f"/matters/{matter.pk}/", cast.zhang))

    as_person(cast.li, url, spoken_with="陈晨", rating="3", words="还行")

    assert Matter.objects.get().rating == 3
    assert "陈晨" not in text(see(f"/r/{matter.receipt}/"))


def test_the_second_reopening_is_decided_on_a_page(cast, as_person, see):
    from sanzhang.duties.matters.tests.test_decisions import reopened

    matter = reopened(cast, 2)
    page = text(see(f"/matters/{matter.pk}/", cast.li))
    decision = queries.redo_of(matter)
    assert f"/matters/decisions/{decision.pk}/" in page
    assert f"/matters/{matter.pk}/answer/" not in page

    as_person(cast.li, f"/matters/decisions/{decision.pk}/", choice="done", words="看过,亮的")

    assert Matter.objects.get().state == rules.CLOSED
    assert "由街道来看" in text(see(f"/r/{matter.receipt}/"))


def test_the_city_sets_what_a_topic_asks_of_its_work(cast, as_person, see):
    assert see("/matters/work-rules/", cast.wu).status_code == 200
    for person in (cast.liu, cast.zhang, cast.stranger):
        assert see("/matters/work-rules/", person).status_code == 403

    as_person(cast.wu, "/matters/work-rules/", topic="neighbours", photos="after", needs_check="on")
    as_person(cast.wu, "/matters/work-rules/", topic="neighbours", photos="", needs_check="")

    rule = WorkRule.objects.get(topic="neighbours")
    assert (rule.photos, rule.needs_check) == ("", False)


def test_rates_are_shown_by_place(cast, see):
    matter = cast.chen_reports()
    actions.answer(matter, ending="solved", words="好了", by=cast.zhang, at=MONDAY_10AM)
    actions.confirm(matter, by=cast_bearer(matter), at=MONDAY_10AM)

    page = text(see("/matters/rates/?days=90", cast.liu))

    assert "第1网格" in page
    assert "张桂兰" not in page.split("<main")[1]
    assert see("/matters/rates/?days=7", cast.liu).status_code == 404
    assert see("/matters/rates/", cast.stranger).status_code == 403


def cast_bearer(matter):
    from sanzhang.foundation.permission import Bearer

    return Bearer.of("matter", matter.pk)


def test_a_page_with_much_work_asks_the_database_little(cast, client, see, django_assert_max_num_queries):
    order = sent(cast)
    matter = Matter.objects.get(pk=order.matter_id)
    sent(cast, WATER, matter=matter)
    actions.claim(order, by=bearer(order), at=MONDAY_10AM)
    for words in ("一", "二", "三"):
        actions.split(Matter.objects.get(pk=matter.pk), words=words, by=cast.zhang, at=MONDAY_10AM)

    see(f"/matters/{matter.pk}/", cast.zhang)
    with django_assert_max_num_queries(29):
        assert client.get(f"/matters/{matter.pk}/").status_code == 200


def test_a_kind_of_the_catalogue_asks_for_itself_and_goes_before_its_topic(cast, as_person, see):
    kind = Kind.objects.create(code="S99001", source="ours", group="设施", name="试验", topic="facility")
    wrong = as_person(cast.wu, "/matters/work-rules/", code="S1", photos="")

    as_person(cast.wu, "/matters/work-rules/", code="s99001", photos="", needs_check="")

    assert (wrong.status_code, "没有这个编码" in text(wrong)) == (422, True)
    assert "S99001 试验" in text(see("/matters/work-rules/", cast.wu))
    plain, own = cast.chen_reports(topic="facility"), cast.chen_reports(filed_as=kind)
    assert (queries.work_rule(plain).photos, queries.work_rule(own).photos) == ("both", "")

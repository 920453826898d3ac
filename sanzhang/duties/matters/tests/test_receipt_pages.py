"""The receipt: its state in words, its buttons by state, the codes typed from paper."""

from datetime import timedelta

import pytest

from sanzhang.duties.matters import actions, queries, rules
from sanzhang.duties.matters.models import MatterPhoto
from sanzhang.duties.matters.tests.conftest import picture
from sanzhang.foundation.permission import Bearer
from tests.times import MONDAY_9AM, MONDAY_10AM

pytestmark = pytest.mark.django_db


def answered(cast):
    matter = cast.chen_reports()
    actions.answer(
        matter, ending="solved", words="灯换好了", by=cast.zhang, at=MONDAY_9AM + timedelta(minutes=30)
    )
    return matter


def test_an_open_one_can_be_added_to_and_withdrawn(cast, client, at_ten):
    page = client.get(f"/r/{cast.chen_reports().receipt}/").content.decode()

    assert "撤回这件事" in page
    assert "补充情况" in page
    assert "确认办好" not in page
    assert "张桂兰" not in page


def test_an_answered_one_is_confirmed(cast, client, send):
    matter = answered(cast)
    assert "灯换好了" in client.get(f"/r/{matter.receipt}/").content.decode()

    answer = send(f"/r/{matter.receipt}/confirm/", version=2)

    matter.refresh_from_db()
    assert (answer["Location"], matter.state) == (f"/r/{matter.receipt}/", rules.CLOSED)
    assert "评价一下" in client.get(f"/r/{matter.receipt}/").content.decode()
    send(f"/r/{matter.receipt}/rate/", rating="5", words="谢谢")
    matter.refresh_from_db()
    assert matter.rating == 5


def test_an_answered_one_is_reopened_with_a_reason(cast, client, send):
    matter = answered(cast)

    refused = send(f"/r/{matter.receipt}/reopen/", words="", version=2)
    send(f"/r/{matter.receipt}/reopen/", words="还是不亮", version=2)

    matter.refresh_from_db()
    assert refused.status_code == 422
    assert "请写哪里没办好" in refused.content.decode()
    assert (matter.state, matter.reopened) == (rules.WAITING, 1)


def test_an_outdated_receipt_says_what_happened_and_keeps_the_words(cast, client, send):
    matter = answered(cast)
    actions.confirm(matter, by=Bearer.of("matter", matter.pk), at=MONDAY_10AM)

    answer = send(f"/r/{matter.receipt}/reopen/", words="还是不亮", version=2)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "还是不亮" in page
    assert "确认办好" in page


def test_words_and_photos_are_added_and_shown_to_the_holder(cast, client, send, see):
    matter = cast.chen_reports()

    send(f"/r/{matter.receipt}/note/", words="四楼也坏了", photos=[picture()])

    photo = MatterPhoto.objects.get()
    assert client.get(f"/r/{matter.receipt}/photo/{photo.pk}/small/").status_code == 200
    assert see(f"/matters/photo/{photo.pk}/full/", cast.zhang).status_code == 200
    assert "四楼也坏了" in see(f"/matters/{matter.pk}/", cast.zhang).content.decode()
    for person in (cast.stranger, cast.chen, cast.zheng):
        assert see(f"/matters/photo/{photo.pk}/full/", person).status_code in (403, 404)
    assert see(f"/r/{cast.chen_reports().receipt}/photo/{photo.pk}/small/").status_code == 404
    answer = see(f"/matters/photo/{photo.pk}/full/", cast.zhang)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_a_party_does_not_see_the_photos_through_the_seat(cast, client, send, see):
    matter = cast.chen_reports(about=[cast.li.pk])
    send(f"/r/{matter.receipt}/note/", words="照片", photos=[picture()])
    photo = MatterPhoto.objects.get()

    assert see(f"/matters/photo/{photo.pk}/full/", cast.li).status_code == 404
    assert see(f"/matters/photo/{photo.pk}/full/", cast.wang).status_code == 200


def test_a_code_from_paper_is_found_however_it_is_typed(cast, client, send):
    code = cast.chen_reports().receipt
    spaced = f" {code[:4].lower()} {code[4:8]}-{code[8:]} "

    assert send("/follow/", code=spaced)["Location"] == f"/r/{code}/"


def test_a_wrong_code_is_told_in_words(cast, client, send):
    assert "是 16 位,现在是 5 位" in send("/follow/", code="abcde").content.decode()
    assert "没有这个查询码" in send("/follow/", code="0" * 16).content.decode()


def test_guessing_codes_is_stopped_after_thirty_tries(cast, client, send):
    answers = [send("/follow/", code="0" * 16).status_code for _ in range(31)]

    assert answers[29:] == [422, 429]


def test_one_gone_to_mediation_says_so_asks_nothing_and_counts_in_no_rate(cast, client, send, at_ten):
    matter = cast.chen_reports("楼上夜里拖桌子")
    actions.seal(matter, by=cast.zhang, at=MONDAY_9AM)

    page = client.get(f"/r/{matter.receipt}/").content.decode()

    assert "转去调解" in page
    assert 'href="/mediation/"' in page
    for asked in ("不归我们管", "确认办好", "还没办好", "撤回这件事", "评价一下", "补充情况", "拖桌子"):
        assert asked not in page, asked
    for address in ("confirm", "withdraw"):
        assert send(f"/r/{matter.receipt}/{address}/", version=2).status_code == 409
    assert send(f"/r/{matter.receipt}/rate/", rating=5).status_code == 409
    assert queries.rates(matter.path, MONDAY_9AM, MONDAY_9AM + timedelta(days=30)).closed == 0


def test_who_joined_one_that_went_to_mediation_is_not_lost(cast):
    lead = cast.chen_reports("楼上夜里拖桌子")
    other = actions.me_too(lead, place=cast.unit, by=Bearer.anyone(), at=MONDAY_9AM)

    actions.seal(lead, by=cast.zhang, at=MONDAY_10AM)

    other.refresh_from_db()
    assert (other.state, other.joined_to_id) == (rules.WAITING, None)

"""Whom a resident calls: what for, who, a number to tap; never what was not consented to (§1.4)."""

import pytest

from sanzhang.foundation.people import actions as people
from sanzhang.organisation.posts import queries
from sanzhang.organisation.posts.actions import NotPossible
from sanzhang.organisation.posts.rules import members as rules
from sanzhang.organisation.posts.tests.members import GAO, OFFICE, OWN, card, enter, text
from tests.times import MONDAY_9AM


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY_9AM)


@pytest.fixture
def gao(cast):
    """The policeman of the first grid; nothing consented to."""
    return enter(cast, cast.grid)


def test_a_resident_sees_what_for_who_and_a_number_to_tap(client, cast, gao):
    page = card(client, cast)

    assert page.index("治安、走失、被骗") < page.index("民警") < page.index(f'href="tel:{OFFICE}"')
    assert "0431-8123 0110" in page


def test_what_was_not_consented_to_reaches_no_resident(client, cast, gao):
    whole = text(client, f"/u/{cast.unit.token}/")
    for secret in (GAO, OWN, "138 0000 2001", "138****2001"):
        assert secret not in whole


def test_what_was_consented_to_is_shown_until_it_is_withdrawn(client, cast, gao):
    for purpose in ("card.name", "card.phone"):
        people.consent(gao.person, purpose=purpose, by=gao.person, at=MONDAY_9AM)
    page = card(client, cast)
    assert GAO in page
    assert f'href="tel:{OWN}"' in page

    people.withdraw_consent(gao.person, purpose="card.phone", by=gao.person, at=MONDAY_9AM)
    assert OWN not in card(client, cast)
    assert f'href="tel:{OFFICE}"' in card(client, cast)


def test_consent_to_the_plaque_is_none_to_the_card(client, cast):
    people.consent(cast.zhang, purpose="plaque.phone", by=cast.zhang, at=MONDAY_9AM)
    enter(cast, cast.grid, name="张桂兰", phone="13800000001", kind="welfare_post", duty_phone="")
    assert "13800000001" not in card(client, cast)


def test_an_own_number_typed_as_the_duty_phone_is_still_ones_own(client, cast):
    member = enter(cast, cast.grid, duty_phone=OWN)
    assert OWN not in text(client, f"/u/{cast.unit.token}/")
    assert "请通过网格长联系" in card(client, cast)
    people.consent(member.person, purpose="card.phone", by=member.person, at=MONDAY_9AM)
    assert card(client, cast).count(f'href="tel:{OWN}"') == 1


@pytest.mark.parametrize(
    "said", ["找高飞 138-0000-2001", "138 0000 2001", "电话:13800002001", "+8613800002001"]
)
@pytest.mark.parametrize("field", ["body", "duty", "label"])
def test_no_mobile_number_hides_in_words_that_residents_read(cast, field, said):
    more = {"kind": "other", "label": "城管队员"} | {field: said}
    with pytest.raises(NotPossible, match="不能写手机号"):
        enter(cast, cast.grid, **more)


@pytest.mark.parametrize("said", ["巡逻 138-0000-2001", "巡逻13800002001", "+86 138 0000 2001 巡逻"])
def test_lists_of_departments_lose_the_numbers_in_their_words(said):
    assert rules.without_mobile(said) == "巡逻"
    assert rules.without_mobile("热线 95598、0431-81230110") == "热线 95598、0431-81230110"


def test_without_any_number_the_grid_leader_is_named_as_the_way(client, cast):
    enter(cast, cast.grid, kind="welfare_post", body="", duty_phone="", topics=())
    page = card(client, cast)
    assert "请通过网格长联系" in page
    assert "老人有事要人搭把手" in page


def test_a_grid_without_members_says_whom_to_ask_and_emergency_numbers_are_said_once(client, cast):
    whole = text(client, f"/u/{cast.unit.token}/")
    assert "有事先找上面的三长" in whole
    for number in ("110", "119", "120"):
        assert whole.count(f'href="tel:{number}"') == 1


def test_the_card_is_that_of_ones_own_grid(client, cast, gao):
    assert "民警" not in card(client, cast, cast.far_unit)
    assert "民警" in text(client, f"/u/{cast.grid.token}/")


def test_the_card_asks_as_often_for_few_as_for_many(client, cast, django_assert_max_num_queries):
    for number in range(12):
        enter(cast, cast.grid, name=f"高飞{number}", phone=f"1380000{3000 + number}", shown=("card.name",))
    with django_assert_max_num_queries(3):
        assert len(queries.whom_to_call(cast.unit, MONDAY_9AM)) == 12


def test_whoever_works_on_a_matter_sees_who_takes_its_kind(client, cast):
    enter(cast, cast.grid)
    enter(cast, cast.grid, kind="water", name="", phone="", body="长春水务", topics=("facility",))
    matter = cast.chen_reports(topic="safety")
    client.force_login(cast.zhang)
    page = text(client, f"/matters/{matter.pk}/")
    assert "可以找谁:安全隐患" in page
    assert "桐荫派出所" in page
    assert "长春水务" not in page
    assert OWN not in page

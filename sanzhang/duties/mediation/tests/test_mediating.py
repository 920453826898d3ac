"""From the telling to the agreement and what follows (§6.1 §6.2)."""

import json
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine

from sanzhang.duties.mediation import actions, queries, rules
from sanzhang.duties.mediation.models import Dispute, FollowUp, Party, Sitting
from sanzhang.duties.mediation.rules import NotPossible
from sanzhang.duties.mediation.tests.world import WORDS, Quarrel, move_in
from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM, Bearer, NotAllowed
from tests.times import MONDAY_9AM, MONDAY_10AM

DAY = timedelta(days=1)


@pytest.fixture
def quarrel(cast):
    return Quarrel(cast)


def test_a_dispute_begins_at_the_unit_and_waits_for_both_sides(quarrel):
    assert quarrel.now().rung == rules.UNIT

    quarrel.take()
    assert quarrel.now().state == rules.ASKING
    quarrel.agree()

    assert quarrel.now().state == rules.OPEN
    assert quarrel.now().due_at == MONDAY_9AM + 30 * DAY


def test_it_needs_somebody_on_each_side(cast):
    with pytest.raises(NotPossible):
        actions.tell(
            cast.unit,
            words=WORDS,
            kind="neighbours",
            sides=[actions.Side(rules.APPLICANT, "陈晨")],
            by=Bearer.anyone(),
            at=MONDAY_9AM,
        )


def test_a_leader_who_is_a_party_is_passed_over(cast):
    dispute = actions.tell(
        cast.unit,
        words=WORDS,
        kind="neighbours",
        sides=[
            actions.Side(rules.APPLICANT, "陈晨", person=cast.chen),
            actions.Side(rules.RESPONDENT, "张桂兰", person=cast.zhang),
        ],
        by=cast.chen,
        at=MONDAY_9AM,
    )

    assert dispute.rung == rules.BUILDING


def test_a_leader_named_by_his_phone_alone_is_passed_over(cast):
    dispute = actions.tell(
        cast.unit,
        words=WORDS,
        kind="neighbours",
        sides=[
            actions.Side(rules.APPLICANT, "陈晨", person=cast.chen),
            actions.Side(rules.RESPONDENT, "单元长", phone="13800000001"),
        ],
        by=Bearer.anyone(),
        at=MONDAY_9AM,
    )

    assert dispute.rung == rules.BUILDING


def test_a_leader_who_lives_with_a_party_is_passed_over(cast):
    move_in(cast, cast.zhang, "302")

    assert Quarrel(cast).now().rung == rules.BUILDING


def test_who_declares_an_interest_never_gets_it_and_the_next_level_does(quarrel, cast):
    actions.stand_aside(quarrel.now(), kind="relative", words="是我外甥", by=cast.zhang, at=MONDAY_9AM)

    assert quarrel.now().rung == rules.BUILDING
    with pytest.raises(NotAllowed):
        quarrel.take(cast.zhang)


def test_an_objection_puts_the_mediator_out_at_once(quarrel, cast):
    quarrel.begin()

    actions.object_to_mediator(
        quarrel.other, kind="work", words="和对方一个公司", by=quarrel.bearer(), at=MONDAY_9AM
    )

    assert quarrel.now().state == rules.MOVING
    assert not queries.opened_by(cast.zhang, MONDAY_9AM).exists()


def test_a_move_up_needs_both_sides(quarrel, cast):
    quarrel.begin()
    actions.ask_move(quarrel.now(), by=cast.zhang, at=MONDAY_9AM)
    first, other = quarrel.parties

    actions.answer_move(first, given=True, by=cast.chen, at=MONDAY_9AM)
    assert quarrel.now().state == rules.MOVING
    actions.answer_move(other, given=True, by=quarrel.bearer(), at=MONDAY_9AM)

    assert (quarrel.now().state, quarrel.now().rung) == (rules.TOLD, rules.BUILDING)
    assert not queries.opened_by(cast.zhang, MONDAY_9AM).exists()
    quarrel.take(cast.li)
    assert quarrel.now().state == rules.OPEN


def test_a_side_that_says_no_to_a_move_keeps_the_mediator(quarrel, cast):
    quarrel.begin()
    actions.ask_move(quarrel.now(), by=cast.zhang, at=MONDAY_9AM)

    actions.answer_move(quarrel.other, given=False, by=quarrel.bearer(), at=MONDAY_9AM)

    assert quarrel.now().state == rules.OPEN
    assert queries.opened_by(cast.zhang, MONDAY_9AM).exists()


def test_consent_taken_back_ends_it(quarrel):
    quarrel.begin()

    actions.withdraw_consent(quarrel.other, by=quarrel.bearer(), at=MONDAY_9AM)

    assert (quarrel.now().state, quarrel.now().ending) == (rules.ENDED, rules.NOT_AGREED)


def test_spoken_consent_needs_a_witness_and_paper_a_photo(quarrel, cast):
    quarrel.take()
    for way in (rules.SPOKEN, rules.PAPER):
        with pytest.raises(NotPossible):
            actions.record_consent(quarrel.other, way=way, by=cast.zhang, at=MONDAY_9AM)

    actions.record_consent(quarrel.other, way=rules.SPOKEN, witness="王芳", by=cast.zhang, at=MONDAY_9AM)

    assert quarrel.now().state == rules.OPEN


def test_a_new_leader_gets_nothing_until_both_sides_agree(quarrel, cast):
    quarrel.begin()
    cast.vacate("unit_leader", at=MONDAY_10AM)
    new = cast.person("新单元长", "13800000099")
    later = MONDAY_10AM + DAY
    from sanzhang.organisation.posts import actions as posts

    posts.seat(cast.unit_post, person=new, starts_at=MONDAY_10AM, by=SYSTEM, at=MONDAY_10AM)
    assert not queries.opened_by(new, later).exists()
    assert not queries.opened_by(cast.zhang, later).exists()

    assert actions.keep_time(quarrel.now(), by=SYSTEM, at=later)
    assert not actions.keep_time(quarrel.now(), by=SYSTEM, at=later)
    assert quarrel.now().state == rules.MOVING
    first, other = quarrel.parties
    actions.answer_move(first, given=True, by=cast.chen, at=later)
    actions.answer_move(other, given=True, by=quarrel.bearer(), at=later)
    quarrel.take(new, at=later)

    assert queries.opened_by(new, later).exists()


def test_the_agreement_gets_its_number_with_the_last_signature(quarrel, cast):
    quarrel.begin()
    agreement = quarrel.draft()
    assert agreement.number is None

    quarrel.sign(agreement)

    agreement.refresh_from_db()
    assert (agreement.year, agreement.number, agreement.state) == (2026, 1, rules.SIGNED)
    assert (quarrel.now().ending, quarrel.now().settled_rung) == (rules.AGREEMENT, rules.UNIT)
    assert FollowUp.objects.filter(dispute=quarrel.now(), done_at=None).count() == 1
    second = Quarrel(cast)
    second.begin()
    other = second.draft()
    second.sign(other)
    other.refresh_from_db()
    assert other.number == 2


def test_a_draft_that_changed_can_no_longer_be_signed(quarrel, cast):
    quarrel.begin()
    old = quarrel.draft()
    actions.sign(quarrel.parties[0], old, by=cast.chen, at=MONDAY_10AM)
    quarrel.draft()

    with pytest.raises(NotPossible):
        actions.sign(quarrel.other, old, by=quarrel.bearer(), at=MONDAY_10AM)


def test_what_was_not_kept_is_opened_again(quarrel, cast):
    quarrel.begin()
    quarrel.sign(quarrel.draft())
    follow = FollowUp.objects.get(dispute=quarrel.now())

    actions.follow_up(follow, result=rules.BROKEN, words="还在拖", by=cast.zhang, at=MONDAY_10AM + 30 * DAY)

    assert (quarrel.now().state, quarrel.now().settled_rung) == (rules.OPEN, "")


def test_a_sitting_is_convened_and_held(quarrel, cast):
    quarrel.begin()
    sitting = actions.convene(
        quarrel.now(), starts_at=MONDAY_10AM, spot="社区活动室", by=cast.zhang, at=MONDAY_9AM
    )

    actions.hold(sitting, attendance=["陈晨"], minutes="谈了", result="again", by=cast.zhang, at=MONDAY_10AM)

    assert Sitting.objects.get().state == rules.HELD


def test_the_term_over_asks_both_about_the_next_level(quarrel):
    quarrel.begin()

    assert actions.keep_time(quarrel.now(), by=SYSTEM, at=MONDAY_9AM + 30 * DAY)

    assert quarrel.now().state == rules.MOVING


def test_both_may_give_it_fifteen_days_more(quarrel, cast):
    quarrel.begin()
    first, other = quarrel.parties
    actions.consent(first, given=True, about=rules.TO_EXTEND, by=cast.chen, at=MONDAY_9AM)
    actions.consent(other, given=True, about=rules.TO_EXTEND, by=quarrel.bearer(), at=MONDAY_9AM)

    assert quarrel.now().due_at == MONDAY_9AM + 45 * DAY


def test_any_side_may_choose_the_court(quarrel):
    quarrel.begin()

    actions.leave(quarrel.other, ending=rules.COURT, by=quarrel.bearer(), at=MONDAY_9AM)

    assert quarrel.now().ending == rules.COURT


def test_after_five_years_nothing_is_left_but_the_count(quarrel, cast):
    quarrel.begin()
    quarrel.sign(quarrel.draft())
    late = MONDAY_9AM + 365 * 5 * DAY + 2 * DAY

    actions.erase(quarrel.now(), by=SYSTEM, at=late)

    assert quarrel.now().words == ""
    assert quarrel.now().settled_rung == rules.UNIT
    assert {party.name for party in Party.objects.all()} == {""}
    assert not queries.opened_by(cast.zhang, MONDAY_10AM).exists()
    assert Entry.objects.filter(action="dispute.erase").count() == 1
    with pytest.raises(NotPossible):
        actions.erase(quarrel.now(), by=SYSTEM, at=late)


def test_a_matter_made_a_dispute_keeps_nothing_but_that(cast):
    from sanzhang.duties.matters import queries as matters

    matter = cast.chen_reports(WORDS, contact_name="陈晨", contact_phone="13800000004")

    dispute = actions.turn_matter(
        matter,
        kind="neighbours",
        sides=[actions.Side(rules.APPLICANT, "陈晨"), actions.Side(rules.RESPONDENT, "孙二宝")],
        by=cast.zhang,
        at=MONDAY_10AM,
    )

    matter.refresh_from_db()
    assert (matter.words, matter.contact_phone) == (matters.SEALED, "")
    assert dispute.words == WORDS
    assert all(WORDS not in told.words for told in matters.story(matter))
    assert Dispute.objects.get().source == "matter"


def test_a_respondent_without_an_account_gets_the_own_address_and_speaks_for_himself(cast, client):
    quarrel = Quarrel(cast)
    quarrel.take()

    (sent,) = Message.objects.filter(template="mediation.news_by_link")
    address = json.loads(sent.facts)["address"]
    assert f"/mediation/r/{quarrel.other.receipt}/" in address
    with time_machine.travel(MONDAY_10AM, tick=False):
        page = client.get(urlsplit(address).path)
    assert page.status_code == 200
    assert WORDS in page.content.decode()


def test_no_page_of_who_mediates_shows_a_partys_address(cast, client):
    quarrel = Quarrel(cast)
    quarrel.take()
    client.force_login(cast.zhang)
    with time_machine.travel(MONDAY_10AM, tick=False):
        pages = [
            client.get(f"/mediation/{quarrel.dispute.pk}/"),
            client.get("/inbox/"),
            client.get("/mediation/"),
        ]

    assert all(party.receipt not in page.content.decode() for party in quarrel.parties for page in pages)

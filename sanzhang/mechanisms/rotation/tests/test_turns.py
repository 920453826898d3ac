"""Months ahead, swaps, skips, leaving, stopping, taking; each with its tenure (§12)."""

from datetime import date, timedelta

import pytest

from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.mechanisms.rotation import actions, queries, rules
from sanzhang.mechanisms.rotation.actions import NotPossible
from sanzhang.mechanisms.rotation.models import Member, Swap, Turn, TurnStep
from sanzhang.mechanisms.rotation.tests.conftest import JANUARY
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.posts.models import Tenure
from tests.times import MONDAY_9AM, TUESDAY_9AM

FEBRUARY, MARCH, APRIL = date(2027, 2, 1), date(2027, 3, 1), date(2027, 4, 1)
MID_JANUARY = rules.midnight(date(2027, 1, 15))


def told(person, template):
    found = Message.objects.filter(to=person, template=template).order_by("id")
    return [message.words for message in found]


def assert_tenures_match(rota):
    """Each planned turn has the tenure of its month, and nobody else sits there by rotation."""
    planned = Turn.objects.filter(rota=rota, state=rules.PLANNED).select_related("tenure", "member")
    for turn in planned:
        assert turn.tenure.cancelled_at is None
        assert turn.tenure.person_id == turn.member.person_id
        assert turn.tenure.starts_at >= rules.midnight(turn.month)
        assert turn.tenure.ends_at == rules.midnight(rules.month_after(turn.month))
    live = Tenure.objects.filter(post=rota.post, way="rotation", cancelled_at=None, end_reason="")
    assert {one.pk for one in live} == {turn.tenure_id for turn in planned}


def test_beginning_ends_the_leaders_time_at_the_first_midnight_and_tells_so(unit):
    unit.begin("102", "201")

    assert unit.holder(rules.midnight(JANUARY) - timedelta(seconds=1)) == "张桂兰"
    assert unit.holder(rules.midnight(JANUARY)) == "赵邻居"
    assert "2027年1月" in told(unit.cast.zhang, "rotation.begins")[0]


def test_months_are_given_round_and_round(unit):
    unit.begin("102", "201", "202")

    assert unit.doors() == ["102", "201", "202", "102", "201", "202"]
    assert_tenures_match(unit.rota)


def test_nobody_able_means_no_order_and_the_post_openly_vacant(unit):
    unit.join("102", able=False)

    with pytest.raises(NotPossible, match="核对"):
        actions.arrange(unit.rota, [], by=unit.cast.liu, at=MONDAY_9AM)

    assert unit.holder(rules.midnight(JANUARY)) == ""


def test_extending_twice_or_late_is_the_same_as_once(unit):
    unit.begin("102", "201", "202")

    assert actions.extend(unit.rota, by=SYSTEM, at=MONDAY_9AM) == 0
    later = rules.midnight(date(2027, 3, 20))
    assert actions.extend(unit.rota, by=SYSTEM, at=later) == 2
    assert actions.extend(unit.rota, by=SYSTEM, at=later) == 0

    assert unit.doors() == ["102", "201", "202"] * 2 + ["102", "201"]
    assert_tenures_match(unit.rota)


def test_months_that_passed_unplanned_are_written_down_as_vacant(unit):
    unit.begin("102", "201", "202")

    actions.extend(unit.rota, by=SYSTEM, at=rules.midnight(date(2027, 9, 10)))

    assert unit.doors()[6:9] == ["-", "-", "202"] or unit.doors()[6:9] == ["-", "-", "102"]
    months = list(Turn.objects.filter(rota=unit.rota).order_by("month").values_list("month", flat=True))
    assert months == [rules.month_after(JANUARY, step) for step in range(len(months))]


def test_only_three_to_twelve_months_ahead(unit):
    unit.begin("102", "201")

    for months in (2, 13):
        with pytest.raises(NotPossible, match="3 到 12"):
            actions.extend(unit.rota, by=unit.cast.liu, at=MONDAY_9AM, months=months)

    assert actions.extend(unit.rota, by=unit.cast.liu, at=MONDAY_9AM, months=12) == 6


def test_two_change_months_once_both_agree(unit):
    unit.begin("102", "201", "202")
    mine, theirs = unit.turn(JANUARY), unit.turn(MARCH)

    swap = actions.ask_swap(mine, theirs, words="出差", by=unit.people["102"], at=MONDAY_9AM)
    assert unit.doors()[:3] == ["102", "201", "202"]
    actions.answer_swap(swap, agreed=True, by=unit.people["202"], at=TUESDAY_9AM)

    assert unit.doors()[:3] == ["202", "201", "102"]
    assert_tenures_match(unit.rota)
    assert "2027年1月" in told(unit.people["202"], "rotation.swap_asked")[0]
    assert "已换" in told(unit.people["102"], "rotation.swap_answered")[0]
    assert TurnStep.objects.filter(verb="swapped").count() == 2
    assert Entry.objects.filter(action="rotation.swap_answered").exists()


def test_a_swap_that_is_refused_changes_nothing(unit):
    unit.begin("102", "201")
    swap = actions.ask_swap(unit.turn(JANUARY), unit.turn(FEBRUARY), by=unit.people["102"], at=MONDAY_9AM)

    actions.answer_swap(swap, agreed=False, by=unit.people["201"], at=TUESDAY_9AM)

    assert unit.doors()[:2] == ["102", "201"]
    with pytest.raises(NotPossible, match="答复"):
        actions.answer_swap(swap, agreed=True, by=unit.people["201"], at=TUESDAY_9AM)
    with pytest.raises(NotPossible, match="答复"):
        actions.withdraw_swap(swap, by=unit.people["102"], at=TUESDAY_9AM)


def test_nobody_else_answers_or_asks(unit):
    unit.begin("102", "201", "202")
    swap = actions.ask_swap(unit.turn(JANUARY), unit.turn(FEBRUARY), by=unit.people["102"], at=MONDAY_9AM)

    for stranger in (unit.people["102"], unit.people["202"], unit.cast.stranger):
        with pytest.raises(NotAllowed):
            actions.answer_swap(swap, agreed=True, by=stranger, at=MONDAY_9AM)
    with pytest.raises(NotAllowed):
        actions.ask_swap(unit.turn(MARCH), unit.turn(FEBRUARY), by=unit.people["102"], at=MONDAY_9AM)
    with pytest.raises(NotPossible, match="已经向别人"):
        actions.ask_swap(unit.turn(JANUARY), unit.turn(MARCH), by=unit.people["102"], at=MONDAY_9AM)


def test_a_month_that_has_begun_is_not_swapped(unit):
    unit.begin("102", "201")
    swap = actions.ask_swap(unit.turn(JANUARY), unit.turn(FEBRUARY), by=unit.people["102"], at=MONDAY_9AM)

    with pytest.raises(NotPossible, match="已经开始"):
        actions.answer_swap(swap, agreed=True, by=unit.people["201"], at=rules.midnight(JANUARY))

    assert Swap.objects.get(pk=swap.pk).state == rules.WAITING


def test_who_skips_lets_the_next_move_up_as_shown_before(unit):
    unit.begin("102", "201", "202")
    shown = queries.moves(unit.rota, queries.after_skip(unit.turn(JANUARY), MONDAY_9AM))

    actions.skip(unit.turn(JANUARY), words="住院", by=unit.people["102"], at=MONDAY_9AM)

    assert unit.doors() == ["201", "202", "102", "201", "202", "102"]
    assert [move.after.household.number if move.after else "-" for move in shown] == unit.doors()
    assert_tenures_match(unit.rota)
    assert "2027年1月" in told(unit.people["201"], "rotation.changed")[-1]
    assert TurnStep.objects.get(verb="skipped").words == "住院"


def test_a_skip_keeps_what_others_swapped(unit):
    unit.begin("102", "201", "202", "301")
    swap = actions.ask_swap(unit.turn(MARCH), unit.turn(APRIL), by=unit.people["202"], at=MONDAY_9AM)
    actions.answer_swap(swap, agreed=True, by=unit.people["301"], at=MONDAY_9AM)

    actions.skip(unit.turn(JANUARY), by=unit.people["102"], at=MONDAY_9AM)

    assert unit.doors()[:3] == ["201", "301", "202"]


def test_a_skipped_month_may_stay_openly_vacant(unit):
    unit.begin("102", "201")

    actions.skip(unit.turn(JANUARY), move_up=False, by=unit.people["102"], at=MONDAY_9AM)

    assert unit.doors()[:2] == ["-", "201"]
    assert unit.turn(JANUARY).why == rules.SKIPPED
    assert unit.holder(rules.midnight(JANUARY)) == ""
    actions.extend(unit.rota, by=SYSTEM, at=TUESDAY_9AM)
    assert unit.doors()[0] == "-"


def test_alone_one_skips_into_a_vacant_month(unit):
    unit.begin("102")

    actions.skip(unit.turn(FEBRUARY), by=unit.people["102"], at=MONDAY_9AM)

    assert unit.doors() == ["102", "-", "102", "102", "102", "102"]
    assert_tenures_match(unit.rota)


def test_who_leaves_gives_back_all_months_to_come(unit):
    members = unit.begin("102", "201", "202")

    actions.leave(members["201"], words="搬家", by=unit.people["201"], at=MONDAY_9AM)

    assert "201" not in unit.doors()
    assert "-" not in unit.doors()
    assert_tenures_match(unit.rota)
    with pytest.raises(NotPossible, match="已经退出"):
        actions.leave(members["201"], by=unit.people["201"], at=MONDAY_9AM)


def test_when_the_last_one_leaves_the_months_are_openly_vacant(unit):
    members = unit.begin("102")

    actions.leave(members["102"], by=unit.people["102"], at=MONDAY_9AM)

    assert unit.doors() == ["-"] * 6
    assert {turn.why for turn in queries.turns_of(unit.rota)} == {rules.GIVEN_BACK}
    assert unit.holder(rules.midnight(JANUARY)) == ""


def test_who_comes_later_is_last_and_fills_what_nobody_had(unit):
    members = unit.begin("102")
    actions.leave(members["102"], by=unit.people["102"], at=MONDAY_9AM)
    later = rules.midnight(date(2027, 2, 10))
    actions.extend(unit.rota, by=SYSTEM, at=later)

    unit.join("201", at=later)

    assert unit.doors()[6:] == ["201"]


def test_in_the_middle_of_a_month_one_stops_and_another_takes_the_rest(unit):
    members = unit.begin("102", "201")

    actions.stop(unit.turn(JANUARY), words="摔伤", by=unit.people["102"], at=MID_JANUARY)
    assert unit.holder(MID_JANUARY) == ""
    assert unit.turn(JANUARY).state == rules.STOPPED
    actions.take(unit.turn(JANUARY), members["201"], by=unit.people["201"], at=MID_JANUARY)

    assert unit.holder(MID_JANUARY) == "钱邻居"
    assert unit.holder(rules.midnight(FEBRUARY) - timedelta(seconds=1)) == "钱邻居"
    assert_tenures_match(unit.rota)
    with pytest.raises(NotPossible, match="已经有人"):
        actions.take(unit.turn(JANUARY), members["102"], by=unit.people["102"], at=MID_JANUARY)


def test_who_stops_at_the_first_instant_never_began(unit):
    unit.begin("102", "201")
    midnight = rules.midnight(JANUARY)

    actions.stop(unit.turn(JANUARY), by=unit.people["102"], at=midnight)

    assert unit.holder(midnight) == ""
    assert unit.holder(midnight + timedelta(hours=1)) == ""


def test_only_a_running_month_is_stopped(unit):
    unit.begin("102", "201")

    with pytest.raises(NotPossible, match="正在轮值"):
        actions.stop(unit.turn(FEBRUARY), by=unit.people["201"], at=MID_JANUARY)


def test_the_end_takes_back_what_is_to_come_and_never_brings_the_old_holder_back(unit):
    unit.begin("102", "201")

    actions.end_rota(unit.rota, words="改为推选", by=unit.cast.liu, at=MID_JANUARY)

    assert unit.holder(rules.midnight(FEBRUARY) - timedelta(seconds=1)) == "赵邻居"
    assert unit.holder(rules.midnight(FEBRUARY)) == ""
    assert unit.doors() == ["102", "-", "-", "-", "-", "-"]
    assert "改为推选" in told(unit.people["201"], "rotation.ended")[0]
    assert actions.extend(unit.rota, by=SYSTEM, at=rules.midnight(FEBRUARY)) == 0


def test_ending_before_it_began_leaves_the_post_openly_vacant(unit):
    unit.begin("102", "201")

    actions.end_rota(unit.rota, words="没谈拢", by=unit.cast.liu, at=MONDAY_9AM)

    assert unit.holder(MONDAY_9AM) == "张桂兰"
    assert unit.holder(rules.midnight(JANUARY)) == ""


def test_a_month_in_which_somebody_else_holds_the_post_is_kept_free(unit):
    unit.begin("102", "201")
    actions.extend(unit.rota, by=SYSTEM, at=MONDAY_9AM)
    other = posts.seat(
        unit.unit_post,
        person=unit.cast.stranger,
        starts_at=rules.midnight(date(2027, 7, 1)),
        ends_at=rules.midnight(date(2027, 8, 1)),
        by=unit.cast.liu,
        at=MONDAY_9AM,
    )

    assert actions.extend(unit.rota, by=unit.cast.liu, at=MONDAY_9AM, months=8) == 2
    assert unit.turn(date(2027, 7, 1)).why == rules.TAKEN_UP
    posts.cancel(other, by=unit.cast.liu, at=TUESDAY_9AM)
    assert unit.rota.pk in queries.to_extend(TUESDAY_9AM)
    actions.extend(unit.rota, by=SYSTEM, at=TUESDAY_9AM)

    assert "-" not in unit.doors()


def test_a_second_rota_or_one_that_clashes_is_refused_in_plain_words(unit):
    with pytest.raises(NotPossible, match="已经在轮值"):
        actions.start_rota(
            unit.unit_post,
            order=rules.LOT,
            chosen_how="meeting",
            chosen_on=JANUARY,
            starts_on=FEBRUARY,
            by=unit.cast.liu,
            at=MONDAY_9AM,
        )


def test_beginning_where_somebody_is_agreed_for_later_is_refused_and_nothing_is_done(cast):
    posts.end_tenure(
        cast.tenures["unit_leader"], ends_at=MID_JANUARY, reason="moved", by=SYSTEM, at=MONDAY_9AM
    )
    posts.seat(cast.unit_post, person=cast.chen, starts_at=MID_JANUARY, by=SYSTEM, at=MONDAY_9AM)

    with pytest.raises(NotPossible, match="2027年1月15日"):
        actions.start_rota(
            cast.unit_post,
            order=rules.LOT,
            chosen_how="vote",
            chosen_on=date(2026, 11, 1),
            starts_on=JANUARY,
            by=cast.liu,
            at=MONDAY_9AM,
        )

    assert Tenure.objects.get(pk=cast.tenures["unit_leader"].pk).ends_at == MID_JANUARY


def test_a_removal_elsewhere_is_followed_and_the_household_leaves(unit):
    members = unit.begin("102", "201")
    running = unit.turn(JANUARY).tenure
    posts.end_tenure(running, ends_at=MID_JANUARY, reason="moved", by=unit.cast.liu, at=MID_JANUARY)

    assert actions.follow(unit.rota, by=SYSTEM, at=MID_JANUARY) == 1

    assert unit.turn(JANUARY).state == rules.STOPPED
    assert Member.objects.get(pk=members["102"].pk).left_words == "搬离或调动"
    assert unit.doors()[1:] == ["201"] * 5
    assert actions.follow(unit.rota, by=SYSTEM, at=MID_JANUARY) == 0


def test_who_died_is_not_given_a_month(unit):
    unit.begin("102", "201")
    posts.note_death(unit.people["102"], on=date(2027, 1, 15), by=unit.cast.liu, at=MID_JANUARY)
    actions.follow(unit.rota, by=SYSTEM, at=MID_JANUARY)

    assert unit.doors()[1:] == ["201"] * 5
    assert unit.holder(MID_JANUARY) == ""


def test_who_moves_away_stops_and_leaves(unit):
    members = unit.begin("102", "201")

    actions.move_away(members["102"], by=SYSTEM, at=MID_JANUARY)

    assert unit.holder(MID_JANUARY) == ""
    assert unit.doors()[1:] == ["201"] * 5


def test_whose_phone_nobody_checked_is_not_found_able(unit):
    Person.objects.filter(pk=unit.people["102"].pk).update(phone_verified_at=None)
    member = unit.join("102", able=False)

    with pytest.raises(NotPossible, match="手机号"):
        actions.confirm_able(member, by=unit.cast.liu, at=MONDAY_9AM)

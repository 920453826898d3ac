"""Resignation, removal, leave and death in their plain course, and who is refused."""

from datetime import datetime, timedelta

import pytest

from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM, NotAllowed, seats_of
from sanzhang.organisation.posts import actions, jobs, queries
from sanzhang.organisation.posts.models import Leaving, Post, Tenure
from tests.times import MONDAY_9AM, MONDAY_10AM, SHANGHAI, TUESDAY_9AM

DAY, INSTANT = timedelta(days=1), timedelta(microseconds=1)
DECEMBER_1, DECEMBER_8 = (datetime(2026, 12, day, tzinfo=SHANGHAI) for day in (1, 8))
SILENT = datetime(2026, 12, 8, tzinfo=SHANGHAI)  # fifteen days after Monday, at midnight
HEARD_BY = datetime(2026, 11, 27, tzinfo=SHANGHAI)  # three working days after Monday, whole


@pytest.fixture
def zhang(cast):
    return cast.tenures["unit_leader"]


@pytest.fixture
def colleague(cast):
    """A second worker of the community, who may decide."""
    post = actions.open_post(cast.community, kind="community_worker", number=2, by=SYSTEM, at=cast.made_at)
    person = cast.person("何平", "13800000021", login="heping")
    actions.seat(post, person=person, starts_at=cast.made_at, by=SYSTEM, at=cast.made_at)
    return person


def holds(post, person, at):
    tenure = queries.who_held(post, at)
    has_power = any(seat.post_id == post.pk for seat in seats_of(person, at))
    assert has_power == (tenure is not None and tenure.person_id == person.pk)
    return has_power


def resign(cast, tenure, *, by=None, leaves_at=MONDAY_9AM, at=MONDAY_9AM):
    return actions.ask_to_resign(tenure, leaves_at=leaves_at, words="身体不好", by=by or cast.zhang, at=at)


def propose(cast, tenure, *, by=None, at=MONDAY_9AM):
    words = "从 9 月起没有来过,电话不接。"
    return actions.propose_removal(
        tenure, grounds=["not_working", "out_of_reach"], words=words, by=by or cast.liu, at=at
    )


def away(cast, tenure, *, acting=None, begins=DECEMBER_1, returns=DECEMBER_8, at=MONDAY_9AM, by=None):
    leave = actions.ask_for_leave(
        tenure, leaves_at=begins, returns_at=returns, words="住院", by=by or cast.zhang, at=at
    )
    actions.grant_leave(leave, acting=acting, by=cast.liu, at=at)
    leave.refresh_from_db()
    return leave


class TestResignation:
    def test_a_worker_agrees_and_it_ends_on_the_day_asked_for(self, cast, zhang):
        leaving = resign(cast, zhang, leaves_at=DECEMBER_1)
        assert holds(cast.unit_post, cast.zhang, DECEMBER_1)

        actions.agree_to_resign(leaving, by=cast.liu, at=MONDAY_10AM)

        assert holds(cast.unit_post, cast.zhang, DECEMBER_1 - INSTANT)
        assert not holds(cast.unit_post, cast.zhang, DECEMBER_1)
        leaving.refresh_from_db()
        zhang.refresh_from_db()
        assert (leaving.state, leaving.decided_by, zhang.end_reason) == ("done", cast.liu, "resignation")

    @pytest.mark.parametrize("runs", [0, 1, 2])
    def test_without_an_answer_it_takes_effect_whether_or_not_a_job_runs(self, cast, zhang, runs):
        leaving = resign(cast, zhang)
        for _ in range(runs):
            jobs.follow_leavings(SILENT + 3 * DAY)

        assert holds(cast.unit_post, cast.zhang, SILENT - INSTANT)
        assert not holds(cast.unit_post, cast.zhang, SILENT)
        assert queries.vacant_since([cast.unit_post], SILENT + DAY)[cast.unit_post.pk] == SILENT
        leaving.refresh_from_db()
        assert leaving.state == ("done" if runs else "asked")
        assert queries.is_in_force(leaving, SILENT) or runs
        if runs:
            assert leaving.decided_at == SILENT
            assert Entry.objects.filter(action="leaving.settled_by_time").count() == 1
        with pytest.raises(actions.NotPossible):
            actions.withdraw(leaving, by=cast.zhang, at=SILENT)
        with pytest.raises(actions.NotPossible):
            actions.agree_to_resign(leaving, by=cast.liu, at=SILENT)

    def test_it_is_withdrawn_until_decided_and_the_post_goes_on(self, cast, zhang):
        leaving = resign(cast, zhang)
        actions.withdraw(leaving, by=cast.zhang, at=MONDAY_10AM)

        assert holds(cast.unit_post, cast.zhang, SILENT + DAY)
        zhang.refresh_from_db()
        cast.unit_post.refresh_from_db()
        assert (zhang.ends_at, zhang.end_reason, cast.unit_post.vacant_since) == (None, "", None)
        with pytest.raises(actions.NotPossible):
            actions.withdraw(leaving, by=cast.zhang, at=MONDAY_10AM)
        resign(cast, zhang, at=MONDAY_10AM, leaves_at=TUESDAY_9AM)

    def test_declined_with_a_reason_it_goes_on_until_the_agreed_end(self, cast, zhang):
        Tenure.objects.filter(pk=zhang.pk).update(ends_at=DECEMBER_8 + 300 * DAY)
        zhang.refresh_from_db()
        leaving = resign(cast, zhang)
        with pytest.raises(actions.NotPossible):
            actions.decline_resignation(leaving, words=" ", by=cast.liu, at=MONDAY_10AM)
        actions.decline_resignation(leaving, words="请您再带一个月", by=cast.liu, at=MONDAY_10AM)

        zhang.refresh_from_db()
        assert (zhang.ends_at, zhang.term_until) == (DECEMBER_8 + 300 * DAY, None)

    def test_what_a_worker_types_in_waits_for_another(self, cast, zhang):
        leaving = resign(cast, zhang, by=cast.liu)
        assert Message.objects.filter(to=cast.zhang, template="posts.resignation_entered").exists()
        with pytest.raises(NotAllowed):
            actions.agree_to_resign(leaving, by=cast.liu, at=MONDAY_10AM)
        assert not queries.is_in_force(leaving, SILENT + DAY)
        assert holds(cast.unit_post, cast.zhang, SILENT + DAY)
        actions.agree_to_resign(leaving, by=cast.sun, at=MONDAY_10AM)
        assert not holds(cast.unit_post, cast.zhang, MONDAY_10AM)

    def test_the_person_withdraws_what_a_worker_typed(self, cast, zhang):
        leaving = resign(cast, zhang, by=cast.liu)
        actions.withdraw(leaving, by=cast.zhang, at=MONDAY_10AM)
        assert holds(cast.unit_post, cast.zhang, MONDAY_10AM)

    def test_a_worker_does_not_withdraw_what_the_leader_asked(self, cast, zhang):
        leaving = resign(cast, zhang)
        with pytest.raises(NotAllowed):
            actions.withdraw(leaving, by=cast.liu, at=MONDAY_10AM)

    @pytest.mark.parametrize("who", ["stranger", "li", "wang", "sun", "wu"])
    def test_nobody_else_asks_for_somebody(self, cast, zhang, who):
        with pytest.raises(NotAllowed):
            resign(cast, zhang, by=getattr(cast, who))

    def test_the_leader_does_not_agree_himself(self, cast, zhang):
        leaving = resign(cast, zhang)
        for who in (cast.zhang, cast.li, cast.stranger, cast.wu):
            with pytest.raises(NotAllowed):
                actions.agree_to_resign(leaving, by=who, at=MONDAY_10AM)

    def test_only_one_thing_waits_at_a_time(self, cast, zhang):
        resign(cast, zhang)
        with pytest.raises(actions.NotPossible):
            resign(cast, zhang)
        with pytest.raises(actions.NotPossible):
            propose(cast, zhang)

    def test_a_decision_is_revoked_within_a_day(self, cast, zhang):
        leaving = resign(cast, zhang)
        actions.agree_to_resign(leaving, by=cast.liu, at=MONDAY_10AM)
        with pytest.raises(actions.NotPossible):
            actions.take_back_end(zhang, by=cast.liu, at=MONDAY_10AM)
        actions.revoke(leaving, by=cast.liu, at=MONDAY_10AM + DAY)
        assert holds(cast.unit_post, cast.zhang, MONDAY_10AM + DAY)

    def test_whom_a_successor_was_seated_for_cannot_stay(self, cast, zhang):
        leaving = resign(cast, zhang)
        actions.seat(cast.unit_post, person=cast.chen, starts_at=SILENT, by=cast.liu, at=MONDAY_10AM)
        with pytest.raises(actions.PostTaken):
            actions.withdraw(leaving, by=cast.zhang, at=MONDAY_10AM)

    def test_the_reason_lies_in_no_journal_message_or_end(self, cast, zhang):
        leaving = resign(cast, zhang)
        actions.agree_to_resign(leaving, by=cast.liu, at=MONDAY_10AM)
        everywhere = [
            *Entry.objects.values_list("facts", flat=True),
            *Tenure.objects.values_list("end_words"),
        ]
        everywhere += [message.words for message in Message.objects.all()]
        assert "身体不好" not in str(everywhere)
        assert Leaving.objects.get().words == "身体不好"


class TestRemoval:
    def test_heard_and_decided_by_another_it_ends_at_once(self, cast, zhang):
        leaving = propose(cast, zhang)
        assert Message.objects.filter(to=cast.zhang, template="posts.removal_proposed").count() == 1
        actions.hear(leaving, words="我住院了。", by=cast.zhang, at=MONDAY_10AM)
        actions.decide_removal(leaving, agreed=True, words="情况属实。", by=cast.sun, at=TUESDAY_9AM)

        assert not holds(cast.unit_post, cast.zhang, TUESDAY_9AM)
        zhang.refresh_from_db()
        assert (zhang.end_reason, zhang.end_words) == ("removal", "")

    def test_unheard_it_waits_three_working_days(self, cast, zhang):
        leaving = propose(cast, zhang)
        assert leaving.hear_until == HEARD_BY
        with pytest.raises(actions.NotPossible):
            actions.decide_removal(leaving, agreed=True, words="属实", by=cast.sun, at=HEARD_BY - INSTANT)
        actions.decide_removal(leaving, agreed=True, words="属实", by=cast.sun, at=HEARD_BY)
        assert not holds(cast.unit_post, cast.zhang, HEARD_BY)

    def test_never_by_the_proposer_nor_the_person(self, cast, zhang, colleague):
        leaving = propose(cast, zhang)
        for who in (cast.liu, cast.zhang, cast.li, cast.wang, cast.wu, cast.stranger):
            with pytest.raises(NotAllowed):
                actions.decide_removal(leaving, agreed=True, words="属实", by=who, at=HEARD_BY)
        actions.decide_removal(leaving, agreed=False, words="不属实", by=colleague, at=HEARD_BY)
        assert holds(cast.unit_post, cast.zhang, HEARD_BY)

    def test_a_worker_who_leads_a_grid_does_not_decide_about_himself(self, cast, colleague):
        cast.vacate("grid_leader", at=MONDAY_9AM)
        tenure = actions.seat(cast.grid_post, person=cast.liu, starts_at=MONDAY_9AM, by=SYSTEM, at=MONDAY_9AM)
        with pytest.raises(NotAllowed):
            propose(cast, tenure, at=MONDAY_10AM)
        leaving = propose(cast, tenure, by=colleague, at=MONDAY_10AM)
        with pytest.raises(NotAllowed):
            actions.decide_removal(leaving, agreed=False, words="不属实", by=cast.liu, at=HEARD_BY)
        with pytest.raises(NotAllowed):
            actions.withdraw(leaving, by=cast.liu, at=HEARD_BY)

    def test_spoken_words_are_written_by_another_than_the_proposer(self, cast, zhang):
        leaving = propose(cast, zhang)
        with pytest.raises(NotAllowed):
            actions.hear(leaving, words="没有意见", by=cast.liu, at=MONDAY_10AM)
        with pytest.raises(actions.NotPossible):
            actions.hear(leaving, words="没有意见", said_at=MONDAY_9AM - DAY, by=cast.sun, at=MONDAY_10AM)
        actions.hear(leaving, words="没有意见", said_at=MONDAY_9AM, by=cast.sun, at=MONDAY_10AM)
        leaving.refresh_from_db()
        assert (leaving.state, leaving.said_to, leaving.said_at) == ("heard", cast.sun, MONDAY_9AM)
        assert Message.objects.filter(to=cast.zhang, template="posts.words_noted").count() == 1

    def test_what_is_added_later_is_kept_below(self, cast, zhang):
        leaving = propose(cast, zhang)
        actions.hear(leaving, words="我住院了。", by=cast.zhang, at=MONDAY_10AM)
        actions.hear(leaving, words="有病历。", by=cast.zhang, at=TUESDAY_9AM)
        leaving.refresh_from_db()
        assert leaving.said == "我住院了。\n\n有病历。"

    def test_a_removal_has_no_short_cut(self, cast, zhang):
        for reason in ("removal", "resignation", "leave", "death"):
            with pytest.raises(actions.NotPossible):
                actions.end_tenure(zhang, ends_at=MONDAY_9AM, reason=reason, by=cast.liu, at=MONDAY_9AM)

    @pytest.mark.parametrize(
        ("grounds", "words"), [([], "很长的话说明"), (["none"], "很长的话"), (["harm"], "x")]
    )
    def test_without_grounds_nothing_is_proposed(self, cast, zhang, grounds, words):
        with pytest.raises(actions.NotPossible):
            actions.propose_removal(zhang, grounds=grounds, words=words, by=cast.liu, at=MONDAY_9AM)

    def test_who_leaves_otherwise_is_not_removed_any_more(self, cast, zhang):
        leaving = propose(cast, zhang)
        actions.end_tenure(zhang, ends_at=MONDAY_10AM, reason="moved", by=cast.liu, at=MONDAY_10AM)
        leaving.refresh_from_db()
        assert leaving.state == "withdrawn"
        with pytest.raises(actions.NotPossible):
            actions.decide_removal(leaving, agreed=True, words="属实", by=cast.sun, at=HEARD_BY)


class TestLeave:
    def test_powers_go_and_come_back_by_the_date_alone(self, cast, zhang):
        away(cast, zhang, acting=cast.chen)

        assert holds(cast.unit_post, cast.zhang, DECEMBER_1 - INSTANT)
        assert holds(cast.unit_post, cast.chen, DECEMBER_1)
        assert not holds(cast.unit_post, cast.zhang, DECEMBER_1)
        assert holds(cast.unit_post, cast.chen, DECEMBER_8 - INSTANT)
        assert holds(cast.unit_post, cast.zhang, DECEMBER_8)
        assert not holds(cast.unit_post, cast.chen, DECEMBER_8)

    def test_without_anybody_acting_the_post_is_openly_vacant(self, cast, zhang):
        away(cast, zhang)
        cast.unit_post.refresh_from_db()
        assert cast.unit_post.vacant_since == DECEMBER_1
        assert queries.leaders_of(cast.unit, DECEMBER_1)[0].vacant_since == DECEMBER_1
        assert "unit_leader" not in queries.manned_rungs(cast.unit.path, DECEMBER_1)

    def test_the_agreed_end_is_kept(self, cast, zhang):
        until = DECEMBER_8 + 60 * DAY
        Tenure.objects.filter(pk=zhang.pk).update(ends_at=until)
        leave = away(cast, zhang, acting=cast.chen)
        assert holds(cast.unit_post, cast.zhang, until - INSTANT)
        assert not holds(cast.unit_post, cast.zhang, until)
        zhang.refresh_from_db()
        assert (zhang.end_reason, zhang.term_until, leave.returning.ends_at) == ("leave", until, until)
        with pytest.raises(actions.NotPossible):
            actions.prolong_leave(leave, returns_at=until, by=cast.liu, at=MONDAY_10AM)

    def test_coming_back_earlier(self, cast, zhang):
        leave = away(cast, zhang, acting=cast.chen)
        at = DECEMBER_1 + 2 * DAY
        actions.come_back(leave, returns_at=at, by=cast.zhang, at=at)
        assert holds(cast.unit_post, cast.zhang, at)
        assert not holds(cast.unit_post, cast.chen, at)
        with pytest.raises(actions.NotPossible):
            actions.come_back(leave, returns_at=at + DAY, by=cast.zhang, at=at)

    def test_prolonged_who_acts_acts_on(self, cast, zhang):
        leave = away(cast, zhang, acting=cast.chen)
        actions.prolong_leave(leave, returns_at=DECEMBER_8 + DAY, by=cast.liu, at=DECEMBER_1)
        assert holds(cast.unit_post, cast.chen, DECEMBER_8)
        assert holds(cast.unit_post, cast.zhang, DECEMBER_8 + DAY)

    def test_cancelled_before_it_begins_all_is_as_before(self, cast, zhang):
        leave = away(cast, zhang, acting=cast.chen)
        actions.cancel_leave(leave, by=cast.zhang, at=MONDAY_10AM)
        zhang.refresh_from_db()
        assert (zhang.ends_at, zhang.end_reason, zhang.term_until) == (None, "", None)
        assert holds(cast.unit_post, cast.zhang, DECEMBER_1)
        assert not holds(cast.unit_post, cast.chen, DECEMBER_1)
        with pytest.raises(actions.NotPossible):
            actions.cancel_leave(leave, by=cast.zhang, at=MONDAY_10AM)
        away(cast, zhang, acting=cast.li, at=MONDAY_10AM)

    def test_begun_it_is_not_cancelled(self, cast, zhang):
        leave = away(cast, zhang)
        with pytest.raises(actions.NotPossible):
            actions.cancel_leave(leave, by=cast.zhang, at=DECEMBER_1)

    def test_another_acts_from_now_on(self, cast, zhang):
        leave = away(cast, zhang, acting=cast.chen)
        at = DECEMBER_1 + DAY
        actions.change_acting(leave, acting=cast.li, by=cast.liu, at=at)
        assert holds(cast.unit_post, cast.li, at)
        assert not holds(cast.unit_post, cast.chen, at)
        actions.change_acting(leave, acting=None, by=cast.liu, at=at + DAY)
        assert queries.who_held(cast.unit_post, at + DAY) is None
        assert holds(cast.unit_post, cast.zhang, DECEMBER_8)

    def test_whoever_resigns_while_away_does_not_come_back(self, cast, zhang):
        leave = away(cast, zhang, acting=cast.chen)
        at = DECEMBER_1 + DAY
        leaving = resign(cast, leave.returning, leaves_at=at, at=at)
        assert holds(cast.unit_post, cast.zhang, DECEMBER_8)
        assert not holds(cast.unit_post, cast.zhang, at + 16 * DAY)
        actions.agree_to_resign(leaving, by=cast.liu, at=at)
        assert not holds(cast.unit_post, cast.zhang, DECEMBER_8)
        assert holds(cast.unit_post, cast.chen, DECEMBER_8 - INSTANT)
        actions.revoke(leaving, by=cast.liu, at=at)
        assert holds(cast.unit_post, cast.zhang, DECEMBER_8)

    def test_whoever_is_replaced_before_the_leave_does_not_come_back(self, cast, zhang):
        away(cast, zhang, acting=cast.chen)
        zhang.refresh_from_db()
        actions.replace(zhang, person=cast.li, from_at=MONDAY_10AM, by=cast.liu, at=MONDAY_10AM)
        assert holds(cast.unit_post, cast.li, DECEMBER_8 + 60 * DAY)
        assert not holds(cast.unit_post, cast.chen, DECEMBER_1)

    @pytest.mark.parametrize(
        ("begins", "returns"),
        [(MONDAY_9AM - DAY, DECEMBER_1), (DECEMBER_8, DECEMBER_1), (DECEMBER_1, DECEMBER_1 + 400 * DAY)],
    )
    def test_days_that_cannot_be_are_refused(self, cast, zhang, begins, returns):
        with pytest.raises(actions.NotPossible):
            away(cast, zhang, begins=begins, returns=returns)

    def test_nobody_grants_himself_a_leave_or_acts_for_himself(self, cast, zhang):
        leave = actions.ask_for_leave(
            zhang, leaves_at=DECEMBER_1, returns_at=DECEMBER_8, words="住院", by=cast.zhang, at=MONDAY_9AM
        )
        for who in (cast.zhang, cast.sun, cast.li, cast.stranger):
            with pytest.raises(NotAllowed):
                actions.grant_leave(leave, acting=None, by=who, at=MONDAY_9AM)
        with pytest.raises(actions.NotPossible):
            actions.grant_leave(leave, acting=cast.zhang, by=cast.liu, at=MONDAY_9AM)
        assert holds(cast.unit_post, cast.zhang, DECEMBER_1)
        actions.decline_leave(leave, words="月底人手不够", by=cast.liu, at=MONDAY_9AM)

    def test_a_leave_nobody_answered_is_closed_by_time_and_changes_nothing(self, cast, zhang):
        leave = actions.ask_for_leave(
            zhang, leaves_at=DECEMBER_1, returns_at=DECEMBER_8, words="住院", by=cast.zhang, at=MONDAY_9AM
        )
        jobs.follow_leavings(DECEMBER_8)
        jobs.follow_leavings(DECEMBER_8)
        leave.refresh_from_db()
        assert leave.state == "withdrawn"
        assert holds(cast.unit_post, cast.zhang, DECEMBER_8)

    def test_the_return_is_not_cancelled_as_a_seating(self, cast, zhang):
        leave = away(cast, zhang)
        with pytest.raises(actions.NotPossible):
            actions.cancel(leave.returning, by=cast.liu, at=MONDAY_10AM)
        with pytest.raises(actions.NotPossible):
            actions.take_back_end(zhang, by=cast.liu, at=MONDAY_10AM)


class TestDeath:
    def test_everything_in_the_community_ends_and_nobody_signs_in(self, cast, zhang):
        vacant = Post.objects.get(place=cast.next_unit, kind="unit_leader")
        actions.seat(vacant, person=cast.zhang, starts_at=DECEMBER_1, by=SYSTEM, at=MONDAY_9AM)
        leave = away(cast, zhang, acting=cast.chen)
        assert actions.note_death(cast.zhang, on=MONDAY_9AM.date(), by=cast.liu, at=MONDAY_10AM) >= 2

        cast.zhang.refresh_from_db()
        assert cast.zhang.disabled_at == MONDAY_10AM
        for at in (MONDAY_10AM, DECEMBER_1, DECEMBER_8):
            assert queries.who_held(cast.unit_post, at) is None or at == DECEMBER_1
            assert queries.who_held(vacant, at) is None
        leave.refresh_from_db()
        assert leave.state == "withdrawn"

    def test_a_mistake_is_taken_back_within_a_day(self, cast, zhang):
        resign(cast, zhang)
        actions.note_death(cast.zhang, on=MONDAY_9AM.date(), by=cast.liu, at=MONDAY_10AM)
        assert Leaving.objects.get().state == "withdrawn"
        with pytest.raises(actions.NotPossible):
            actions.take_back_death(cast.zhang, by=cast.liu, at=MONDAY_10AM + 2 * DAY)
        assert actions.take_back_death(cast.zhang, by=cast.liu, at=TUESDAY_9AM) == 1
        cast.zhang.refresh_from_db()
        assert cast.zhang.disabled_at is None
        assert holds(cast.unit_post, cast.zhang, TUESDAY_9AM)
        with pytest.raises(actions.NotPossible):
            actions.take_back_death(cast.zhang, by=cast.liu, at=TUESDAY_9AM)

    def test_who_has_an_office_or_no_post_here_is_refused(self, cast):
        cast.vacate("grid_leader", at=MONDAY_9AM)
        actions.seat(cast.grid_post, person=cast.sun, starts_at=MONDAY_9AM, by=SYSTEM, at=MONDAY_9AM)
        for person in (cast.sun, cast.stranger, cast.wu):
            with pytest.raises(actions.NotPossible):
                actions.note_death(person, on=MONDAY_9AM.date(), by=cast.liu, at=MONDAY_10AM)
        with pytest.raises(actions.NotPossible):
            actions.note_death(cast.zhang, on=TUESDAY_9AM.date(), by=cast.liu, at=MONDAY_10AM)
        for who in (cast.sun, cast.li, cast.stranger):
            with pytest.raises(NotAllowed):
                actions.note_death(cast.zhang, on=MONDAY_9AM.date(), by=who, at=MONDAY_10AM)

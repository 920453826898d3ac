"""What the phone of the one before sends after the hand-over: kept as a proposal, given to the present holder."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzhang.duties.matters import actions, queries, rules
from sanzhang.duties.matters.models import Matter, MatterStep, Proposal
from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.idempotency.models import Claim
from sanzhang.foundation.journal import queries as journal
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.organisation.posts import actions as posts
from tests.times import MONDAY_9AM, MONDAY_10AM

from .conftest import picture

pytestmark = pytest.mark.django_db
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
MIDNIGHT = MONDAY_9AM.replace(hour=0)
SENT = {
    "accept": {},
    "answer": {"ending": "solved", "words": "昨晚换好了灯"},
    "pass_up": {"words": "要换线路"},
    "note": {"words": "看过了"},
}
ADDRESS = {"accept": "accept", "answer": "answer", "pass_up": "pass-up", "note": "note"}


@pytest.fixture
def handed(cast):
    """A matter of Sunday; at the midnight before Monday the post went from 张桂兰 to 孙秀英."""
    cast.matter = cast.chen_reports(at=MIDNIGHT - timedelta(hours=5))
    cast.new = cast.person("孙秀英", "13800000020")
    posts.replace(
        cast.tenures["unit_leader"], person=cast.new, from_at=MIDNIGHT, by=SYSTEM, at=MIDNIGHT - DAY
    )
    return cast


def state_of(matter):
    fresh = Matter.objects.get(pk=matter.pk)
    return fresh.version, fresh.state, fresh.rung, fresh.due_at, fresh.steps.count()


def propose(cast, step="note", **more):
    return actions.propose(cast.matter, step=step, by=cast.zhang, at=MONDAY_10AM, **{**SENT[step], **more})


@pytest.mark.parametrize("step", SENT)
def test_what_the_old_phone_sends_is_kept_and_the_matter_stays_as_it_is(handed, client, send, step):
    before = state_of(handed.matter)
    client.force_login(handed.zhang)

    answer = send(f"/matters/{handed.matter.pk}/{ADDRESS[step]}/", version="1", **SENT[step])
    page = client.get(answer["Location"]).content.decode()

    kept = Proposal.objects.get()
    assert answer.status_code == 302
    assert "这个岗位已经交接" in page
    assert "现任单元长" in page
    assert (kept.step, kept.words, kept.tenure_id) == (
        step,
        SENT[step].get("words", ""),
        handed.tenures["unit_leader"].pk,
    )
    assert state_of(handed.matter) == before
    for hidden in (handed.matter.reference, handed.matter.words, "孙秀英", "等人接", "居民"):
        assert hidden not in page.split("<main")[1].split("</main>")[0]
    entry = list(journal.entries_of(handed.matter))[-1]
    assert entry.action == "matter.proposed"
    assert "看过" not in str(entry.facts)


def test_a_second_send_with_the_same_key_is_one_proposal(handed, client, send):
    client.force_login(handed.zhang)

    answers = [
        send(f"/matters/{handed.matter.pk}/note/", key="same-key-0001", version="1", words="看过了")
        for _ in range(3)
    ]

    assert len({answer["Location"] for answer in answers}) == 1
    assert Proposal.objects.count() == 1
    assert Claim.objects.count() == 1


def test_the_same_words_from_a_phone_that_lost_its_key_are_one_proposal(handed):
    assert propose(handed) == propose(handed)
    assert Proposal.objects.count() == 1


def test_photos_come_along_and_only_the_present_holder_sees_them(handed, client, send):
    client.force_login(handed.zhang)
    send(f"/matters/{handed.matter.pk}/note/", version="1", words="看过了", photos=[picture()])
    photo = Proposal.objects.get().photos.get()
    address = f"/matters/late/photo/{photo.pk}/small/"

    seen = {}
    for name in ("zhang", "new", "li", "stranger"):
        client.force_login(getattr(handed, name))
        seen[name] = client.get(address).status_code

    assert seen == {"zhang": 403, "new": 200, "li": 404, "stranger": 403}


@pytest.mark.parametrize("step", SENT)
def test_who_never_had_it_is_answered_exactly_as_about_a_matter_that_is_not_there(handed, client, send, step):
    other = handed.chen_reports(place=handed.far_unit, at=MIDNIGHT - timedelta(hours=5))
    later = handed.chen_reports(at=MONDAY_9AM)  # came after the hand-over
    for person in (handed.zhang, handed.chen, handed.stranger, handed.wang):
        client.force_login(person)
        nothing = send(f"/matters/987654321/{ADDRESS[step]}/", **SENT[step])
        for matter in (other, later):
            if person is handed.wang:
                continue  # sees one of them by her own post
            answer = send(f"/matters/{matter.pk}/{ADDRESS[step]}/", **SENT[step])
            assert (answer.status_code, _main(answer)) == (nothing.status_code, _main(nothing))
    assert not Proposal.objects.exists()


def _main(answer):
    return answer.content.decode().split("<main")[-1].split("<footer")[0]


def test_nor_a_month_later(handed):
    late = MIDNIGHT + rules.LATE

    assert queries.lost_part(handed.zhang, handed.matter.pk, late - MINUTE)
    assert queries.lost_part(handed.zhang, handed.matter.pk, late) is None


def test_nor_for_a_party(handed):
    about = handed.chen_reports("单元长占了楼道", at=MIDNIGHT - DAY)
    actions.name_subject(about, person=handed.zhang, words="说的是他", by=handed.zhang, at=MIDNIGHT - DAY)

    assert queries.lost_part(handed.zhang, about.pk, MONDAY_10AM) is None
    with pytest.raises(NotAllowed):
        actions.propose(about, step="note", words="不是我", by=handed.zhang, at=MONDAY_10AM)


def test_nor_before_the_hand_over(handed):
    assert queries.lost_part(handed.zhang, handed.matter.pk, MIDNIGHT - MINUTE) is None
    assert queries.lost_part(handed.zhang, handed.matter.pk, MIDNIGHT) is not None


def test_who_climbed_meanwhile_still_had_it(handed, cast):
    actions.pass_up(handed.matter, words="要换线路", by=handed.new, at=MONDAY_9AM)

    propose(handed)

    assert [one.matter_id for one in queries.proposals_for(cast.li, MONDAY_10AM)] == [handed.matter.pk]
    assert not queries.proposals_for(handed.new, MONDAY_10AM)


@pytest.mark.parametrize("step", SENT)
def test_the_present_holder_takes_it_as_a_step_of_his_own(handed, client, send, see, step):
    proposal = propose(handed, step)
    shown = see(f"/matters/{handed.matter.pk}/", handed.new).content.decode()

    client.force_login(handed.new)
    answer = send(f"/matters/late/{proposal.pk}/take/", version="1")

    row = MatterStep.objects.filter(matter=handed.matter).latest("seq")
    proposal.refresh_from_db()
    assert "上一任发来的" in shown
    assert answer.status_code == 302
    assert (row.step, row.person, row.post_id) == (step, handed.new, handed.unit_post.pk)
    assert row.words == SENT[step].get("words", "")
    assert (proposal.state, proposal.decided_by) == (rules.TAKEN, handed.new)
    entry = list(journal.entries_of(handed.matter))[-1]
    assert (entry.action, entry.facts["tenure"]) == (
        "matter.proposal_taken",
        handed.tenures["unit_leader"].pk,
    )


def test_declined_it_stays_and_asks_no_more(handed, client, send, see):
    proposal = propose(handed)
    client.force_login(handed.new)

    send(f"/matters/late/{proposal.pk}/decline/")
    again = send(f"/matters/late/{proposal.pk}/take/", version="1")

    proposal.refresh_from_db()
    assert (proposal.state, proposal.words, again.status_code) == (rules.DECLINED, "看过了", 409)
    assert (
        "上一任发来的"
        not in see(f"/matters/{handed.matter.pk}/", handed.new).content.decode().split("alert")[0]
    )


@pytest.mark.parametrize("verb", ["take", "decline"])
def test_nobody_else_settles_it(handed, client, send, verb):
    proposal = propose(handed)

    for person in (
        handed.zhang,
        handed.li,
        handed.wang,
        handed.liu,
        handed.chen,
        handed.stranger,
        handed.sun,
    ):
        client.force_login(person)
        assert send(f"/matters/late/{proposal.pk}/{verb}/", version="1").status_code in (403, 404)
    assert state_of(handed.matter)[0] == 1
    assert Proposal.objects.get().state == rules.PROPOSED


def test_a_step_that_no_longer_fits_is_refused_and_stays(handed, client, send):
    proposal = propose(handed, "accept")
    actions.accept(handed.matter, by=handed.new, at=MONDAY_10AM)
    client.force_login(handed.new)

    answer = send(f"/matters/late/{proposal.pk}/take/", version="2")

    assert answer.status_code == 409
    assert Proposal.objects.get().state == rules.PROPOSED


def test_a_holder_whom_it_is_about_sees_nothing_of_it(handed, client, send, see):
    proposal = propose(handed)
    from sanzhang.duties.residents import actions as residents

    residents.settle(handed.new, household=handed.doors[handed.unit.pk, "302"], by=SYSTEM, at=MIDNIGHT)
    Matter.objects.filter(pk=handed.matter.pk).update(reporter=handed.chen)
    client.force_login(handed.new)

    assert see(f"/matters/{handed.matter.pk}/", handed.new).status_code == 404
    client.force_login(handed.new)
    assert send(f"/matters/late/{proposal.pk}/take/").status_code == 404
    assert not queries.proposals_for(handed.new, MONDAY_10AM)


def test_nothing_is_lost_while_nobody_is_there(cast):
    matter = cast.chen_reports(at=MIDNIGHT - timedelta(hours=5))
    cast.vacate("unit_leader", at=MIDNIGHT)

    actions.propose(matter, step="note", words="看过了", by=cast.zhang, at=MONDAY_10AM)

    assert [one.matter_id for one in queries.proposals_for(cast.li, MONDAY_10AM)] == [matter.pk]


def test_the_present_holder_is_told_without_the_words(handed):
    from sanzhang.duties.matters.listen import tell_of_late_words

    propose(handed)
    entry = list(journal.entries_of(handed.matter))[-1]
    tell_of_late_words(entry.pk, MONDAY_10AM)

    told = Message.objects.filter(template="matters.proposed").get()
    assert told.to == handed.new
    assert "看过了" not in told.words
    assert handed.matter.reference in told.words


def test_a_month_later_it_rests_and_twice_is_once(handed):
    propose(handed)

    counts = [actions.expire_proposals(at=MONDAY_10AM + rules.LATE + step * DAY) for step in (-1, 0, 0)]

    assert counts == [0, 1, 0]
    assert Proposal.objects.get().words == "看过了"


def test_words_that_look_like_a_page_stay_words(handed, see):
    propose(handed, words="<script>alert(1)</script>")

    shown = see(f"/matters/{handed.matter.pk}/", handed.new).content.decode()

    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_a_form_that_lacks_words_shows_nothing_of_the_matter(handed, client, send):
    client.force_login(handed.zhang)

    answer = send(f"/matters/{handed.matter.pk}/answer/", version="1", ending="solved", words="")

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert handed.matter.words not in shown
    assert "转给现任" in shown


def test_too_many_are_refused_with_words(handed):
    for number in range(rules.LATE_MOST):
        propose(handed, words=f"第 {number} 条")

    with pytest.raises(rules.NotPossible):
        propose(handed, words="再一条")


HOURS = st.integers(0, 200).map(lambda hours: MIDNIGHT + timedelta(hours=hours))


@given(HOURS, HOURS, HOURS, HOURS, st.sampled_from(rules.LADDER), st.sampled_from(rules.LADDER))
def test_one_had_it_when_the_two_times_overlap_at_one_rung(begin, end, since, until, kind, rung):
    path = "2201020980010010120101"
    sitting = (kind, rules.area_of(kind, path), begin, end)

    had = rules.had_it([(rung, since, until)], sitting, path)

    hours = {begin + timedelta(hours=step) for step in range(int((end - begin).total_seconds() // 3600))}
    stayed = {since + timedelta(hours=step) for step in range(int((until - since).total_seconds() // 3600))}
    if begin < end and since < until:
        assert had == (kind == rung and bool(hours & stayed))
    elif hours & stayed:
        assert had


def test_of_another_place_one_never_had_it():
    stay = [(rules.UNIT, MIDNIGHT, MONDAY_9AM)]
    sitting = (rules.UNIT, "2201020980010010120102", MIDNIGHT, MONDAY_9AM)

    assert not rules.had_it(stay, sitting, "2201020980010010120101")

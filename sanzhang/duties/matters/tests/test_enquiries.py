"""A question is no matter: answered at once or within two days, counted apart, turned with one tap."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from sanzhang.duties.matters import actions, asking, listen, queries, rules
from sanzhang.duties.matters.models import Enquiry, Matter, ReadyAnswer
from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import Bearer, NotAllowed
from tests.times import MONDAY_9AM, MONDAY_10AM

pytestmark = pytest.mark.django_db
ANYONE = Bearer.anyone()
WORDS, REPLY = "居住证明怎么开?", "带身份证和房产证,工作日到社区一楼窗口。"


@pytest.fixture
def ready(cast):
    return actions.keep_ready_answer(
        cast.community,
        question="居住证明怎么开",
        answer=REPLY,
        topic="other",
        words="住址证明 暂住",
        by=cast.liu,
        at=MONDAY_9AM,
    )


@pytest.fixture
def asked(cast):
    return actions.ask(cast.unit, WORDS, contact_phone="13812345678", by=ANYONE, at=MONDAY_9AM)


class TestAsking:
    def test_waits_two_working_days_at_the_community_and_is_no_matter(self, cast, asked):
        assert (asked.state, asked.is_waiting) == (asking.WAITING, True)
        assert asked.due_at > MONDAY_9AM + timedelta(days=1)
        assert list(queries.enquiries_waiting(cast.liu, MONDAY_10AM)) == [asked]
        assert not Matter.objects.exists()

    def test_a_ready_answer_answers_without_anybody(self, cast, ready):
        made = actions.ask(cast.unit, WORDS, ready=ready, by=ANYONE, at=MONDAY_9AM)

        assert (made.state, made.answer, made.answered_by) == (asking.ANSWERED, REPLY, None)
        assert queries.enquiry_figures(cast.liu, MONDAY_10AM, since=timedelta(days=30))["ready"] == 1

    def test_on_the_telephone_question_and_answer_are_one_form(self, cast):
        made = actions.ask(cast.unit, WORDS, answer=REPLY, origin="phone", by=cast.zhang, at=MONDAY_9AM)

        assert (made.answered_by, made.entered_by) == (cast.zhang, cast.zhang)
        assert made.answered_post_id == cast.unit_post.pk

    def test_the_public_answers_nothing_itself(self, cast):
        assert actions.ask(cast.unit, WORDS, answer="随便", by=ANYONE, at=MONDAY_9AM).is_waiting

    def test_without_words_or_from_a_stranger_for_somebody_it_is_refused(self, cast):
        with pytest.raises(rules.NotPossible):
            actions.ask(cast.unit, "  ", by=ANYONE, at=MONDAY_9AM)
        with pytest.raises(NotAllowed):
            actions.ask(cast.unit, WORDS, origin="phone", by=cast.stranger, at=MONDAY_9AM)

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            ("请问居住证明怎么开", True),
            ("社区几点上班?", True),
            ("楼道灯坏了好几天,什么时候能修?", False),
            ("五楼漏水", False),
        ],
    )
    def test_what_sounds_like_a_question(self, words, expected):
        assert asking.sounds_like_a_question(words) is expected


class TestAnswering:
    def test_by_the_community_once(self, cast, asked):
        actions.answer_enquiry(asked, answer=REPLY, by=cast.liu, at=MONDAY_10AM)

        asked.refresh_from_db()
        assert (asked.state, asked.answer, asked.due_at) == (asking.ANSWERED, REPLY, None)
        with pytest.raises(rules.NotPossible):
            actions.answer_enquiry(asked, answer="又一个", by=cast.liu, at=MONDAY_10AM)

    def test_by_nobody_else(self, cast, asked):
        for who in (cast.zhang, cast.wang, cast.sun, cast.stranger):
            with pytest.raises(NotAllowed):
                actions.answer_enquiry(asked, answer=REPLY, by=who, at=MONDAY_10AM)

    def test_the_community_is_told_and_then_who_asked(self, cast, asked):
        entry = Entry.objects.get(action="enquiry.asked", on_id=asked.pk)
        listen.tell_community(entry.pk, at=MONDAY_9AM)
        assert Message.objects.get().to == cast.liu
        actions.answer_enquiry(asked, answer=REPLY, by=cast.liu, at=MONDAY_10AM)
        entry = Entry.objects.get(action="enquiry.answered", on_id=asked.pk)
        listen.tell_enquirer(entry.pk, at=MONDAY_10AM)
        assert Message.objects.filter(to=None).count() == 1

    def test_the_contact_is_shown_for_a_purpose_and_noted(self, cast, asked):
        before = Entry.objects.count()
        assert actions.reveal_enquirer(asked, purpose="回话", by=cast.liu, at=MONDAY_10AM)[1] == "13812345678"
        assert Entry.objects.count() == before + 1
        with pytest.raises(NotAllowed):
            actions.reveal_enquirer(asked, purpose="回话", by=cast.sun, at=MONDAY_10AM)


class TestTurning:
    def test_into_a_matter_by_the_community_or_by_who_asked(self, cast, asked):
        made = actions.turn_into_matter(asked, by=cast.liu, at=MONDAY_10AM)

        assert (made.words, made.rung, made.contact_phone) == (WORDS, rules.UNIT, "13812345678")
        asked.refresh_from_db()
        assert (asked.state, asked.matter) == (asking.TURNED, made)
        with pytest.raises(rules.NotPossible):
            actions.turn_into_matter(asked, by=Bearer.of("enquiry", asked.pk), at=MONDAY_10AM)
        other = actions.ask(cast.unit, WORDS, by=ANYONE, at=MONDAY_9AM)
        with pytest.raises(NotAllowed):
            actions.turn_into_matter(other, by=Bearer.of("enquiry", asked.pk), at=MONDAY_10AM)
        actions.turn_into_matter(other, by=Bearer.of("enquiry", other.pk), at=MONDAY_10AM)

    def test_and_back_a_matter_that_only_asks_is_counted_as_a_question(self, cast):
        matter = cast.chen_reports(WORDS)

        made = actions.answer_as_question(matter, answer=REPLY, by=cast.zhang, at=MONDAY_10AM)

        matter.refresh_from_db()
        assert (matter.state, made.was, made.answer) == (rules.ANSWERED, matter, REPLY)
        actions.reopen(matter, words="还要办", by=Bearer.of("matter", matter.pk), at=MONDAY_10AM)
        with pytest.raises(rules.NotPossible):
            actions.answer_as_question(matter, answer=REPLY, by=cast.zhang, at=MONDAY_10AM)

    def test_a_row_that_neither_waits_nor_ends_can_not_be(self, asked):
        with pytest.raises(IntegrityError), transaction.atomic():
            Enquiry.objects.filter(pk=asked.pk).update(due_at=None)


class TestReadyAnswers:
    def test_are_found_by_the_question_and_by_other_words_below_their_place(self, cast, ready):
        for words in ("怎么开居住证明", "想要一个住址证明"):
            assert queries.ready_for(cast.unit, words) == [ready]
        assert not queries.ready_for(cast.unit, "楼道灯坏了")
        assert not queries.ready_for(cast.district, "居住证明怎么开")

    def test_are_written_in_the_own_area_only_and_one_a_question(self, cast, ready):
        given = {"question": "居住证明怎么开", "answer": "问派出所", "topic": "other", "at": MONDAY_9AM}
        with pytest.raises(rules.NotPossible):
            actions.keep_ready_answer(cast.community, by=cast.liu, **given)
        with pytest.raises(NotAllowed):
            actions.keep_ready_answer(cast.city, by=cast.liu, **given)
        with pytest.raises(NotAllowed):
            actions.keep_ready_answer(cast.community, by=cast.zhang, **given)

    def test_taken_off_they_are_offered_no_more_and_what_they_answered_stays(self, cast, ready):
        made = actions.ask(cast.unit, WORDS, ready=ready, by=ANYONE, at=MONDAY_9AM)
        actions.take_off(ready, by=cast.liu, at=MONDAY_10AM)

        assert not queries.ready_for(cast.unit, WORDS)
        assert queries.enquiry_by_receipt(made.receipt).answer == REPLY
        assert ReadyAnswer.objects.count() == 1


class TestPages:
    def test_a_resident_finds_the_answer_or_asks(self, cast, client, send, see, ready):
        base = f"/ask/{cast.unit.token}/"
        assert "居住证明怎么开" in see(base).content.decode()
        found = see(f"{base}?q=怎么开居住证明").content.decode()
        assert REPLY in found

        answer = send(f"{base}{ready.pk}/", q="怎么开居住证明")
        assert REPLY in client.get(answer["Location"]).content.decode()

        answer = send(f"{base}new/", words="能代收快递吗", contact_phone="")
        receipt = client.get(answer["Location"]).content.decode()
        assert "问题收到了" in receipt
        assert "桐荫社区" in receipt
        assert "能代收快递吗" in client.get("/follow/").content.decode()
        code = answer["Location"].split("/")[2]
        assert send("/follow/", code=code)["Location"] == f"/q/{code}/"
        turned = send(f"/q/{code}/turn/")
        assert Matter.objects.get().receipt in turned["Location"]

    def test_the_community_lists_answers_keeps_and_exports(self, cast, client, send, see, asked):
        page = see("/matters/questions/", cast.liu).content.decode()
        assert WORDS in page
        assert "13812345678" not in page
        answer = send(f"/matters/questions/{asked.pk}/", answer=REPLY, keep="on")
        assert answer["Location"].startswith("/matters/answers/new/?question=")
        assert REPLY in client.get(answer["Location"]).content.decode()
        answer = send(
            "/matters/answers/new/", place=cast.community.pk, topic="other", question=WORDS, answer=REPLY
        )
        assert answer.status_code == 302
        row = ReadyAnswer.objects.get()
        assert WORDS in client.get("/matters/answers/").content.decode()
        assert send(f"/matters/answers/{row.pk}/looked-over/").status_code == 302
        assert send(f"/matters/answers/{row.pk}/off/").status_code == 302
        table = client.get("/matters/questions/?as=xlsx")
        assert b"".join(table.streaming_content)[:2] == b"PK"

    def test_typed_with_its_answer_found_by_words_and_by_state(self, cast, client, send, see):
        see("/matters/questions/new/", cast.liu)
        send(
            "/matters/questions/new/",
            origin="phone",
            place=cast.unit.pk,
            words=WORDS,
            topic="other",
            answer=REPLY,
        )
        assert WORDS in client.get("/matters/questions/?q=居住证明").content.decode()
        assert WORDS not in client.get("/matters/questions/?state=waiting").content.decode()
        assert "没有这样的咨询" in client.get("/matters/questions/?q=没有的词").content.decode()

    def test_turned_with_one_tap_and_a_contact_for_a_purpose(self, cast, client, send, see, asked):
        see("/matters/", cast.liu)
        shown = send(f"/matters/questions/{asked.pk}/contact/", purpose="问清楚情况").content.decode()
        assert "13812345678" in shown
        assert (
            send(f"/matters/questions/{asked.pk}/turn/")["Location"] == f"/matters/{Matter.objects.get().pk}/"
        )
        assert send(f"/matters/questions/{asked.pk}/turn/").status_code == 409

    def test_who_has_no_seat_there_sees_nothing(self, cast, see, asked):
        assert see("/matters/questions/", cast.stranger).status_code == 403
        assert see(f"/matters/questions/{asked.pk}/", cast.zhang).status_code in (403, 404)

    def test_a_matter_is_answered_as_a_question_on_its_page(self, cast, client, send, see, ready):
        matter = cast.chen_reports(WORDS)
        page = see(f"/matters/{matter.pk}/question/", cast.zhang).content.decode()
        assert REPLY in page
        send(f"/matters/{matter.pk}/question/", words=REPLY, version=1)
        assert Enquiry.objects.get().was == matter

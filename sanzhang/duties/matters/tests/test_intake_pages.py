"""Reporting with similar ones shown first, kinds of the catalogue, their questions; and what was done, for all."""

from datetime import timedelta

import pytest

from sanzhang.duties.catalogue.models import Kind, KindQuestion
from sanzhang.duties.matters import actions, queries, rules
from sanzhang.duties.matters.models import Enquiry, Matter
from sanzhang.foundation.permission import Bearer
from tests.times import MONDAY_9AM, MONDAY_10AM

pytestmark = pytest.mark.django_db
LAMP, SAME = "三楼楼道的灯坏了好几天,晚上很黑", "楼道灯坏了,晚上太黑看不见"
CHARGING = "能在楼道里给电动车充电吗,请问有没有规定"


@pytest.fixture
def lift(db):
    made = Kind.objects.create(
        code="S9901", source="ours", group="电梯专用", name="电梯停运困住人", topic="safety", words=["困人"]
    )
    KindQuestion.objects.create(
        kind=made, number=1, words="哪部电梯", answer="choice", choices=["东侧", "西侧"], is_needed=True
    )
    KindQuestion.objects.create(kind=made, number=2, words="里面有人吗", answer="yes_no")
    KindQuestion.objects.create(kind=made, number=3, words="停了几天", answer="number")
    return made


@pytest.fixture
def typed(cast, client, send):
    """Type what happened and return the addresses of the report."""

    def go(words, place=None):
        base = f"/report/{(place or cast.next_unit).token}/"
        client.get(base)
        send(base, spot="")
        return base, send(base + "what/", words=words)["Location"]

    return go


class TestSimilarOnes:
    def test_are_shown_and_joined_with_an_own_receipt(self, cast, client, send, typed):
        lead = cast.chen_reports(LAMP, topic="facility")
        base, on = typed(SAME)
        assert on == base + "alike/"
        assert "楼道的灯坏了好几天" in client.get(on).content.decode()

        assert send(on, same=lead.pk)["Location"] == base + "reach/"
        send(base + "reach/", contact_name="", contact_phone="13812345678")
        assert "并到一起办" in client.get(base + "check/").content.decode()
        answer = send(base + "check/")

        made = Matter.objects.get(joined_to=lead)
        assert (made.words, made.contact_phone, made.place) == (SAME, "13812345678", cast.next_unit)
        page = client.get(answer["Location"]).content.decode()
        assert "2 人反映" in page
        assert "单元长" in page
        assert lead.receipt not in page
        send(f"/r/{made.receipt}/part/", words="不是一处")
        made.refresh_from_db()
        assert made.state == rules.WAITING

    def test_are_not_needed_where_nothing_is_alike(self, cast, typed):
        base, on = typed(LAMP)
        assert on == base + "sort/"

    def test_may_all_be_something_else(self, cast, client, send, typed):
        cast.chen_reports(LAMP)
        base, on = typed(SAME)
        assert send(on, none="1")["Location"] == base + "sort/"

    def test_only_what_was_shown_can_be_joined(self, cast, send, typed):
        hidden = cast.chen_reports(LAMP, about=[cast.zhang.pk])
        cast.chen_reports(LAMP)
        _, on = typed(SAME)
        assert send(on, same=hidden.pk).status_code == 404

    def test_one_that_ended_meanwhile_is_reported_by_itself(self, cast, client, send, typed):
        lead = cast.chen_reports(LAMP, topic="facility")
        base, on = typed(SAME)
        send(on, same=lead.pk)
        actions.answer(lead, ending="solved", words="换了灯泡", by=cast.zhang, at=MONDAY_9AM)
        send(base + "reach/", contact_name="", contact_phone="")
        send(base + "check/")
        assert Matter.objects.exclude(pk=lead.pk).get().state == rules.WAITING

    def test_a_question_is_offered_as_such(self, cast, client, send, typed):
        actions.keep_ready_answer(
            cast.community,
            question="电动车能在楼道充电吗",
            answer="不能,请到充电棚。",
            topic="safety",
            by=cast.liu,
            at=MONDAY_9AM,
        )
        base, on = typed(CHARGING)
        assert "请到充电棚" in client.get(on).content.decode()
        assert send(on, question="1")["Location"] == base + "reach/"
        send(base + "reach/", contact_name="", contact_phone="")
        assert send(base + "check/")["Location"].startswith("/q/")
        assert Enquiry.objects.get().words == CHARGING
        assert not Matter.objects.exists()


class TestKinds:
    def test_found_by_a_word_asked_its_questions_and_kept(self, cast, client, send, typed, lift):
        base, _ = typed("电梯不动了")
        found = send(base + "sort/", find="1", q="困人", kind="ordinary")["Location"]
        assert "电梯停运困住人" in client.get(found).content.decode()

        on = send(base + "sort/", filed_as=lift.pk, kind="ordinary", household_number="")["Location"]
        assert on == base + "details/"
        assert send(on, q2="是").status_code == 422
        send(on, q1="东侧", q2="不是", q3="2")
        send(base + "reach/", contact_name="", contact_phone="")
        assert "电梯停运困住人" in client.get(base + "check/").content.decode()
        send(base + "check/")

        made = Matter.objects.get()
        assert (made.filed_as, made.topic) == (lift, "safety")
        assert made.details == {"哪部电梯": "东侧", "里面有人吗": "不是", "停了几天": "2"}

    def test_what_has_to_be_known_is_asked_before_sending(self, cast, client, send, typed, lift):
        base, _ = typed("电梯不动了")
        send(base + "sort/", filed_as=lift.pk, kind="ordinary", household_number="")
        assert client.get(base + "check/")["Location"] == base + "details/"
        assert send(base + "check/")["Location"] == base + "details/"
        assert not Matter.objects.exists()

    def test_by_group_and_not_known_is_always_possible(self, cast, client, send, typed, lift):
        base, _ = typed("电梯不动了")
        page = client.get(f"{base}sort/?group=电梯专用").content.decode()
        assert "电梯停运困住人" in page
        assert "拿不准" in page
        assert send(base + "sort/", filed_as="", kind="ordinary", household_number="").status_code == 422
        on = send(base + "sort/", filed_as="", topic="other", kind="ordinary", household_number="")[
            "Location"
        ]
        assert on == base + "reach/"

    def test_typed_for_somebody_with_kind_and_answers(self, cast, client, send, see, lift):
        see("/matters/new/", cast.liu)
        given = {"origin": "letter", "place": cast.unit.pk, "words": "电梯停了", "kind": "ordinary"}
        given |= {"topic": "other", "filed_as": lift.pk}
        answer = send("/matters/new/", **given)
        assert answer.status_code == 422
        assert "哪部电梯" in answer.content.decode()
        send("/matters/new/", q1="西侧", **given)
        made = Matter.objects.get()
        assert (made.filed_as, made.origin, made.entered_by) == (lift, "letter", cast.liu)
        assert made.details == {"哪部电梯": "西侧"}

    def test_corrected_by_who_has_it(self, cast, client, send, see, lift):
        matter = cast.chen_reports("电梯停了")
        page = see(f"/matters/{matter.pk}/file/?q=困人", cast.zhang).content.decode()
        assert "电梯停运困住人" in page
        send(f"/matters/{matter.pk}/file/", kind=lift.pk, version=1)
        matter.refresh_from_db()
        assert matter.filed_as == lift


class TestJoiningByHand:
    def test_on_its_page_and_undone(self, cast, client, send, see):
        lead, other = cast.chen_reports(LAMP), cast.chen_reports(SAME)
        page = see(f"/matters/{other.pk}/join/", cast.zhang).content.decode()
        assert lead.reference in page
        assert send(f"/matters/{other.pk}/join/", to=lead.pk, version=1)["Location"] == f"/matters/{lead.pk}/"
        shown = client.get(f"/matters/{lead.pk}/").content.decode()
        assert "2 人反映同一件事" in shown
        assert send(f"/matters/{other.pk}/part/").status_code == 302
        other.refresh_from_db()
        assert other.state == rules.WAITING


class TestWhatWasDone:
    def closed(self, cast, words="灯坏了", **more):
        matter = cast.chen_reports(words, **more)
        holder = {rules.UNIT: cast.zhang, rules.BUILDING: cast.li}[matter.rung]
        actions.answer(matter, ending="solved", words="换了灯泡", by=holder, at=MONDAY_9AM)
        actions.confirm(matter, by=Bearer.of("matter", matter.pk), at=MONDAY_9AM)

    def test_is_told_by_kind_month_and_days_without_a_word(self, cast, see):
        for _ in range(3):
            self.closed(cast, "李建国家302的灯坏了", topic="facility")
        page = see(f"/done/{cast.unit.token}/").content.decode()
        assert "楼道和公共设施" in page
        assert "3 件" in page
        for secret in ("李建国", "302的", "灯坏了", "换了灯泡"):
            assert secret not in page

    def test_few_ones_are_told_of_the_building_and_fewer_not_at_all(self, cast):
        self.closed(cast)
        assert not queries.done_at(cast.unit, MONDAY_10AM).lines
        self.closed(cast, place=cast.next_unit)
        self.closed(cast, place=cast.next_unit)
        told = queries.done_at(cast.unit, MONDAY_10AM)
        assert (told.place, len(told.lines)) == (cast.building, 3)

    def test_never_what_names_somebody_or_is_not_closed_or_old(self, cast):
        for _ in range(3):
            self.closed(cast, about_households=[cast.doors[cast.unit.pk, "302"].pk])
            self.closed(cast, topic="needs")
            cast.chen_reports()
        assert not queries.done_at(cast.unit, MONDAY_10AM).lines
        for _ in range(3):
            self.closed(cast)
        assert queries.done_at(cast.unit, MONDAY_10AM).lines
        assert not queries.done_at(cast.unit, MONDAY_10AM + timedelta(days=366)).lines

    def test_the_unit_page_leads_there(self, cast, see):
        page = see(f"/u/{cast.unit.token}/").content.decode()
        assert f"/done/{cast.unit.token}/" in page
        assert f"/ask/{cast.unit.token}/" in page

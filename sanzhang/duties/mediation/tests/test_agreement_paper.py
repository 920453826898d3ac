"""The agreement on paper: whoever it is between, each has an own line to sign, in Word as in PDF (§6.2)."""

import io
import re

import pytest
from django.test import Client
from docx import Document

from sanzhang.duties.mediation import actions, forms, queries, rules
from sanzhang.duties.mediation.models import Agreement, Dispute
from sanzhang.foundation.permission import Bearer
from tests.times import MONDAY_9AM, MONDAY_10AM


@pytest.fixture(autouse=True)
def at_monday(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY_10AM)


@pytest.fixture
def agree(cast):
    """Let so many a side be asked, agree, and get an agreement drawn up."""

    def made(people: int) -> Agreement:
        names = ["陈晨", "李秀英", "孙二宝", "欧阳建国", "郑月华", "吴大山", "周小满", "王一", "王二", "王三"]
        sides = [actions.Side(side, name) for side in rules.SIDES for name in names[:people]]
        dispute = actions.tell_for(
            cast.unit, words="漏水", kind="neighbours", sides=sides, by=cast.zhang, at=MONDAY_9AM
        )
        actions.take(dispute, without_interest=True, by=cast.zhang, at=MONDAY_9AM)
        for party in queries.parties_of(dispute):
            actions.consent(party, given=True, by=bearer(party), at=MONDAY_9AM)
        return actions.draw_up(
            Dispute.objects.get(pk=dispute.pk), facts="漏水", clauses="修好", by=cast.zhang, at=MONDAY_10AM
        )

    return made


def bearer(party):
    return Bearer.of("dispute_party", party.pk)


def paper(agreement, kind):
    party = queries.parties_of(agreement.dispute)[0]
    return Client().get(f"/mediation/r/{party.receipt}/paper/agreement.{kind}").content


def words_of(agreement):
    book = Document(io.BytesIO(paper(agreement, "docx")))
    lines = [
        row for table in book.tables for row in ([cell.text for cell in one.cells] for one in table.rows)
    ]
    return book, "\n".join(one.text for one in book.paragraphs), lines


@pytest.mark.parametrize(("people", "who"), [(1, "双方各执一份"), (3, "各方当事人各执一份")])
def test_everybody_gets_a_copy_by_the_right_name(agree, people, who):
    _, words, _ = words_of(agree(people))

    assert f"一式 {2 * people + 1} 份,{who}" in words
    assert ("双方" in words) == (people == 1)


@pytest.mark.parametrize("people", [1, 3, 10])
def test_each_signs_on_an_own_line_in_word(agree, people):
    book, words, lines = words_of(agree(people))

    assert len(lines) == 2 * people + 1  # the mediator, too
    assert all(len(line) == 3 and "年" in line[2] for line in lines)
    assert "编号:" in words
    assert "人民调解委员会(盖章)" in words
    foot = book.sections[0].footer.paragraphs[0]._p.xml
    assert all(f">{field}<" in foot for field in ("PAGE", "NUMPAGES"))


@pytest.mark.parametrize(("people", "pages"), [(1, 1), (3, 2), (10, 3)])
def test_a_side_is_never_torn_apart_in_pdf(agree, people, pages):
    assert len(re.findall(rb"/Type ?/Page\b(?!s)", paper(agree(people), "pdf"))) == pages


def test_who_signed_by_receipt_stands_signed_on_paper(agree):
    agreement = agree(3)
    first = queries.parties_of(agreement.dispute)[0]
    actions.sign(first, agreement, by=bearer(first), at=MONDAY_10AM)

    _, _, lines = words_of(agreement)

    assert lines[0] == ["陈晨", "本人凭回执签字", "2026年11月23日"]
    assert lines[1][1] == ""


def test_several_a_side_agree_and_sign_and_only_the_last_signature_puts_it_in_force(agree):
    agreement = agree(3)
    *others, last = queries.parties_of(agreement.dispute)
    for party in others:
        actions.sign(party, agreement, by=bearer(party), at=MONDAY_10AM)
        now = Agreement.objects.get(pk=agreement.pk)
        assert (now.state, now.number) == (rules.DRAFT, None)
        assert Dispute.objects.get(pk=agreement.dispute_id).state == rules.OPEN

    actions.sign(last, agreement, by=bearer(last), at=MONDAY_10AM)

    now = Agreement.objects.get(pk=agreement.pk)
    assert (now.state, now.number) == (rules.SIGNED, 1)
    assert Dispute.objects.get(pk=agreement.dispute_id).state == rules.SETTLED


def test_one_no_of_several_ends_it_before_anything_is_drawn_up(cast):
    sides = [actions.Side(side, name) for side in rules.SIDES for name in ("陈晨", "孙二宝")]
    dispute = actions.tell_for(
        cast.unit, words="漏水", kind="neighbours", sides=sides, by=cast.zhang, at=MONDAY_9AM
    )
    actions.take(dispute, without_interest=True, by=cast.zhang, at=MONDAY_9AM)
    *others, last = queries.parties_of(dispute)
    for party in others:
        actions.consent(party, given=True, by=bearer(party), at=MONDAY_9AM)
    assert Dispute.objects.get(pk=dispute.pk).state == rules.ASKING

    actions.consent(last, given=False, by=bearer(last), at=MONDAY_9AM)

    assert Dispute.objects.get(pk=dispute.pk).ending == rules.NOT_AGREED


def test_who_has_signed_is_not_offered_to_sign_again(agree):
    agreement = agree(3)
    first, *others = queries.parties_of(agreement.dispute)
    actions.sign(first, agreement, by=bearer(first), at=MONDAY_10AM)

    offered = forms.MEDIATOR_FORMS["sign"](dispute=agreement.dispute).fields["party"].choices

    assert [str(pk) for pk, _ in offered if pk] == [str(one.pk) for one in others]

"""Several people on one side: each is asked, each signs, nobody reads the other side's phone (§6)."""

import io

import pytest
from django.test import Client
from docx import Document

from sanzhang.duties.mediation import actions, queries, rules
from sanzhang.duties.mediation.models import Dispute
from sanzhang.duties.mediation.tests.world import WORDS
from sanzhang.foundation.permission import Bearer
from tests.times import MONDAY_10AM


@pytest.fixture(autouse=True)
def at_monday(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY_10AM)


@pytest.fixture
def ask(cast):
    def send(**form):
        told = {
            "idempotency_key": "k" * 12,
            "kind": "neighbours",
            "scale": "single",
            "words": WORDS,
            "applicant": "陈晨",
            "applicant_phone": "13900000009",
            "respondent": "孙二宝",
        }
        return Client().post(f"/mediation/tell/{cast.unit.token}/", told | form)

    return send


def test_everybody_named_becomes_a_party_of_the_own_side(ask):
    answer = ask(applicant_more="陈大山 13900000003\n陈小满", respondent_more="李秀英,13900000002")

    assert answer.status_code == 302
    parties = queries.parties_of(Dispute.objects.get())
    assert [(one.side, one.name, one.phone) for one in parties] == [
        (rules.APPLICANT, "陈晨", "13900000009"),
        (rules.APPLICANT, "陈大山", "13900000003"),
        (rules.APPLICANT, "陈小满", ""),
        (rules.RESPONDENT, "孙二宝", ""),
        (rules.RESPONDENT, "李秀英", "13900000002"),
    ]


def test_mediation_begins_when_the_last_one_has_agreed(cast, ask):
    ask(respondent_more="李秀英 13900000002")
    actions.take(Dispute.objects.get(), without_interest=True, by=cast.zhang, at=MONDAY_10AM)
    _, *others = queries.parties_of(Dispute.objects.get())
    states = []
    for party in others:
        actions.consent(party, given=True, by=Bearer.of("dispute_party", party.pk), at=MONDAY_10AM)
        states.append(Dispute.objects.get().state)

    assert states == [rules.ASKING, rules.OPEN]


def test_the_agreement_is_in_force_when_each_of_each_side_has_signed_and_names_a_line_for_each(cast, ask):
    ask(applicant_more="陈小满", respondent_more="李秀英 13900000002")
    one = Dispute.objects.get()
    actions.take(one, without_interest=True, by=cast.zhang, at=MONDAY_10AM)
    for party in queries.parties_of(one)[1:]:  # who asked has agreed by that
        actions.consent(party, given=True, by=Bearer.of("dispute_party", party.pk), at=MONDAY_10AM)
    draft = actions.draw_up(
        Dispute.objects.get(), facts="夜里拖桌子", clauses="晚十点后不拖桌子", by=cast.zhang, at=MONDAY_10AM
    )
    ends, parties = [], queries.parties_of(one)
    for party in parties:
        actions.sign(party, draft, by=Bearer.of("dispute_party", party.pk), at=MONDAY_10AM)
        ends.append(Dispute.objects.get().ending)

    assert ends == ["", "", "", rules.AGREEMENT]
    paper = Client().get(f"/mediation/r/{parties[2].receipt}/paper/agreement.docx").content
    book = Document(io.BytesIO(paper))
    rows = [row.cells[0].text for table in book.tables for row in table.rows]
    assert [name for name in ("陈晨", "陈小满", "孙二宝", "李秀英") if any(name in row for row in rows)] == [
        *("陈晨", "陈小满", "孙二宝", "李秀英")
    ]
    assert any("一式 5 份,各方当事人各执一份" in line.text for line in book.paragraphs)
    assert "NUMPAGES" in book.sections[0].footer._element.xml


def test_the_second_of_a_side_reads_no_phone_of_anybody_else(ask):
    ask(respondent_more="李秀英 13900000002", respondent_phone="13900000001")
    second = queries.parties_of(Dispute.objects.get())[2]

    page = Client().get(f"/mediation/r/{second.receipt}/").content.decode()

    assert "13900000009" not in page
    assert "13900000001" not in page
    assert "李秀英" in page


def test_what_only_some_need_is_folded_away_until_somebody_wants_it(cast):
    page = Client().get(f"/mediation/tell/{cast.unit.token}/").content.decode()

    assert page.count("<details>") == 2
    assert page.index("<details>") < page.index('name="applicant_more"')


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("王芳 139", "王芳的手机号"),
        ("王芳 1390000", "王芳的手机号"),
        ("13900000001", "看不懂"),
        ("\n".join(f"王{number}" for number in "一二三四五六七八九十"), "最多再写 9 个人"),
    ],
)
def test_what_cannot_be_read_is_told_and_kept(ask, typed, words):
    answer = ask(respondent_more=typed)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert typed.splitlines()[0] in answer.content.decode()
    assert answer.content.decode().count("<details open>") == 1  # what is wrong is not folded away
    assert not Dispute.objects.exists()

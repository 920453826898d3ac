"""Nobody without a part in it finds a word: pages, lists, figures, messages, journal, database (R15)."""

import io

import pytest
from django.db import connection
from django.test import Client
from docx import Document

from sanzhang.duties.mediation import actions, queries, rules
from sanzhang.duties.mediation.models import Dispute
from sanzhang.duties.mediation.tests.world import WORDS, Quarrel, move_in
from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import NotAllowed
from tests.times import MONDAY_9AM, MONDAY_10AM


@pytest.fixture
def quarrel(cast, settings):
    made = Quarrel(cast)
    made.begin()
    return made


@pytest.fixture(autouse=True)
def at_monday(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY_10AM)


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


INTRUDERS = ("li", "wang", "liu", "sun", "zhou", "wu", "zheng", "qian", "stranger", "zhao")


@pytest.mark.parametrize("name", INTRUDERS)
def test_an_intruder_finds_nothing_whatever_post_he_holds(quarrel, cast, name):
    person, pk = getattr(cast, name), quarrel.dispute.pk
    client = signed_in(person)
    party = quarrel.other.pk

    for address in (
        f"/mediation/{pk}/",
        f"/mediation/{pk}/take/",
        f"/mediation/{pk}/paper/agreement.docx",
        f"/mediation/own/{party}/",
        f"/mediation/own/{party}/paper/agreement.pdf",
    ):
        assert client.get(address).status_code in (403, 404), address
    shown = client.get("/mediation/").content.decode()
    assert WORDS not in shown
    assert "孙二宝" not in shown
    with pytest.raises(NotAllowed):
        actions.end_unsettled(quarrel.now(), words="结束", by=person, at=MONDAY_10AM)
    with pytest.raises(NotAllowed):
        actions.open_as_mediator(quarrel.now(), by=person, at=MONDAY_10AM)
    with pytest.raises(NotAllowed):
        actions.consent(quarrel.other, given=True, by=person, at=MONDAY_10AM)


def test_who_lives_with_the_mediator_finds_nothing(quarrel, cast):
    move_in(cast, cast.stranger, "101")

    assert signed_in(cast.stranger).get(f"/mediation/{quarrel.dispute.pk}/").status_code == 404


def test_the_mediator_opens_it_and_every_look_is_noted(quarrel, cast):
    before = Entry.objects.filter(action="personal.read").count()

    page = signed_in(cast.zhang).get(f"/mediation/{quarrel.dispute.pk}/")

    assert WORDS in page.content.decode()
    assert quarrel.other.receipt not in page.content.decode()  # who mediates must not answer for a party
    look = Entry.objects.filter(action="personal.read").order_by("id").last()
    assert Entry.objects.filter(action="personal.read").count() == before + 1
    assert look.facts["data_class"] == "B"


def test_a_party_opens_it_by_receipt_and_another_code_opens_nothing(quarrel):
    client = Client()

    assert WORDS in client.get(f"/mediation/r/{quarrel.other.receipt}/").content.decode()
    assert client.get("/mediation/r/0000000000000000/").status_code == 404


def test_who_was_called_in_reads_but_does_not_decide(quarrel, cast):
    actions.appoint(quarrel.now(), cast.liu, role="recorder", by=cast.zhang, at=MONDAY_9AM)

    assert signed_in(cast.liu).get(f"/mediation/{quarrel.dispute.pk}/").status_code == 200
    with pytest.raises(NotAllowed):
        actions.end_unsettled(quarrel.now(), words="结束", by=cast.liu, at=MONDAY_10AM)


def test_a_party_cannot_be_called_in(quarrel, cast):
    with pytest.raises(rules.NotPossible):
        actions.appoint(quarrel.now(), cast.chen, role="recorder", by=cast.zhang, at=MONDAY_9AM)


def test_the_database_journal_and_messages_hold_no_word_in_clear(quarrel, cast):
    actions.convene(quarrel.now(), starts_at=MONDAY_10AM, spot="社区活动室", by=cast.zhang, at=MONDAY_9AM)
    quarrel.draft()
    secret = (WORDS, "孙二宝", "13900000001", "社区活动室", "晚十点后", quarrel.other.receipt)

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table.startswith(("mediation_", "journal_", "channels_message")):
                cursor.execute(f"SELECT * FROM {table}")
                kept = str(cursor.fetchall())
                assert not [word for word in secret if word in kept], table
    told = "".join(f"{one.words}{one.facts}{one.link}" for one in Message.objects.all())
    assert not [
        word for word in secret[:-1] if word in told
    ]  # the address of the receipt goes out, sealed till then


def test_a_level_above_reassigns_without_reading(cast):
    quarrel = Quarrel(cast)

    line = queries.reassignable(cast.wang, MONDAY_9AM)[0]
    actions.reassign(quarrel.now(), by=cast.wang, at=MONDAY_9AM)

    assert (line.level, line.kind) == ("单元", rules.KINDS["neighbours"])
    assert quarrel.now().rung == rules.BUILDING
    with pytest.raises(NotAllowed):
        actions.reassign(quarrel.now(), by=cast.zhang, at=MONDAY_9AM)


def test_small_numbers_are_hidden_and_none_is_told_by_the_difference():
    assert rules.veiled({"a": 2, "b": 9, "c": 30}) == {"a": None, "b": None, "c": 30}
    assert rules.veiled({"a": 0, "b": 9}) == {"a": 0, "b": 9}


def test_figures_tell_shares_from_five_on_and_only_to_levels(quarrel, cast):
    quarrel.sign(quarrel.draft())
    client = signed_in(cast.liu)
    assert "少于 5 件" in client.get("/mediation/figures/").content.decode()
    for number in range(5):
        row = Dispute.objects.get(pk=quarrel.dispute.pk)
        row.pk, row.reference = row.pk + number + 1, f"REF{number}"
        row.save(force_insert=True)

    shown = client.get("/mediation/figures/").content.decode()

    assert "6 件,占 100%" in shown
    assert client.get("/mediation/figures/?as=xlsx").status_code == 200
    assert signed_in(cast.zhang).get("/mediation/figures/").status_code == 403


def test_both_sides_get_the_agreement_in_word_and_pdf(quarrel):
    quarrel.sign(quarrel.draft())
    client, start = Client(), f"/mediation/r/{quarrel.other.receipt}/paper/"

    word = client.get(f"{start}agreement.docx")
    text = "\n".join(one.text for one in Document(io.BytesIO(word.content)).paragraphs)

    assert "(2026)桐荫社区调字第 1 号" in text
    assert "晚十点后不拖桌子" in text
    assert client.get(f"{start}agreement.pdf").content.startswith(b"%PDF")


def test_a_resident_asks_from_the_page_of_the_unit_and_goes_on_by_receipt(cast):
    client = Client()
    form = {
        "idempotency_key": "k" * 12,
        "kind": "neighbours",
        "scale": "single",
        "words": WORDS,
        "applicant": "陈晨",
        "respondent": "201 室",
    }

    answer = client.post(f"/mediation/tell/{cast.unit.token}/", form)

    assert answer.status_code == 302
    assert "/mediation/r/" in answer["Location"]
    page = client.get(answer["Location"]).content.decode()
    assert "等调解员接" in page
    assert (
        client.post(
            f"/mediation/tell/{cast.unit.token}/", {**form, "idempotency_key": "j" * 12, "words": ""}
        ).status_code
        == 422
    )
    assert signed_in(cast.zhang).get("/mediation/").content.decode().count("/take/") == 1


def test_the_mediator_does_it_all_on_pages(cast):
    quarrel = Quarrel(cast)
    client, base = signed_in(cast.zhang), f"/mediation/{quarrel.dispute.pk}/"

    def send(verb, **form):
        return client.post(f"{base}{verb}/", {"idempotency_key": f"key-{verb}-1", **form}).status_code

    assert "陈*" in client.get(f"{base}take/").content.decode()
    assert send("take", take="yes") == 302
    assert send("consent", party=quarrel.other.pk, about="mediate", way="oral") == 409
    other = {"idempotency_key": "consent-2", "party": quarrel.other.pk, "about": "mediate", "way": "oral"}
    assert client.post(f"{base}consent/", {**other, "witness": "王芳"}).status_code == 302
    assert send("convene", on="2026-11-30", clock="19:30", spot="活动室") == 302
    assert client.get(f"{base}paper/invitation.pdf").content.startswith(b"%PDF")
    assert b"BEGIN:VEVENT" in client.get(f"{base}paper/sitting.ics").content
    assert send("draw-up", facts="拖桌子", clauses="不拖了") == 302
    assert send("end", words="") == 422
    assert send("settle", words="说好了") == 302
    assert quarrel.now().ending == rules.ORAL
    assert client.get(base).status_code == 200

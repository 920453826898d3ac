"""What was signed on paper: each party may see it, by receipt and by sign-in; nobody else finds it (§6.2, R15)."""

import pytest
from django.test import Client

from sanzhang.duties.mediation import actions, rules
from sanzhang.duties.mediation.models import Consent, Signature
from sanzhang.duties.mediation.tests.world import Quarrel
from sanzhang.foundation.files.rules import Photo
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import NotAllowed
from tests.times import MONDAY_9AM, MONDAY_10AM

SIGNED, AGREED = Photo(b"signed agreement", b"", 1, 1), Photo(b"signed consent", b"", 1, 1)


@pytest.fixture(autouse=True)
def at_monday(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY_10AM)


@pytest.fixture
def quarrel(cast):
    """Sun agreed and signed on paper; Chen by sign-in."""
    made = Quarrel(cast)
    made.take()
    actions.record_consent(made.other, way=rules.PAPER, photo=AGREED, by=cast.zhang, at=MONDAY_9AM)
    actions.record_signature(made.other, made.draft(), photo=SIGNED, by=cast.zhang, at=MONDAY_10AM)
    return made


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def photo(start, kind):
    return f"{start}photo/{kind.objects.exclude(paper=None).get().paper_id}/"


def test_both_parties_see_the_signed_agreement_and_each_look_is_noted(quarrel, cast):
    first, other = quarrel.parties
    looks = Entry.objects.filter(action="personal.read")
    for client, start in (
        (signed_in(cast.chen), f"/mediation/own/{first.pk}/"),
        (Client(), f"/mediation/r/{other.receipt}/"),
    ):
        assert photo(start, Signature) in client.get(start).content.decode()
        before = looks.count()
        answer = client.get(photo(start, Signature))
        assert (answer.content, answer["Cache-Control"]) == (SIGNED.full, "private, no-store")
        assert looks.count() == before + 1
    assert looks.order_by("id").last().facts["data_class"] == "B"


def test_a_signed_consent_is_seen_by_who_signed_it_and_not_by_the_other_side(quarrel, cast):
    first, other = quarrel.parties

    assert Client().get(photo(f"/mediation/r/{other.receipt}/", Consent)).content == AGREED.full
    assert signed_in(cast.chen).get(photo(f"/mediation/own/{first.pk}/", Consent)).status_code == 404


@pytest.mark.parametrize("name", ["li", "wang", "liu", "sun", "wu", "stranger"])
def test_who_has_no_part_finds_no_photo(quarrel, cast, name):
    first, other = quarrel.parties
    client = signed_in(getattr(cast, name))
    for start in (f"/mediation/own/{first.pk}/", f"/mediation/own/{other.pk}/", "/mediation/"):
        for kind in (Signature, Consent):
            assert client.get(photo(start, kind)).status_code == 404, start
    paper = Signature.objects.exclude(paper=None).get().paper
    with pytest.raises(NotAllowed):
        actions.open_signed(other, paper, by=getattr(cast, name), at=MONDAY_10AM)


def test_a_party_of_another_dispute_finds_no_photo_of_this_one(quarrel, cast):
    theirs = Quarrel(cast).other

    assert Client().get(photo(f"/mediation/r/{theirs.receipt}/", Signature)).status_code == 404
    assert Client().get(photo(f"/mediation/r/{theirs.receipt}/", Consent)).status_code == 404

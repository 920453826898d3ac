"""Reporting from the scan to the receipt, without JavaScript: nothing typed is lost, nothing is done twice."""

import io
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from PIL import Image

from sanzhang.duties.matters import actions, rules
from sanzhang.duties.matters.models import DraftPhoto, Matter, ReportDraft
from sanzhang.duties.matters.tests.conftest import picture
from sanzhang.foundation.files import queries as files
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.permission import SYSTEM
from tests.times import MONDAY_10AM

pytestmark = pytest.mark.django_db
WORDS = "三楼的声控灯坏了"


@pytest.fixture
def at_check(cast, client, send):
    """Go through all questions and stand before the last button."""
    base = f"/report/{cast.unit.token}/"
    client.get(base)
    send(base, spot="三楼楼道")
    send(base + "what/", words=WORDS)
    send(base + "sort/", kind="ordinary", topic="facility", about=["building_leader"], household_number="101")
    send(base + "reach/", contact_name="陈晨", contact_phone="１３８ 0000 0004")
    return base + "check/"


def test_from_the_first_question_to_the_receipt(cast, client, send, at_check):
    page = client.get(at_check).content.decode()
    for answer in (
        WORDS,
        "三楼楼道",
        "一般事项",
        "楼道和公共设施",
        "本楼的楼栋长",
        "101",
        "陈晨 13800000004",
    ):
        assert answer in page

    answer = send(at_check)

    matter = Matter.objects.get()
    assert answer["Location"] == f"/r/{matter.receipt}/?new=1"
    assert (matter.words, matter.spot, matter.topic) == (WORDS, "三楼楼道", "facility")
    assert matter.contact_phone == "13800000004"
    assert matter.rung == rules.GRID  # 101 is the unit leader's own door, and the building leader was named
    assert not ReportDraft.objects.exists()
    receipt = client.get(answer["Location"]).content.decode()
    assert "收到了" in receipt
    assert matter.reference in receipt
    assert "第1网格网格长" in receipt
    assert WORDS in client.get("/follow/").content.decode()


def test_sent_twice_it_is_one_matter_and_one_receipt(client, send, at_check):
    key = uuid4().hex

    first, second = send(at_check, key), send(at_check, key)

    assert Matter.objects.count() == 1
    assert first["Location"] == second["Location"]
    assert second["Idempotent-Replay"] == "true"


def test_the_same_key_with_other_words_is_refused(cast, client, send):
    base, key = f"/report/{cast.unit.token}/", uuid4().hex
    client.get(base)
    send(base, key, spot="一楼")

    assert send(base, key, spot="二楼").status_code == 409


def test_without_words_the_page_says_what_to_write(cast, client, send):
    base = f"/report/{cast.unit.token}/"
    client.get(base)

    answer = send(base + "what/", words="  ")

    assert answer.status_code == 422
    assert "请写一写是什么事,一句话也行。" in answer.content.decode()


def test_photos_are_kept_with_the_draft_and_carry_no_metadata(cast, client, send):
    base = f"/report/{cast.unit.token}/"
    client.get(base)

    send(base + "what/", words=WORDS, photos=[picture(), picture("二.jpg")], add="1")

    page = client.get(base + "what/").content.decode()
    assert WORDS in page
    assert page.count('name="remove"') == 2
    for stored in StoredFile.objects.all():
        for size in ("full", "small"):
            content = files.read(stored, size)
            assert b"canary" not in content
            assert not Image.open(io.BytesIO(content)).getexif()
    one = DraftPhoto.objects.order_by("id").first()
    assert client.get(f"{base}photo/{one.pk}/")["X-Content-Type-Options"] == "nosniff"
    send(base + "what/", words=WORDS, remove=str(one.pk))
    assert DraftPhoto.objects.count() == 1


def test_photos_without_words_are_not_lost(cast, client, send):
    base = f"/report/{cast.unit.token}/"
    client.get(base)

    answer = send(base + "what/", words="", photos=[picture()])

    assert answer["Location"].endswith("?mend=1")
    page = client.get(answer["Location"]).content.decode()
    assert "请写一写是什么事" in page
    assert page.count('name="remove"') == 1


@pytest.mark.parametrize(
    "content", [b"<svg onload=alert(1)>", b"GIF89a", b"", b"\xff\xd8\xff\xe0" + b"\0" * 50]
)
def test_what_is_no_photo_is_refused_in_words_and_the_words_stay(cast, client, send, content):
    from django.core.files.uploadedfile import SimpleUploadedFile

    base = f"/report/{cast.unit.token}/"
    client.get(base)

    answer = send(base + "what/", words=WORDS, photos=[SimpleUploadedFile("../../x.svg", content or b"x")])

    assert answer.status_code == 422
    assert WORDS in answer.content.decode()
    assert "第 1 张照片打不开" in answer.content.decode()
    assert not StoredFile.objects.exists()


def test_seven_photos_are_one_too_many(cast, client, send):
    base = f"/report/{cast.unit.token}/"
    client.get(base)

    answer = send(base + "what/", words=WORDS, photos=[picture(f"{n}.jpg", size=(40, 30)) for n in range(7)])

    assert answer.status_code == 422
    assert "最多放 6 张照片" in answer.content.decode()


def test_an_unknown_door_is_named(cast, client, send):
    base = f"/report/{cast.unit.token}/"
    client.get(base)

    answer = send(base + "sort/", kind="ordinary", topic="other", household_number="909")

    assert "本单元没有“909”这个门牌号" in answer.content.decode()


def test_another_phone_sees_nothing_of_a_draft(cast, client, send, at_check):
    from django.test import Client

    base = f"/report/{cast.unit.token}/"
    send(base + "what/", words=WORDS, photos=[picture()], add="1")
    photo = DraftPhoto.objects.get()
    other = Client()

    assert WORDS not in other.get(base + "what/").content.decode()
    assert other.get(f"{base}photo/{photo.pk}/").status_code == 404
    assert other.get(base + "check/")["Location"] == base


def test_a_draft_lies_encrypted_and_is_gone_after_a_day(cast, client, send, at_check):
    from django.db import connection

    send(f"/report/{cast.unit.token}/what/", words=WORDS, photos=[picture()], add="1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM matters_reportdraft")
        assert "声控灯" not in cursor.fetchone()[0]

    assert actions.forget_drafts(by=SYSTEM, at=MONDAY_10AM + timedelta(hours=23)) == 0
    assert actions.forget_drafts(by=SYSTEM, at=MONDAY_10AM + timedelta(hours=25)) == 1

    assert not ReportDraft.objects.exists()
    assert not StoredFile.objects.exists()


def test_cookies_can_not_be_forged_or_read_by_scripts(cast, client, at_check):
    cookie = client.cookies["sz_draft"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    client.cookies["sz_draft"] = "AAAA:forged:signature"
    assert WORDS not in client.get(f"/report/{cast.unit.token}/what/").content.decode()


def test_an_unknown_place_is_not_there(cast, client):
    assert client.get("/report/NOSUCHCODE/").status_code == 404
    assert client.get(f"/report/{cast.street.token}/").status_code == 404


HOSTILE = ["<script>alert(1)</script>", "'; DROP TABLE matters_matter;--", "𠮷野家·爨", "a" * 2000]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_and_rare_words_come_back_as_they_were(cast, client, send, words):
    base = f"/report/{cast.unit.token}/"
    client.get(base)
    send(base + "what/", words=words)
    send(base + "sort/", kind="ordinary", topic="other")
    answer = send(base + "check/")

    page = client.get(answer["Location"]).content.decode()

    assert Matter.objects.get().words == words
    assert "<script>alert" not in page


@pytest.mark.parametrize("words", ["a" * 2001, "好" * 5000, "\x00" * 10])
def test_too_much_or_nothing_is_a_sentence_not_a_fault(cast, client, send, words):
    base = f"/report/{cast.unit.token}/"
    client.get(base)

    assert send(base + "what/", words=words).status_code == 422
    assert not Matter.objects.exists()


def test_tokens_are_read_in_any_case(cast, client):
    assert client.get(f"/report/{cast.unit.token.lower()}/").status_code == 200


def test_the_answers_of_a_draft_are_json(cast, client, at_check):
    assert json.loads(ReportDraft.objects.get().answers)["words"] == WORDS
    assert settings.DATA_UPLOAD_MAX_NUMBER_FILES >= rules.PHOTOS_MAX

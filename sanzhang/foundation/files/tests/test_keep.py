"""Bytes are kept whole, checked at each reading, named by us, and swept when no row names them (F16, T27)."""

import io
import os
import re
from datetime import timedelta

import pytest
from django.db import transaction

from sanzhang.foundation.files import actions, queries
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.files.rules import reencode, shown_name
from sanzhang.foundation.files.tests import pictures
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.foundation.permission.actors import Bearer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def photo(monday):
    made = reencode(io.BytesIO(pictures.saved(pictures.picture(900, 600))))
    return actions.keep_photo(made, community_id=7, by=Bearer.anyone(), at=monday)


def paper(monday, name="楼栋表.xlsx", content=b"PK\x03\x04"):
    return actions.keep_bytes(content, name=name, mime="application/x", community_id=7, by=SYSTEM, at=monday)


def test_a_photo_is_kept_in_two_sizes(photo, media):
    full, small = queries.read(photo), queries.read(photo, "small")

    assert len(full) == photo.size > len(small)
    assert (photo.width, photo.height, photo.mime, photo.kind) == (900, 600, "image/jpeg", "photo")
    assert {file.name for file in media.glob("*/*")} == {f"{photo.pk}", f"{photo.pk}-small"}


def test_a_row_is_gone_with_the_transaction_that_made_it(monday):
    with transaction.atomic():
        paper(monday)
        transaction.set_rollback(True)

    assert not StoredFile.objects.exists()


def test_turned_bits_are_found_at_reading(photo):
    path = queries.path_of(photo)
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)

    with pytest.raises(queries.Damaged):
        queries.read(photo)
    assert queries.read(photo, "small")


@pytest.mark.parametrize("size", ["full", "small"])
def test_lost_bytes_are_told_in_words(photo, size):
    queries.path_of(photo, size).unlink()

    with pytest.raises(queries.Damaged) as lost:
        queries.read(photo, size)
    assert lost.value.words.startswith("这个文件损坏了")
    assert lost.value.status == 503


def test_a_file_is_handed_out_so_that_nothing_in_it_runs(photo):
    answer = queries.file_response(photo, "small")

    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("inline; filename*=UTF-8''")


def test_what_is_no_photo_or_pdf_comes_as_an_attachment(monday):
    page = actions.keep_bytes(
        b"<script>", name="a.html", mime="text/html", community_id=None, by=SYSTEM, at=monday
    )

    assert queries.file_response(page)["Content-Disposition"].startswith("attachment;")


NAMES = [
    "../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd",
    "C:\\a.xlsx",
    "a\x00.xlsx",
    "a\r\nSet-Cookie: x=1.xlsx",
    'a"; filename="b.exe',
    "a;b.xlsx",
    "\u202excod.exe",
    "\ud800.xlsx",
    "表" * 300 + ".xlsx",
    "a" * 5000,
    "",
    ".",
    "..",
    ".xlsx",
    "   ",
    "con",
    "a?b*c|d<e>.csv",
    "\ufeffa.csv",
    "a\u2028b.csv",
    "a\tb.csv",
    "💩.csv",
    "a.tar.gz",
    "~",
    "-rf",
    "%00",
    "%2e%2e%2f",
    "a/",
    "//",
    "file:///etc/passwd",
    "a\x7f.csv",
    "a\x85b.csv",
    "é́́́.csv",
    "\U000e0041.csv",
    "\ue000.csv",
    "a.csv.",
    "a.csv ",
    "$(reboot).csv",
    "`x`.csv",
    "楼栋表(2026 年)第3版.xlsx",
]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_reaches_the_disk_or_breaks_the_header(name, monday, media):
    kept = paper(monday, name=name)
    answer = queries.file_response(kept)

    assert [file.name for file in media.glob("*/*")] == [str(kept.pk)]
    assert 0 < len(kept.shown_name) <= 120
    assert re.fullmatch(r"attachment; filename\*=UTF-8''[A-Za-z0-9%._~/-]+", answer["Content-Disposition"])
    assert "/" not in kept.shown_name
    StoredFile.objects.get(pk=kept.pk)


def test_a_good_name_stays_as_it_is():
    assert shown_name("楼栋表(2026 年)第3版.xlsx") == "楼栋表(2026 年)第3版.xlsx"
    assert shown_name("表" * 300 + ".xlsx").endswith("表.xlsx")


def test_bytes_without_a_row_are_swept_after_a_day(photo, media, monday):
    lost, fresh, half, strange = (media / "00" / name for name in ("100", "200", "300.part", "notes.txt"))
    (media / "00").mkdir(exist_ok=True)
    for file in (lost, fresh, half, strange):
        file.write_bytes(b"x")
    old = (monday - timedelta(days=2)).timestamp()
    for file in (*media.glob("*/*"),):
        os.utime(file, (old, old))
    os.utime(fresh, (monday.timestamp(), monday.timestamp()))

    assert actions.sweep(by=SYSTEM, at=monday) == 2
    assert actions.sweep(by=SYSTEM, at=monday) == 0

    assert not lost.exists()
    assert not half.exists()
    assert fresh.exists()
    assert strange.exists()
    assert queries.read(photo)
    assert queries.read(photo, "small")


def test_only_the_clock_sweeps(monday):
    with pytest.raises(NotAllowed):
        actions.sweep(by=Bearer.anyone(), at=monday)

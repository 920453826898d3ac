"""Of a matter that became a dispute no word and no photo is left outside its sealed rows (§6.1, R15)."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client

from sanzhang.duties.matters import actions as matters
from sanzhang.duties.matters import queries as matter_queries
from sanzhang.duties.matters.models import Matter, MatterPhoto, MatterStep
from sanzhang.duties.matters.queries import open311
from sanzhang.duties.matters.tests.orders import HEAT, kept
from sanzhang.duties.mediation import actions, rules
from sanzhang.duties.mediation.models import Dispute, SealedPaper
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.jobs.clock import run_due
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import Bearer
from tests.times import MONDAY_9AM, MONDAY_10AM

pytestmark = pytest.mark.django_db(transaction=True)

# Latin ones beside the Chinese, since an index keeps bigrams: whole, and with none like them anywhere else.
TOLD, NOTED, SENT = "楼上夜里拖桌子 qzxtold", "又拖了一夜 qzxnoted", "请去看看楼上 qzxsent"
SECRET = ("qzxtold", "qzxnoted", "qzxsent", "拖桌子", "拖了一夜", "看看楼上", "三楼靠东")
SIDES = [actions.Side(rules.APPLICANT, "陈晨"), actions.Side(rules.RESPONDENT, "孙二宝")]


@pytest.fixture
def told(cast):
    """A matter with words, a photo, an addition and an order."""
    matter = cast.chen_reports(TOLD, spot="三楼靠东")
    photo = kept(cast, matter)
    by = Bearer.of("matter", matter.pk)
    matters.note(matter, words=NOTED, photos=[photo], by=by, at=MONDAY_9AM)
    matters.dispatch(Matter.objects.get(pk=matter.pk), to=HEAT, words=SENT, by=cast.zhang, at=MONDAY_9AM)
    return Matter.objects.get(pk=matter.pk)


def turned(cast, matter):
    return actions.turn_matter(matter, kind="neighbours", sides=SIDES, by=cast.zhang, at=MONDAY_10AM)


def read_all():
    """Return table → all that stands in it, shadow tables of the search among them."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            tables = [name for (name,) in cursor.fetchall()]
        else:
            tables = connection.introspection.table_names()
        found = {}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = "".join(_text(value) for row in cursor.fetchall() for value in row)
    return found


def _text(value):
    return bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value)


def test_no_table_holds_a_word_of_it(cast, told):
    assert any("qzxtold" in kept for kept in read_all().values())

    turned(cast, told)
    run_due(MONDAY_10AM)

    left = {(table, word) for table, kept in read_all().items() for word in SECRET if word in kept}
    assert not left
    assert Dispute.objects.get().words == TOLD
    assert [told.words for told in matter_queries.story(told) if told.words] == []


def test_no_other_program_learns_that_it_became_a_dispute(cast, told):
    Matter.objects.filter(pk=told.pk).update(topic="facility")
    told.parties.all().delete()
    assert open311.readable(None).filter(pk=told.pk).exists()

    turned(cast, told)

    entry = Entry.objects.get(action="matter.mediated")
    assert not open311.readable(None).filter(pk=told.pk).exists()
    assert open311.told_of(entry) is None


def test_no_byte_of_the_file_of_the_database_holds_a_word_of_it(cast, told):
    turned(cast, told)
    run_due(MONDAY_10AM)

    if connection.vendor == "sqlite":  # PostgreSQL lets go of it when it vacuums
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        content = Path(connection.settings_dict["NAME"]).read_bytes()
        assert b"matters_matterstep" in content
        assert not [word for word in SECRET if word.encode() in content]


def test_its_photo_goes_along_sealed_and_is_gone_from_the_disk(cast, told, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY_10AM)
    photo = MatterPhoto.objects.get()
    address = f"/r/{told.receipt}/photo/{photo.pk}/full/"
    content = Client().get(address).content
    files = [Path(settings.MEDIA_ROOT) / f"{photo.stored_id % 100:02d}" / f"{photo.stored_id}"]
    files.append(files[0].with_name(f"{photo.stored_id}-small"))
    assert content
    assert all(file.exists() for file in files)

    dispute = turned(cast, told)

    assert Client().get(address).status_code == 404
    assert not StoredFile.objects.exists()
    assert not any(file.exists() for file in files)
    first, other = dispute.parties.order_by("id")
    paper = SealedPaper.objects.get()
    assert Client().get(f"/mediation/r/{first.receipt}/photo/{paper.pk}/").content == content
    assert Client().get(f"/mediation/r/{other.receipt}/photo/{paper.pk}/").status_code == 404  # not taken yet
    assert f"/photo/{paper.pk}/" in Client().get(f"/mediation/r/{first.receipt}/").content.decode()
    mediator = Client()
    mediator.force_login(cast.zhang)
    assert mediator.get(f"/mediation/photo/{paper.pk}/").status_code == 404
    actions.take(dispute, without_interest=True, by=cast.zhang, at=MONDAY_10AM)
    assert mediator.get(f"/mediation/photo/{paper.pk}/").content == content
    assert Client().get(f"/mediation/r/{other.receipt}/photo/{paper.pk}/").content == content


def test_a_photo_that_somebody_else_sent_along_stays_with_him(cast, told):
    joined = matters.me_too(told, place=cast.unit, by=Bearer.anyone(), at=MONDAY_9AM)
    stored = MatterPhoto.objects.get().stored
    step = joined.steps.get()
    MatterPhoto.objects.create(community_id=joined.community_id, matter=joined, step=step, stored=stored)

    turned(cast, told)

    assert StoredFile.objects.get() == stored
    assert MatterPhoto.objects.get().matter_id == joined.pk


def test_words_of_a_step_are_emptied_only_after_the_turn_and_never_rewritten(cast, told):
    steps = MatterStep.objects.filter(matter=told)
    for change in ({"words": ""}, {"words": "anders"}, {"step": "accept"}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            steps.update(**change)

    turned(cast, told)

    for change in ({"words": "anders"}, {"step": "accept"}, {"person": cast.li}, {"words": "", "post": None}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            steps.update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        steps.delete()
    assert steps.update(words="") == steps.count()


def test_the_question_it_came_from_and_the_whole_it_was_split_off_tell_nothing(cast):
    asked = matters.ask(cast.unit, words=TOLD, by=Bearer.anyone(), at=MONDAY_9AM)
    turned(cast, matters.turn_into_matter(asked, by=cast.liu, at=MONDAY_9AM))
    whole = cast.chen_reports("灯坏了")
    matters.accept(whole, by=cast.zhang, at=MONDAY_9AM)
    turned(cast, matters.split(whole, words=NOTED, by=cast.zhang, at=MONDAY_9AM))

    run_due(MONDAY_10AM)

    assert not {(table, word) for table, kept in read_all().items() for word in SECRET if word in kept}
    assert "灯坏了" in {step.words for step in MatterStep.objects.filter(matter=whole)}

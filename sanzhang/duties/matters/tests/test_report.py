import pytest

from sanzhang.duties.matters import actions, queries, rules
from sanzhang.foundation.journal import queries as journal
from sanzhang.foundation.permission import Bearer, NotAllowed
from tests.times import FRIDAY_5PM, MONDAY_9AM, SHANGHAI, TUESDAY_9AM

pytestmark = pytest.mark.django_db


def test_it_goes_to_the_unit_leader_until_tomorrow_and_is_promised_in_a_week(cast):
    matter = cast.chen_reports()

    assert (matter.rung, matter.rung_path, matter.state) == (rules.UNIT, cast.unit.path, rules.WAITING)
    assert (matter.due_at, (matter.outward_due_at - MONDAY_9AM).days) == (TUESDAY_9AM, 7)
    assert queries.holder_words(matter) == "12栋1单元单元长"
    assert len(matter.receipt) == 16
    assert len(matter.reference) == 8


def test_the_journal_tells_it_without_a_word_of_it(cast):
    matter = cast.chen_reports("三楼王芳家漏水", contact_phone="13800000004")

    (entry,) = journal.entries_of(matter)

    assert (entry.action, entry.actor) == ("matter.reported", "public")
    assert "王芳" not in str(entry.facts)
    assert "13800000004" not in str(entry.facts)


def test_an_emergency_begins_at_the_community_with_half_an_hour(cast):
    matter = cast.chen_reports("楼道有煤气味", kind=rules.EMERGENCY)

    assert matter.rung == rules.COMMUNITY
    assert (matter.due_at - MONDAY_9AM).total_seconds() == 30 * 60
    assert (matter.outward_due_at - MONDAY_9AM).total_seconds() == 2 * 3600


def test_a_vacant_unit_is_skipped(cast):
    cast.vacate("unit_leader", at=MONDAY_9AM)

    assert cast.chen_reports().rung == rules.BUILDING


def test_where_nobody_holds_anything_it_waits_at_the_community(cast):
    for kind in rules.LADDER:
        cast.vacate(kind, at=MONDAY_9AM)

    matter = cast.chen_reports()

    assert (matter.rung, matter.rung_path) == (rules.COMMUNITY, cast.community.path)


def test_a_leader_who_reports_does_not_get_it_himself(cast):
    matter = actions.report_matter(
        place=cast.unit,
        words="大门关不严",
        origin="leader",
        reporter=cast.zhang,
        by=cast.zhang,
        at=MONDAY_9AM,
    )

    assert (matter.rung, matter.entered_by, matter.reporter) == (rules.BUILDING, cast.zhang, cast.zhang)


def test_typed_for_somebody_both_names_are_kept(cast):
    matter = actions.report_matter(
        place=cast.unit, words="老人要买菜", origin="phone", contact_name="陈晨", by=cast.zhang, at=MONDAY_9AM
    )
    matter.refresh_from_db()

    assert (matter.entered_by, matter.contact_name, matter.rung) == (cast.zhang, "陈晨", rules.UNIT)
    assert queries.story(matter)[0].sentence == "12栋1单元单元长反映了这件事,交给单元长。"


def test_nobody_types_for_another_unit(cast):
    for person in (cast.zhang, cast.stranger, cast.zhao):
        with pytest.raises(NotAllowed):
            actions.report_matter(place=cast.far_unit, words="x", origin="phone", by=person, at=MONDAY_9AM)


def test_without_words_nothing_is_reported(cast):
    with pytest.raises(rules.NotPossible):
        actions.report_matter(place=cast.unit, words=" \x00\x07 ", by=Bearer.anyone(), at=MONDAY_9AM)


def test_contacts_lie_encrypted(cast):
    from django.db import connection

    matter = cast.chen_reports(contact_name="陈晨", contact_phone="13800000004")

    with connection.cursor() as cursor:
        cursor.execute("SELECT contact_name, contact_phone FROM matters_matter WHERE id = %s", [matter.id])
        stored = cursor.fetchone()
    assert all(value.startswith("k1:") for value in stored)
    assert "陈晨" not in str(stored)


def test_the_clock_of_a_grid_counts_working_days(cast):
    cast.vacate("unit_leader", at=MONDAY_9AM)
    cast.vacate("building_leader", at=MONDAY_9AM)

    matter = cast.chen_reports(at=FRIDAY_5PM)

    assert matter.rung == rules.GRID
    assert matter.due_at.astimezone(SHANGHAI).strftime("%a %H:%M") == "Tue 17:00"

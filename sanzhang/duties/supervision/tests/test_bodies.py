"""§8.1: watched bodies, duties with days, tables with faults by row, ratings that name nobody."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from sanzhang.duties.residents import actions as residents
from sanzhang.duties.supervision import actions, queries, rules
from sanzhang.duties.supervision.actions.bodies import DutyLine
from sanzhang.duties.supervision.models import Duty, Rated, Tally, WatchedBody
from sanzhang.foundation.journal import limits
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.paper.tables import Row, Sheet
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from tests.times import MONDAY_9AM, MONDAY_10AM

FIVE = [5, 4, 3, 4, 5]


def test_customary_duties_are_added_once(cast, company):
    count = Duty.objects.filter(body=company).count()
    assert count == len(rules.CUSTOMARY["property"])

    assert actions.take_customary(company, by=cast.liu, at=MONDAY_10AM) == 0


def test_a_change_begins_on_its_day_and_the_past_stays(cast, company):
    old = Duty.objects.get(body=company, title="楼道灯")

    actions.keep_duty(
        company,
        DutyLine("楼道灯", "坏了两天内修好", mend_days=2),
        starts_on=date(2026, 12, 1),
        instead_of=old,
        by=cast.liu,
        at=MONDAY_9AM,
    )

    def days(on):
        return queries.duties_of(company, on).get(title="楼道灯").mend_days

    assert (days(date(2026, 11, 30)), days(date(2026, 12, 1))) == (3, 2)
    with pytest.raises(rules.NotPossible):
        actions.keep_duty(
            company,
            DutyLine("楼道灯"),
            starts_on=date(2026, 12, 2),
            instead_of=old,
            by=cast.liu,
            at=MONDAY_9AM,
        )


@pytest.mark.parametrize("name", ["stranger", "zhang", "wang", "sun", "wu", "chen"])
def test_only_the_community_keeps_bodies(cast, company, name):
    by = getattr(cast, name)
    with pytest.raises(NotAllowed):
        actions.keep_body(
            cast.community, kind="property", name="别家", starts_on=date(2026, 1, 1), by=by, at=MONDAY_9AM
        )
    with pytest.raises(NotAllowed):
        actions.take_customary(company, by=by, at=MONDAY_9AM)


def test_a_phone_wants_consent_and_a_look_at_it_is_noted(cast, company):
    with pytest.raises(rules.NotPossible):
        actions.keep_body(
            cast.community,
            kind="property",
            name="别家",
            starts_on=date(2026, 1, 1),
            contact_name="赵强",
            contact_phone="13800000005",
            by=cast.liu,
            at=MONDAY_9AM,
        )
    assert actions.reveal_contact(company, purpose="催整改", by=cast.liu, at=MONDAY_9AM)[1] == "13800000005"
    assert Entry.objects.filter(action=limits.READ, facts__purpose="催整改").exists()
    with pytest.raises(NotAllowed):
        actions.reveal_contact(company, purpose="好奇", by=cast.zhang, at=MONDAY_9AM)


def test_copied_from_another_of_the_kind(cast, company):
    other = actions.keep_body(
        cast.community, kind="property", name="新物业", starts_on=date(2026, 1, 1), by=cast.liu, at=MONDAY_9AM
    )
    assert actions.copy_duties(other, source=company, by=cast.liu, at=MONDAY_9AM) > 5

    committee = actions.keep_body(
        cast.community,
        kind="committee",
        name="业委会",
        starts_on=date(2026, 1, 1),
        by=cast.liu,
        at=MONDAY_9AM,
    )
    with pytest.raises(rules.NotPossible):
        actions.copy_duties(committee, source=company, by=cast.liu, at=MONDAY_9AM)


def test_a_table_tells_its_faults_by_row_and_column():
    rows = (
        Row(1, ("职责", "多久一次", "谁来看", "整改期限")),
        Row(2, ("保洁", "每天", "三长", "2")),
        Row(3, ("保洁", "每天", "邻居", "很快")),
        Row(4, ("", "每天", "", "")),
    )
    lines, faults = queries.read_duties([Sheet("职责", rows)])

    assert lines == [("保洁", "每天", "", "walk", 2)]
    assert [(fault.row, fault.column) for fault in faults] == [(3, "A"), (3, "C"), (3, "D"), (4, "A")]


def test_the_code_of_a_company_is_checked():
    assert rules.credit_code_fault("91350100M000100Y43") == ""
    assert "校验" in rules.credit_code_fault("91350100M000100Y44")
    assert "18 位" in rules.credit_code_fault("9135")


def test_one_rating_a_household_and_quarter_and_no_score_by_whom(cast, company):
    actions.rate(company, FIVE, voice="households", by=cast.chen, at=MONDAY_9AM)

    with pytest.raises(rules.NotPossible):
        actions.rate(company, FIVE, voice="households", by=cast.chen, at=MONDAY_10AM)
    row = Rated.objects.get()
    assert {field.name for field in Rated._meta.fields} & {"score", "scores", "person"} == set()
    with pytest.raises(IntegrityError), transaction.atomic():
        Rated.objects.create(
            community_id=row.community_id, body=company, quarter=row.quarter, household_id=row.household_id
        )
    for entry in Entry.objects.filter(action="supervision.rated"):
        assert "score" not in str(entry.facts)


@pytest.mark.parametrize("scores", [[5, 5, 5, 5], [5, 5, 5, 5, 6], [0, 1, 1, 1, 1]])
def test_five_scores_of_one_to_five(cast, company, scores):
    with pytest.raises(rules.NotPossible):
        actions.rate(company, scores, voice="households", by=cast.chen, at=MONDAY_9AM)


def test_who_lives_elsewhere_does_not_rate(cast, company):
    for by, voice in ((cast.stranger, "households"), (cast.chen, "leaders")):
        with pytest.raises(rules.NotPossible):
            actions.rate(company, FIVE, voice=voice, by=by, at=MONDAY_9AM)


def test_results_are_told_from_ten_households_on(cast, company):
    doors = [door for door in cast.doors.values() if door.unit_id != cast.far_unit.pk]
    for number, door in enumerate(doors[:10]):
        neighbour = cast.person(f"邻居{number}", f"139000000{number:02d}")
        residents.settle(neighbour, household=door, by=SYSTEM, at=cast.made_at)
        if number == 9:
            assert queries.ratings_of(company)[0].means == []
        actions.rate(company, FIVE, voice="households", by=neighbour, at=MONDAY_9AM)

    (line,) = queries.ratings_of(company)
    assert (line.count, line.means[0][1]) == (10, 5.0)
    assert sum(one.count for one in Tally.objects.all()) == 50


def test_the_leaders_count_apart(cast, company):
    actions.rate(company, FIVE, voice="leaders", by=cast.zhang, at=MONDAY_9AM)
    actions.rate(company, FIVE, voice="households", by=cast.zhang, at=MONDAY_9AM)

    assert {line.voice for line in queries.ratings_of(company)} == {"居民(按户)", "三长"}


def test_a_body_that_leaves_is_inspected_no_more(cast, company):
    actions.close_body(company, by=cast.liu, at=MONDAY_9AM)

    assert queries.duties_to_walk(cast.unit, MONDAY_9AM + timedelta(days=1)) == []
    with pytest.raises(rules.NotPossible):
        actions.close_body(WatchedBody.objects.get(), by=cast.liu, at=MONDAY_9AM)


def test_a_contract_that_ends_lies_in_the_year(cast, company):
    WatchedBody.objects.update(ends_on=date(2026, 12, 31))
    year = {"since": date(2026, 12, 1), "until": date(2027, 1, 1), "at": MONDAY_9AM}

    assert len(queries.coming(cast.liu, cast.community.path, **year)) == 1
    assert queries.coming(cast.stranger, cast.community.path, **year) == []
    assert [one.kind for one in queries.to_do(cast.zhang, MONDAY_9AM)] == ["巡查"]

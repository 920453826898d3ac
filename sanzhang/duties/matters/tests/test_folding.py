"""Figures of matters agree with the matters themselves, in every area (§10.2)."""

from collections import Counter
from datetime import timedelta

from sanzhang.duties.matters import actions
from sanzhang.duties.matters.models import Matter
from sanzhang.foundation.figures import actions as projector
from sanzhang.foundation.figures import queries as figures
from sanzhang.foundation.permission import SYSTEM, Bearer
from sanzhang.organisation.territory import actions as territory
from tests.times import MONDAY_9AM, MONDAY_10AM

TODAY, TOMORROW = MONDAY_9AM.date(), MONDAY_9AM.date() + timedelta(days=1)


def a_day_of_work(cast):
    one, two, three = (cast.chen_reports(topic="facility") for _ in range(3))
    actions.accept(one, by=cast.zhang, at=MONDAY_10AM)
    actions.answer(one, ending="solved", words="换好了", by=cast.zhang, at=MONDAY_10AM)
    actions.confirm(one, by=Bearer.of("matter", one.pk), at=MONDAY_10AM)
    actions.reopen(one, words="又坏了", by=Bearer.of("matter", one.pk), at=MONDAY_10AM)
    actions.pass_up(two, words="要换线路", by=cast.zhang, at=MONDAY_10AM)
    actions.withdraw(three, by=Bearer.of("matter", three.pk), at=MONDAY_10AM)


def stocks(area):
    return Counter({name.removeprefix("stock:"): count for name, count in figures.stocks(area).items()})


def in_the_table(area):
    return Counter(Matter.objects.filter(path__startswith=area).values_list("state", flat=True))


def test_after_a_day_of_work_each_area_counts_what_lies_there(cast):
    a_day_of_work(cast)

    projector.fold(by=SYSTEM, at=MONDAY_10AM)

    for place in (cast.city, cast.community, cast.grid, cast.building, cast.unit):
        assert stocks(place.path) == in_the_table(place.path)
    assert list(figures.differences()) == []


def test_what_happened_is_counted_by_day_topic_and_rung(cast):
    a_day_of_work(cast)
    projector.fold(by=SYSTEM, at=MONDAY_10AM)

    measures = (
        "reported",
        "reported:topic:facility",
        "answered",
        "settled:unit_leader",
        "ending:solved",
        "reopened",
    )
    found = figures.sums(cast.grid.path, TODAY, TOMORROW)

    assert [found[measure] for measure in measures] == [3, 3, 1, 1, 1, 1]


def test_a_building_takes_its_matters_along_to_another_grid(cast):
    a_day_of_work(cast)
    territory.move_building(cast.building, to=cast.other_grid, by=SYSTEM, at=MONDAY_10AM)
    actions.follow_place(cast.building, by=SYSTEM, at=MONDAY_10AM)

    projector.fold(by=SYSTEM, at=MONDAY_10AM)

    cast.building.refresh_from_db()
    for area in (cast.grid.path, cast.other_grid.path, cast.building.path):
        assert stocks(area) == in_the_table(area)
    assert list(figures.differences()) == []

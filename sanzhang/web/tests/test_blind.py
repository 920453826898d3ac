"""§10.2: blind spots that only the door can know of: no plaque hangs, nobody came, told or reported."""

from datetime import date, timedelta

from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from sanzhang.duties.notices import actions as notices
from sanzhang.mechanisms.feedback import actions, queries
from sanzhang.mechanisms.feedback.models import Spot
from sanzhang.mechanisms.feedback.rules import spots as rules
from sanzhang.mechanisms.plaques import actions as plaques
from sanzhang.organisation.territory.models import Place
from tests.cast import Cast
from tests.times import MONDAY_9AM

WEEK = date(2026, 11, 23)
NEXT_MONDAY = MONDAY_9AM + timedelta(days=7)
BEFORE = MONDAY_9AM - timedelta(days=20)
LEAVES = [
    f"220102098001{grid:03d}{building:05d}{unit}"
    for grid in (1, 2)
    for building in (1, 2)
    for unit in ("", "01")
]


def old(cast: Cast) -> None:
    """Let every place have been there for a year."""
    Place.objects.update(opened_on=WEEK - timedelta(days=365))


def found(subject: str) -> set[int]:
    actions.reckon_week("2201", WEEK, at=NEXT_MONDAY)
    return set(Spot.objects.filter(kind=rules.BLIND, subject=subject).values_list("place", flat=True))


def test_where_no_plaque_hangs_the_whole_community_is_one_line(cast: Cast) -> None:
    old(cast)
    assert found("no_plaque") == {cast.community.pk}


def test_a_building_with_plaques_is_left_out_and_a_single_unit_is_named(cast: Cast) -> None:
    old(cast)
    for place in (cast.building, cast.unit):
        plaques.put_up(place, by=cast.li, at=BEFORE)
    assert found("no_plaque") == {cast.next_unit.pk, cast.other_grid.pk}
    spot = Spot.objects.get(subject="no_plaque", place=cast.other_grid)
    numbers = queries.numbers()[rules.BLIND]
    assert queries.places_behind(spot, numbers) == [cast.other_building, cast.far_unit]
    assert queries.spoken_subject(spot) == "没有挂公示牌"


def test_a_new_place_has_thirty_days_for_its_plaque_and_its_first_round(cast: Cast) -> None:
    Place.objects.update(opened_on=WEEK - timedelta(days=10))
    assert found("no_plaque") == found("unreached") == set()


def test_a_report_a_notice_to_the_door_and_a_newcomer_reach_a_unit_and_words_to_all_do_not(
    cast: Cast,
) -> None:
    old(cast)
    Place.objects.filter(kind__in=("grid", "unit")).update(households=10)
    notices.publish(place=cast.community, title="停水", words="周三停水", by=cast.liu, at=BEFORE)
    cast.chen_reports(at=BEFORE, place=cast.next_unit)
    cast.home.starts_on = BEFORE.date()
    cast.home.save(update_fields=["starts_on"])
    assert found("unreached") == {cast.other_grid.pk}
    notices.publish(place=cast.far_unit, title="停电", words="周四停电", by=cast.liu, at=NEXT_MONDAY)
    actions.reckon_week("2201", WEEK + rules.WEEK, at=NEXT_MONDAY + rules.WEEK)
    assert not Spot.objects.filter(subject="unreached", state=rules.OPEN).exists()


def test_places_below_ten_households_are_not_named_as_unreached(cast: Cast) -> None:
    old(cast)
    cast.chen_reports(at=BEFORE, place=cast.unit)
    Place.objects.filter(pk=cast.next_unit.pk).update(households=9)
    Place.objects.filter(pk=cast.other_grid.pk).update(households=10)
    assert found("unreached") == {cast.other_grid.pk}


@given(st.sets(st.sampled_from(LEAVES)))
def test_folded_areas_hold_every_blind_place_once_and_no_other(blind: set[str]) -> None:
    named = rules.folded(LEAVES, blind)
    for path in LEAVES:
        over = [area for area in named if path.startswith(area) and (area != path or path in blind)]
        whole = [area for area in over if area == path or len(area) in rules.WHOLES]
        if path in blind:
            assert whole
    assert len(named) == len(set(named)) <= len(blind)


def test_a_spot_shows_the_places_behind_it_and_goes_on_the_agenda(cast: Cast) -> None:
    old(cast)
    found("no_plaque")
    spot = Spot.objects.get(subject="no_plaque")
    client = Client()
    client.force_login(cast.liu)
    page = client.get(f"/hot-spots/{spot.pk}/").content.decode()
    assert "后面的地方" in page
    assert "12栋1单元" in page
    assert "放进议题" in page
    wish = actions.raise_for_agenda(
        place=cast.community, spot=spot, words="商量什么时候挂牌", by=cast.liu, at=NEXT_MONDAY
    )
    assert [line.wish for line in queries.agenda(cast.liu, NEXT_MONDAY)] == [wish]

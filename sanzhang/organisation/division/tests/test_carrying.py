"""Where members of departments' grids would go, and what somebody must decide."""

from hypothesis import given
from hypothesis import strategies as st

from sanzhang.organisation.division.rules import carrying as rules
from sanzhang.organisation.division.rules.carrying import NO_PHONE, NOWHERE, SPLIT, TWO_PHONES, Named

FLOW = {1: {1: 500}, 2: {1: 300, 2: 300}, 3: {2: 570, 3: 30}}


def proposed(*named):
    return rules.proposals([Named(number, *one) for number, one in enumerate(named)], FLOW)


def test_a_grid_that_goes_on_whole_takes_its_member_along():
    (one,) = proposed((1, "韩磊", "13900000001"))
    assert (one.grids, one.phone, one.doubts) == ((1,), "13900000001", ())


def test_an_edge_of_a_tenth_makes_no_doubt():
    (one,) = proposed((3, "韩磊", "13900000001"))
    assert (one.grids, one.doubts) == ((2,), ())


def test_a_split_grid_is_a_doubt_with_both_new_grids():
    (one,) = proposed((2, "韩磊", "13900000001"))
    assert (one.grids, one.doubts) == ((1, 2), (SPLIT,))


def test_one_name_with_two_phones_is_a_doubt_on_both_lines():
    first, second = proposed((1, "韩磊", "13900000001"), (3, "韩磊", "13900000002"))
    assert first.doubts == second.doubts == (TWO_PHONES,)
    assert first.phones == ("13900000001", "13900000002")
    assert (first.phone, second.phone) == ("13900000001", "13900000002")


def test_who_has_no_phone_is_offered_the_one_of_the_same_name():
    first, second, third = proposed((1, "韩磊", ""), (3, "韩磊", "13900000002"), (1, "于静", ""))
    assert (first.doubts, first.phone) == ((NO_PHONE,), "13900000002")
    assert second.doubts == ()
    assert (third.doubts, third.phone) == ((NO_PHONE,), "")


def test_a_grid_without_buildings_in_the_plan_leads_nowhere():
    (one,) = proposed((9, "韩磊", "13900000001"))
    assert (one.grids, one.doubts) == ((), (NOWHERE,))


@given(st.dictionaries(st.integers(1, 8), st.integers(0, 900), min_size=1))
def test_somebody_takes_every_grid_and_the_greatest_part_is_always_among_them(flow):
    grids, is_clear = rules.takers(flow)

    assert grids
    assert set(grids) <= set(flow)
    assert max(flow.values()) in [flow[number] for number in grids]
    assert not is_clear or len(grids) == 1


def test_flows_count_the_households_in_both():
    homes, old, new = {1: 60, 2: 40, 3: 0, 4: 9}, [(1, 7), (2, 7), (3, 8), (1, 9)], {1: 1, 2: 2, 3: 2, 4: 2}
    assert rules.flows(homes, old, new) == {7: {1: 60, 2: 40}, 8: {2: 0}, 9: {1: 60}}


def test_the_police_are_police_and_others_keep_their_department_s_name():
    assert rules.kind_of("公安") == ("police", "")
    assert rules.kind_of("城管") == ("other", "城管网格员")

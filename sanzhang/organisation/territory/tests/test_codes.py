import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzhang.foundation.records.paths import next_path
from sanzhang.organisation.territory import rules

COMMUNITY = "220102098001"


@given(st.integers(1, 999), st.integers(1, 99999), st.integers(1, 99), st.integers(1, 9999))
def test_a_household_bears_26_digits_that_contain_all_above(grid, building, unit, household):
    path = COMMUNITY
    for kind, number in (("grid", grid), ("building", building), ("unit", unit), ("household", household)):
        above, path = path, rules.child_path(path, kind, number)
        assert above < path < next_path(above)
        assert len(path) == rules.WIDTH[kind]
    assert len(path) == 26
    assert path.isdigit()


@pytest.mark.parametrize(
    ("code", "kind", "path"),
    [
        ("220100000000", "city", "2201"),
        ("220102000000", "district", "220102"),
        ("220102001000", "street", "220102001"),
        ("220102001003", "community", "220102001003"),
        ("220171400000", "street", "220171400"),
    ],
)
def test_where_a_code_ends_in_zeros_tells_its_kind(code, kind, path):
    assert rules.kind_of_code(code) == kind
    assert rules.path_of_code(code) == path


def test_the_next_number_follows_the_highest_ever_used():
    used = [
        COMMUNITY + "001",
        COMMUNITY + "007",
        COMMUNITY + "00100099",
        COMMUNITY + "E09",
        "220102098002009",
    ]
    assert rules.next_number(COMMUNITY, "grid", used) == 8
    assert rules.next_number(COMMUNITY, "estate", used) == 10
    assert rules.next_number(COMMUNITY + "001", "building", used) == 100


@pytest.mark.parametrize("number", [0, -1, 1000])
def test_a_number_that_does_not_fit_is_refused(number):
    with pytest.raises(rules.NoNumberLeft):
        rules.child_path(COMMUNITY, "grid", number)

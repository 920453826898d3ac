"""The n:m table, agreement and what is settled: sums, identity, and what a worker would draw on paper."""

from hypothesis import given
from hypothesis import strategies as st

from sanzhang.organisation.division.rules import overlaps as rules
from sanzhang.organisation.division.rules.overlaps import AGREED, ALONE, DISPUTED, FINER

BUILDINGS = range(1, 13)
homes = st.fixed_dictionaries({building: st.integers(0, 200) for building in BUILDINGS})
said = st.fixed_dictionaries({}, optional={building: st.sampled_from("ABCD") for building in BUILDINGS})
whole = st.fixed_dictionaries({building: st.sampled_from("ABCD") for building in BUILDINGS})


def row(signs, first=1):
    return {building: sign for building, sign in enumerate(signs, start=first) if sign != " "}


def states(*voices, households=100):
    said = {f"v{index}": row(signs) for index, signs in enumerate(voices)}
    found = rules.picture(dict.fromkeys(range(1, len(voices[0]) + 1), households), said)
    state = {building: atom.state for atom in found.atoms for building in atom.buildings}
    return [state[building] for building in sorted(state)]


@given(homes, said, said)
def test_the_table_sums_up_to_what_both_name(counts, one, other):
    table = rules.overlaps(counts, one, other)

    both = one.keys() & other.keys()
    assert sum(cell.households for cell in table) == sum(counts[building] for building in both)
    assert sum(cell.buildings for cell in table) == len(both)
    assert len({(cell.one, cell.other) for cell in table}) == len(table)
    for grid in set(one.values()):
        mine = sum(counts[building] for building in both if one[building] == grid)
        assert sum(cell.households for cell in table if cell.one == grid) == mine


@given(homes, whole, st.permutations("WXYZ"))
def test_the_same_grids_under_other_codes_agree_wholly(counts, one, codes):
    renamed = {building: codes["ABCD".index(grid)] for building, grid in one.items()}

    found = rules.picture(counts, {"党建": one, "公安": renamed})

    assert {atom.state for atom in found.atoms} == {AGREED}
    assert found.share in (1.0, None)
    assert found.pairs[0].share in (1.0, None)
    assert (found.share is None) == (sum(counts.values()) == 0)


@given(homes, said, said, said)
def test_atoms_part_the_buildings_and_nobody_is_counted_twice(counts, one, other, third):
    found = rules.picture(counts, {"甲": one, "乙": other, "丙": third})

    here = [building for atom in found.atoms for building in atom.buildings]
    assert sorted(here) == list(BUILDINGS)
    assert sum(found.households.values()) == sum(counts.values())
    for pair in found.pairs:
        assert pair.share is None or 0 <= pair.share <= 1


@given(homes, whole, said)
def test_the_order_of_two_voices_changes_no_share(counts, one, other):
    there = rules.picture(counts, {"甲": one, "乙": other}).pairs[0]
    back = rules.picture(counts, {"乙": other, "甲": one}).pairs[0]

    assert there.households == back.households
    assert sum(there.states.values()) == there.households
    assert there.states.get(FINER, 0) == back.states.get(FINER, 0)


def test_one_building_across_a_border_is_the_only_conflict():
    assert states("AAAAABBBBB", "XXXXYYYYYY") == [*[AGREED] * 4, DISPUTED, *[AGREED] * 5]


def test_grids_that_are_made_of_whole_grids_are_finer_and_no_conflict():
    assert states("AAAABBBB", "XXYYZZZZ") == [*[FINER] * 4, *[AGREED] * 4]


def test_a_small_grid_inside_a_large_one_is_no_conflict_though_another_border_crosses():
    assert states("AAABBBCCC", "XXXXXXXYY") == [*[FINER] * 6, DISPUTED, AGREED, AGREED]


def test_half_and_half_is_a_conflict():
    assert states("AABB", "XYXY") == [DISPUTED] * 4


def test_a_third_voice_makes_a_conflict_of_what_two_agree_on():
    assert states("AABBB", "XXYYY", "PPPQQ") == [AGREED, AGREED, DISPUTED, AGREED, AGREED]


def test_what_one_voice_alone_names_is_nobody_s_conflict():
    assert states("AABB", "X YY") == [AGREED, ALONE, AGREED, AGREED]


@given(homes, whole, said)
def test_a_base_without_exceptions_is_taken_as_it_is(counts, today, other):
    numbers = rules.settled(counts, {"现有": today, "公安": other}, "现有")

    assert {frozenset(b for b in BUILDINGS if today[b] == grid) for grid in today.values()} == {
        frozenset(b for b in BUILDINGS if numbers[b] == number) for number in numbers.values()
    }
    assert sorted(set(numbers.values())) == list(range(1, len(set(numbers.values())) + 1))


@given(homes, whole, whole)
def test_following_the_other_everywhere_is_taking_the_other(counts, today, other):
    voices = {"现有": today, "公安": other}
    follow = {atom.key: "公安" for atom in rules.picture(counts, voices).atoms}

    numbers = rules.settled(counts, voices, "现有", follow)

    assert {frozenset(b for b in BUILDINGS if other[b] == grid) for grid in other.values()} == {
        frozenset(b for b in BUILDINGS if numbers[b] == number) for number in numbers.values()
    }


def test_a_disputed_building_goes_where_the_followed_voice_has_its_counterpart():
    voices = {"现有": row("AAAAABBBBB"), "公安": row("XXXXYYYYYY")}
    counts = dict.fromkeys(range(1, 11), 60)
    (disputed,) = (atom for atom in rules.picture(counts, voices).atoms if atom.state == DISPUTED)

    kept = rules.settled(counts, voices, "现有")
    followed = rules.settled(counts, voices, "现有", {disputed.key: "公安"})

    assert (kept[5], kept[6]) == (1, 2)
    assert (followed[5], followed[4]) == (2, 1)


def test_what_the_base_does_not_name_goes_as_another_says():
    voices = {"公安": row("XX  YY"), "现有": row("AAAABB")}

    numbers = rules.settled(dict.fromkeys(range(1, 7), 10), voices, "公安")

    assert numbers == {1: 1, 2: 1, 3: 1, 4: 1, 5: 2, 6: 2}


def test_voices_that_agree_on_a_piece_stand_together():
    voices = {"现有": row("AAAAABBBBB"), "公安": row("XXXXYYYYYY"), "城管": row("MMMMMNNNNN")}
    found = rules.picture(dict.fromkeys(range(1, 11), 60), voices)
    camps = {atom.buildings: atom.camps for atom in found.atoms}
    assert camps[5,] == (("现有", "城管"), ("公安",))
    assert camps[1, 2, 3, 4] == (("现有", "公安", "城管"),)

"""The table is the permission: what is listed is allowed, all else isn't."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanzhang.foundation.permission import SYSTEM, Bearer, NotAllowed, Seat, areas, checks, may, require
from sanzhang.foundation.permission.table import EVERY_SEAT, TABLE
from tests.times import MONDAY_9AM

PATHS = ["2201", "220102", "220102098", "220102098001", "220102098001001", "220102098002", "220103"]
SEATS = st.lists(
    st.builds(
        Seat,
        post_id=st.integers(1, 99),
        tenure_id=st.integers(1, 99),
        kind=st.sampled_from(EVERY_SEAT),
        path=st.sampled_from(PATHS),
        community_id=st.sampled_from([None, 5, 6]),
        title=st.just("某岗位"),
    ),
    max_size=4,
)


class Somebody:
    """A person with seats in hand."""

    is_authenticated = True

    def __init__(self, number=1):
        self.id, self.journal_key = number, f"{number:032d}"


class Thing:
    """Something that lies somewhere, waits at a rung and belongs to somebody."""

    def __init__(self, path, rung="", owner=0, community=None):
        self.community_id = community
        self.scope_path, self.rung_seat_kind, self.id = path, rung, owner
        for rule in TABLE.values():
            if rule.own:
                setattr(self, rule.own, owner)


def lies_within(seat, thing, at):
    """Whom a seat looks after, here: who lies in its area."""
    return thing.scope_path.startswith(seat.path)


@pytest.fixture
def holding(monkeypatch):
    """Let whoever asks hold the seats that are handed over."""
    monkeypatch.setattr(checks, "_keepers", [lies_within])

    def hold(seats):
        monkeypatch.setattr(checks, "_providers", [lambda person, at: seats])

    return hold


def listed(rule, seats, thing, person):
    """The oracle, written from the words of `Rule` and not from the code."""
    if rule.over in ("anyone", "signed_in"):
        return True
    if rule.own and getattr(thing, rule.own) == person.id:
        return True
    for seat in seats:
        if seat.kind not in rule.seats:
            continue
        if rule.over == "anywhere":
            return True
        if rule.over == "community":
            if seat.kind == "system_administrator" or thing.community_id in {seat.community_id} - {None}:
                return True
            continue
        if thing.scope_path[: len(seat.path)] != seat.path:
            continue
        if rule.over in ("place", "kept") or thing.rung_seat_kind == seat.kind:
            return True
    return False


@pytest.mark.parametrize("action", sorted(TABLE))
def test_listed_is_allowed_and_all_else_is_not(action, monkeypatch):
    @settings(max_examples=60)
    @given(
        SEATS,
        st.sampled_from(PATHS),
        st.sampled_from(EVERY_SEAT),
        st.sampled_from([1, 2]),
        st.sampled_from([None, 5, 6]),
    )
    def holds(seats, path, rung, owner, community):
        monkeypatch.setattr(checks, "_providers", [lambda person, at: seats])
        monkeypatch.setattr(checks, "_keepers", [lies_within])
        person, thing = Somebody(), Thing(path, rung, owner, community)

        assert may(person, action, thing, at=MONDAY_9AM) == listed(TABLE[action], seats, thing, person)

    holds()


@pytest.mark.parametrize("action", sorted(TABLE))
def test_the_public_does_what_is_open_to_anyone_and_no_more(action, holding):
    holding([Seat(1, 1, kind, "2201", None, "某岗位") for kind in EVERY_SEAT])

    assert may(Bearer.anyone(), action, Thing("220102"), at=MONDAY_9AM) == (TABLE[action].over == "anyone")


@pytest.mark.parametrize("action", sorted(TABLE))
def test_the_bearer_of_a_receipt_opens_this_one_only(action):
    rule, thing = TABLE[action], Thing("220102", owner=7)
    mine, others = Bearer.of(rule.bearer or "matter", 7), Bearer.of(rule.bearer or "matter", 8)
    is_open = rule.over == "anyone"

    assert may(mine, action, thing, at=MONDAY_9AM) == (is_open or bool(rule.bearer))
    assert may(others, action, thing, at=MONDAY_9AM) == is_open
    assert may(mine, action, None, at=MONDAY_9AM) == is_open


@pytest.mark.parametrize("action", sorted(TABLE))
def test_the_clock_does_what_is_its_own(action):
    assert may(SYSTEM, action, Thing("220102"), at=MONDAY_9AM) == TABLE[action].system


def test_a_seat_of_a_neighbouring_community_reaches_nothing(holding):
    holding([Seat(1, 1, "community_worker", "220102098001", None, "社区工作者")])

    assert may(Somebody(), "residents.settle", "220102098001001", at=MONDAY_9AM)
    assert not may(Somebody(), "residents.settle", "220102098002001", at=MONDAY_9AM)
    assert not may(Somebody(), "residents.settle", "220102098", at=MONDAY_9AM)


def test_a_community_is_named_by_its_id_and_naming_none_is_no_way_around(holding):
    holding([Seat(1, 1, "community_worker", "220102098001", 5, "社区工作者")])

    assert may(Somebody(), "people.enrol", 5, at=MONDAY_9AM)
    assert not may(Somebody(), "people.enrol", 6, at=MONDAY_9AM)
    assert not may(Somebody(), "people.enrol", None, at=MONDAY_9AM)


def test_the_area_of_a_list_is_the_area_of_the_seat(holding):
    holding(
        [
            Seat(1, 1, "grid_leader", "220102098001001", None, "网格长"),
            Seat(2, 2, "auditor", "2201", None, "审计员"),
        ]
    )

    assert areas(Somebody(), "matter.look", at=MONDAY_9AM) == ["220102098001001"]
    assert areas(Somebody(), "journal.audit", at=MONDAY_9AM) == [""]
    assert areas(Somebody(), "plaque.print", at=MONDAY_9AM) == []


def test_an_action_that_is_not_in_the_table_is_a_fault_of_ours():
    with pytest.raises(KeyError):
        require(Somebody(), "matter.destroy", at=MONDAY_9AM)


def test_a_refusal_says_who_may(holding):
    holding([])

    with pytest.raises(NotAllowed) as refused:
        require(Somebody(), "plaque.print", "220102", at=MONDAY_9AM)

    assert refused.value.words == "只有社区和街道能印公示牌。"


def test_a_place_without_a_thing_is_never_a_way_around(cast):
    """`require` without the thing asks only for the seat: actions over a place must hand it over."""
    assert not may(cast.wang, "residents.settle", cast.other_grid.path, at=MONDAY_9AM)
    assert may(cast.liu, "residents.settle", cast.other_grid.path, at=MONDAY_9AM)


def test_when_the_tenure_ends_the_right_ends(cast):
    assert may(cast.zhang, "matter.report_for", cast.unit.path, at=MONDAY_9AM)

    cast.vacate("unit_leader", at=MONDAY_9AM)

    assert not may(cast.zhang, "matter.report_for", cast.unit.path, at=MONDAY_9AM)


def test_every_row_has_words_or_is_open():
    silent = [
        rule.action
        for rule in TABLE.values()
        if rule.over not in ("anyone",) and not rule.words.endswith("。")
    ]

    assert silent == []


def test_every_seat_of_the_table_exists():
    assert {seat for rule in TABLE.values() for seat in rule.seats} <= set(EVERY_SEAT)
    known = {"place", "rung", "kept", "community", "anywhere", "signed_in", "anyone"}
    assert {rule.over for rule in TABLE.values()} <= known


def test_the_administrator_and_the_auditor_see_no_persons():
    for rule in TABLE.values():
        if rule.action.startswith(
            ("people.look", "residents.", "matter.look", "matter.list", "matter.reveal")
        ):
            assert not {"auditor", "system_administrator"} & set(rule.seats)


def test_no_one_seat_keeps_logins_and_reads_the_journal():
    """三员: who administers, who secures and who audits are not one."""
    assert not set(TABLE["people.keep_logins"].seats) & set(TABLE["journal.audit"].seats)

"""Whatever leaders, bodies and times there are: nobody twice, nobody who sits, never by oneself; and who is invited."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.posts.models import BodySeat, Nomination
from sanzhang.organisation.posts.rules import bodies as rules
from sanzhang.organisation.posts.rules.body_lines import read_lines
from sanzhang.organisation.posts.tests.bodies import add_estate, colleague, note, open_branch, open_party, put
from sanzhang.organisation.territory import actions as territory
from tests.times import MONDAY_9AM

HOUR = timedelta(hours=1)
ROUNDS = 25
PEOPLE, BODIES = 6, 3
BODY, WHO, DECIDER = st.integers(0, BODIES - 1), st.integers(0, PEOPLE - 1), st.integers(0, 2)
PROPOSE = st.tuples(st.just("propose"), BODY, st.sets(WHO, min_size=1), DECIDER)
DECIDE = st.tuples(st.just("decide"), BODY, st.booleans(), DECIDER)
STEPS = st.lists(
    st.one_of(
        PROPOSE,
        PROPOSE,
        DECIDE,
        DECIDE,
        st.tuples(st.just("decline"), WHO),
        st.tuples(st.just("seat"), BODY, WHO),
        st.tuples(st.just("end"), BODY, WHO),
        st.tuples(st.just("vacate"), WHO),
        st.tuples(st.just("note"), WHO, st.booleans()),
        st.tuples(st.just("back"), DECIDER),
    ),
    min_size=4,
    max_size=20,
)


class World:
    """Two estates with their branches, the community's own body, six leaders, three who may decide."""

    def __init__(self, cast):
        self.cast, self.at = cast, MONDAY_9AM
        near, far = add_estate(cast, cast.building), add_estate(cast, cast.other_building, name="槐荫家园")
        self.bodies = [open_branch(cast, near), open_branch(cast, far), open_party(cast)]
        put(cast, cast.next_unit, "unit_leader", cast.chen)
        put(cast, cast.far_unit, "unit_leader", cast.zhao)
        he = colleague(cast)
        put(cast, cast.other_grid, "grid_leader", he)  # a leader who may decide, too
        self.people = [cast.zhang, cast.li, cast.wang, cast.chen, cast.zhao, he]
        self.deciders = [cast.liu, he, cast.sun]
        for leader in queries.leaders_in(cast.community, self.at):
            note(leader.tenures[0].post, leader.person, "party_member")

    def step(self, verb, *given):
        try:
            with transaction.atomic():
                getattr(self, verb)(*given)
        except (actions.NotPossible, NotAllowed):
            pass

    def propose(self, body, who, by):
        persons = [self.people[one].pk for one in who]
        before = set(BodySeat.objects.filter(ends_on=None).values_list("body_id", "person_id"))
        possible = {one.leader.person.pk for one in queries.candidates_for(self.bodies[body], self.at)}
        done = actions.propose_for_body(
            self.bodies[body],
            persons=persons,
            role=rules.PUT_FORWARD_AS[self.bodies[body].kind][0],
            words="热心",
            by=self.deciders[by],
            at=self.at,
        )
        made = {one.person_id for one in done.made}
        assert made == possible & set(persons) - {self.deciders[by].pk}
        assert set(done.left) == set(persons) - made
        assert not {(self.bodies[body].pk, pk) for pk in made} & before
        reasons = queries.why_not(self.bodies[body], done.left, self.at, by=self.deciders[by])
        assert {person.pk for person, _ in reasons} == set(done.left)

    def decide(self, body, accepted, by):
        waiting = Nomination.objects.filter(body=self.bodies[body], state="waiting")
        wanted = list(waiting.exclude(proposed_by=self.deciders[by]).exclude(person=self.deciders[by]))
        actions.decide_nominations(
            self.bodies[body],
            nominations=[one.pk for one in wanted],
            accepted=accepted,
            words="党员大会通过",
            by=self.deciders[by],
            at=self.at,
        )

    def decline(self, who):
        for one in Nomination.objects.filter(person=self.people[who], state="waiting")[:1]:
            actions.decline_nomination(one, by=self.people[who], at=self.at)

    def seat(self, body, who):
        actions.seat_in_body(
            self.bodies[body], person=self.people[who], role="member", by=self.cast.liu, at=self.at
        )

    def end(self, body, who):
        for one in BodySeat.objects.filter(body=self.bodies[body], person=self.people[who], ends_on=None):
            actions.end_body_seat(one, by=self.cast.liu, at=self.at)

    def vacate(self, who):
        for leader in queries.leaders_in(self.cast.community, self.at):
            if leader.person == self.people[who]:
                actions.end_tenure(leader.tenures[0], ends_at=self.at, reason="moved", by=SYSTEM, at=self.at)

    def note(self, who, is_member):
        for leader in queries.leaders_in(self.cast.community, self.at):
            if leader.person == self.people[who]:
                note(leader.tenures[0].post, leader.person, "party_member" if is_member else "volunteer")

    def back(self, by):
        last = Nomination.objects.filter(state__in=("accepted", "refused"), decided_by=self.deciders[by])
        for one in last.order_by("-decided_at")[:1]:
            actions.take_back_decision(one, by=self.deciders[by], at=self.at)

    def check(self):
        day = timezone.localdate(self.at)
        waiting = list(Nomination.objects.filter(state="waiting"))
        seats = list(BodySeat.objects.filter(ends_on=None))
        for pairs in ([(o.body_id, o.person_id) for o in waiting], [(o.body_id, o.person_id) for o in seats]):
            assert len(pairs) == len(set(pairs))
        assert not {(o.body_id, o.person_id) for o in waiting} & {(o.body_id, o.person_id) for o in seats}
        for one in Nomination.objects.filter(state__in=("accepted", "refused")):
            assert one.decided_by_id not in (None, one.proposed_by_id, one.person_id)
        for seat in seats:
            assert seat.starts_on <= day
        leaders = {one.person.pk: one for one in queries.leaders_in(self.cast.community, self.at)}
        held = {(o.body_id, o.person_id) for o in seats}
        for body in self.bodies:
            self.check_candidates(body, leaders, held, waiting)
            self.check_invited(body, leaders, held)
        self.check_grid(leaders, held)

    def check_candidates(self, body, leaders, held, waiting):
        found = [one.leader.person.pk for one in queries.candidates_for(body, self.at)]
        expected = {
            pk
            for pk, one in leaders.items()
            if one.is_party_member
            and (body.estate_id is None or body.estate_id in one.estates)
            and (body.pk, pk) not in held
            and (body.pk, pk) not in {(o.body_id, o.person_id) for o in waiting}
        }
        assert len(found) == len(set(found))
        assert set(found) == expected
        assert queries.count_candidates(body, self.at, leaders=list(leaders.values())) == len(expected)

    def check_invited(self, body, leaders, held):
        invited = queries.invited_to(body, self.at)
        assert len({one.person.pk for one in invited}) == len(invited)
        assert all(one.because for one in invited)
        members = {pk for body_id, pk in held if body_id == body.pk}
        other = {one.pk for one in self.bodies if one.kind != body.kind}
        both = {
            pk
            for pk, one in leaders.items()
            if (body.estate_id is None or body.estate_id in one.estates)
            and any((body_id, pk) in held for body_id in other)
        }
        assert {one.person.pk for one in invited if one.is_member} == members
        assert {one.person.pk for one in invited} == members | both

    def check_grid(self, leaders, held):
        for grid, body in ((self.cast.grid, self.bodies[0]), (self.cast.other_grid, self.bodies[1])):
            invited = queries.invited_to_grid(grid, self.at)
            inside = {
                pk
                for pk, one in leaders.items()
                if any(t.post.place.path.startswith(grid.path) for t in one.tenures)
            }
            assert len({one.person.pk for one in invited}) == len(invited)
            assert {one.person.pk for one in invited if one.is_member} == inside
            sitting = {pk for body_id, pk in held if body_id == body.pk and pk in leaders}
            assert {one.person.pk for one in invited} == inside | sitting


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_done_nobody_is_proposed_twice_and_invitations_are_complete(cast, steps):
    with transaction.atomic():
        world = World(cast)
        for step in steps:
            world.at += HOUR
            world.step(*step)
        world.check()
        transaction.set_rollback(True)


@given(
    spans=st.lists(st.tuples(st.integers(0, 60), st.one_of(st.none(), st.integers(1, 30))), max_size=6),
    now=st.integers(0, 90),
)
def test_time_in_two_posts_at_once_counts_once(spans, now):
    begin = MONDAY_9AM
    periods = [(begin + s * HOUR, None if n is None else begin + (s + n) * HOUR) for s, n in spans]

    served = rules.served(periods, begin + now * HOUR)

    hours = {h for s, n in spans for h in range(s, 90 if n is None else s + n) if h < now}
    assert served == len(hours) * HOUR


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"role": "委员"}, "委员"),
        ({"role": "书记", "titles": ["12栋楼栋长"]}, "书记,12栋楼栋长"),
        (
            {"titles": ["第1网格网格长", "12栋楼栋长"], "elsewhere": ["桐荫社区党委兼职委员"]},
            "第1网格网格长、12栋楼栋长,又是桐荫社区党委兼职委员",
        ),
    ],
)
def test_the_reason_is_said_in_words(given, words):
    assert rules.because(**given) == words


@given(text=st.text(alphabet="许文博书记委员139 \t,;\n-年月日2023、05", max_size=80))
def test_any_pasted_list_is_read_or_says_at_which_line_it_is_not(text):
    found, faults = read_lines(text)
    assert all(one.name and one.phone for one in found)
    assert all(fault.startswith("第 ") for fault in faults)
    lines = [one.line for one in found] + [int(fault.split()[1]) for fault in faults]
    assert len(lines) == len(set(lines))


# races


def compete(acts):
    """Let all act at once; return what each was told."""
    ready, told = threading.Barrier(len(acts)), []

    def press(act):
        try:
            ready.wait()
            act()
            told.append("done")
        except (actions.NotPossible, NotAllowed) as refused:
            told.append(refused.words)
        except BaseException as fault:  # whatever it is, the test must hear of it
            told.append(repr(fault))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


@pytest.mark.django_db(transaction=True)
def test_two_who_propose_the_same_at_once_propose_each_once(cast):
    branch, he = _stage(cast)
    people = [cast.zhang.pk, cast.li.pk, cast.wang.pk]
    for _ in range(ROUNDS):
        acts = [
            lambda by=by: actions.propose_for_body(branch, persons=people, by=by, at=MONDAY_9AM)
            for by in (cast.liu, he, cast.liu, he)
        ]
        told = compete(acts)
        assert set(told) == {"done"}, told
        assert sorted(Nomination.objects.values_list("person_id", flat=True)) == sorted(people)
        Nomination.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_of_all_who_decide_decline_withdraw_and_enter_at_once_one_seat_comes_at_most(cast):
    branch, he = _stage(cast)
    for _ in range(ROUNDS):
        made = actions.propose_for_body(branch, persons=[cast.li.pk], by=cast.liu, at=MONDAY_9AM).made[0]
        ids = {"nominations": [made.pk], "words": "党员大会"}
        told = compete(
            [
                lambda ids=ids: actions.decide_nominations(
                    branch, **ids, accepted=True, by=he, at=MONDAY_9AM
                ),
                lambda ids=ids: actions.decide_nominations(
                    branch, **ids, accepted=False, by=cast.sun, at=MONDAY_9AM
                ),
                lambda made=made: actions.decline_nomination(made, by=cast.li, at=MONDAY_9AM),
                lambda made=made: actions.withdraw_nomination(made, by=cast.liu, at=MONDAY_9AM),
                lambda: actions.seat_in_body(
                    branch, person=cast.li, role="member", by=cast.liu, at=MONDAY_9AM
                ),
            ]
        )
        made.refresh_from_db()
        assert not [one for one in told if "Error" in one or "Locked" in one], told
        assert BodySeat.objects.filter(ends_on=None).count() == 1 or made.state != "accepted"
        assert BodySeat.objects.count() <= 1
        assert made.state != "waiting"
        BodySeat.objects.all().delete()
        Nomination.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_two_who_open_a_branch_at_once_open_one(cast):
    estate = add_estate(cast, cast.building)
    he = colleague(cast)
    told = compete([lambda by=by: open_branch(cast, estate, by=by) for by in (cast.liu, he, cast.liu, he)])
    assert sorted(told)[-1] == "done" or told.count("done") == 1
    assert told.count("done") == 1


def _stage(cast):
    branch = open_branch(cast, add_estate(cast, cast.building))
    for chair, person in (
        (cast.unit_post, cast.zhang),
        (cast.building_post, cast.li),
        (cast.grid_post, cast.wang),
    ):
        note(chair, person, "party_member")
    return branch, colleague(cast)


# the database has the last word


def test_the_database_knows_one_waiting_nomination_and_one_running_seat(cast):
    branch, _ = _stage(cast)
    made = actions.propose_for_body(
        branch, persons=[cast.li.pk, cast.zhang.pk], by=cast.liu, at=MONDAY_9AM
    ).made
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.filter(pk=made[1].pk).update(person=cast.li)
    seats = [
        actions.seat_in_body(branch, person=one, role="member", by=cast.liu, at=MONDAY_9AM)
        for one in (cast.chen, cast.zhao)
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        BodySeat.objects.filter(pk=seats[1].pk).update(person=cast.chen)


def test_a_leader_of_two_grids_in_one_estate_is_invited_to_both(cast):
    estate = add_estate(cast, cast.building, cast.other_building)
    branch = open_branch(cast, estate)
    put(cast, cast.other_grid, "grid_leader", cast.chen)
    actions.seat_in_body(branch, person=cast.chen, role="member", by=cast.liu, at=MONDAY_9AM)

    invited = {one.person: one for one in queries.invited_to_grid(cast.grid, MONDAY_9AM)}

    assert invited[cast.chen].because == "第2网格网格长,又是桐荫家园党支部委员"
    assert not invited[cast.chen].is_member
    assert [one.name for one in invited] == ["王芳", "李志国", "张桂兰", "陈晨"]
    assert queries.invited_to_grid(cast.building, MONDAY_9AM) == []


def test_a_building_without_an_estate_belongs_to_no_branch(cast):
    estate = add_estate(cast, cast.building)
    lone = territory.add_place(cast.grid, kind="building", name="99栋", by=SYSTEM, at=cast.made_at)
    chair = actions.open_post(lone, kind="building_leader", by=SYSTEM, at=cast.made_at)
    actions.seat(chair, person=cast.chen, starts_at=cast.made_at, by=SYSTEM, at=cast.made_at)
    note(chair, cast.chen, "party_member")

    leader = next(one for one in queries.leaders_in(cast.community, MONDAY_9AM) if one.person == cast.chen)

    assert leader.estates == frozenset()
    assert queries.overview_of(cast.community, MONDAY_9AM).outside == 1
    assert queries.candidates_for(open_branch(cast, estate), MONDAY_9AM) == []
    assert [one.leader.person for one in queries.candidates_for(open_party(cast), MONDAY_9AM)] == [cast.chen]

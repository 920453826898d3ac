"""Two at once: one mediator, one end, gapless numbers (both engines)."""

import threading

import pytest
from django.db import connections

from sanzhang.duties.mediation import actions, rules
from sanzhang.duties.mediation.models import Agreement, DisputeStep
from sanzhang.duties.mediation.rules import NotPossible
from sanzhang.duties.mediation.tests.world import Quarrel
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import actions as posts
from tests.cast import Cast
from tests.times import MONDAY_9AM, MONDAY_10AM

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(*works):
    """Run works in threads and return how many went through; the others must have been refused in words."""
    done, refused = [], []
    barrier = threading.Barrier(len(works))

    def run(work):
        barrier.wait()
        try:
            work()
            done.append(work)
        except Exception as fault:
            refused.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(isinstance(fault, NotPossible) for fault in refused), refused
    return len(done)


def test_of_two_who_take_it_at_once_one_mediates():
    cast = Cast()
    second = cast.person("马力", "13800000055", login="mali")
    post = posts.open_post(cast.community, kind="community_worker", by=SYSTEM, at=MONDAY_9AM)
    if post.pk == cast.community_post.pk:
        second = cast.liu
    else:
        posts.seat(post, person=second, starts_at=MONDAY_9AM, by=SYSTEM, at=MONDAY_9AM)
    for _ in range(4):
        quarrel = Quarrel(cast)
        type(quarrel.dispute).objects.filter(pk=quarrel.dispute.pk).update(rung=rules.COMMUNITY)
        works = [lambda one=one, it=quarrel: it.take(one, at=MONDAY_10AM) for one in (cast.liu, second)]

        assert all_at_once(*works) == 1
        assert quarrel.now().state == rules.ASKING


def test_consent_taken_back_while_the_last_one_signs_ends_in_one_way():
    cast = Cast()
    for _ in range(5):
        quarrel = Quarrel(cast)
        quarrel.begin()
        agreement = quarrel.draft()
        first, other = quarrel.parties
        actions.sign(first, agreement, by=cast.chen, at=MONDAY_10AM)

        done = all_at_once(
            lambda it=other, made=agreement, q=quarrel: actions.sign(
                it, made, by=q.bearer(it), at=MONDAY_10AM
            ),
            lambda it=first: actions.withdraw_consent(it, by=cast.chen, at=MONDAY_10AM),
        )

        now = quarrel.now()
        agreement.refresh_from_db()
        assert done == 1
        assert (now.state, agreement.state) in (
            (rules.SETTLED, rules.SIGNED),
            (rules.ENDED, rules.VOID),
        )
        seqs = list(DisputeStep.objects.filter(dispute=now).order_by("seq").values_list("seq", flat=True))
        assert seqs == list(range(1, len(seqs) + 1))


def test_two_agreements_signed_at_once_get_two_numbers_without_a_gap():
    cast = Cast()
    works = []
    for _ in range(4):
        quarrel = Quarrel(cast)
        quarrel.begin()
        agreement = quarrel.draft()
        first, other = quarrel.parties
        actions.sign(first, agreement, by=cast.chen, at=MONDAY_10AM)
        works.append(
            lambda it=other, made=agreement, q=quarrel: actions.sign(
                it, made, by=q.bearer(it), at=MONDAY_10AM
            )
        )

    assert all_at_once(*works) == 4

    numbers = Agreement.objects.filter(state=rules.SIGNED).values_list("number", flat=True)
    assert sorted(numbers) == [1, 2, 3, 4]

"""Many looks at once are the same as one after another: entries, limits, alarms (R8, R22)."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.journal import limits
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.journal.queries import faults
from tests.times import MONDAY_9AM

HOW = {"fields": "name", "purpose": "下载", "at": MONDAY_9AM}


@pytest.fixture
def crowd(cast):
    """Seven persons, the reader among them."""
    return [cast.zhang, cast.li, cast.wang, cast.chen, cast.zhao, cast.stranger, cast.liu]


def after(act):
    """Do it, and return what was refused, and what is kept; then undo it."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                act()
            refused = ""
        except (limits.ReasonNeeded, limits.ReadingStopped) as fault:
            refused = type(fault).__name__
        kept = list(Entry.objects.order_by("seq").values_list("action", "about", "facts__data_class"))
        told = (refused, sorted(kept), verify_all())
        transaction.set_rollback(True)
    return told


def verify_all():
    return not list(faults())


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    before=st.lists(st.integers(0, 6), max_size=5),
    looks=st.lists(st.integers(0, 6), unique=True, max_size=7),
    limit=st.integers(2, 8),
    explained=st.booleans(),
    data_class=st.sampled_from([limits.CONTACT, limits.CONDITION]),
)
def test_all_at_once_is_one_after_another(cast, crowd, before, looks, limit, explained, data_class):
    with pytest.MonkeyPatch.context() as patched, transaction.atomic():
        patched.setattr(limits, "LIMITS", dict.fromkeys("ABC", 100))
        for number in before:
            journal.look(cast.liu, about=crowd[number], data_class=data_class, **HOW)
        patched.setattr(limits, "LIMITS", dict.fromkeys("ABC", limit))
        if explained:
            facts = {"data_class": data_class}
            journal.record(limits.EXPLAINED, by=cast.liu, about=cast.liu, at=MONDAY_9AM, facts=facts)
        chosen = [crowd[number] for number in looks]

        def one_by_one():
            for person in chosen:
                journal.look(cast.liu, about=person, data_class=data_class, **HOW)

        at_once = after(lambda: journal.look_all(cast.liu, about=chosen, data_class=data_class, **HOW))
        assert at_once == after(one_by_one)
        transaction.set_rollback(True)


def test_many_looks_cost_as_many_statements_as_few(cast, crowd):
    counts = []
    for persons in (crowd[:2], crowd[:6]):
        with (
            transaction.atomic(),
            CaptureQueriesContext(
                connection,
            ) as asked,
        ):
            assert journal.look_all(cast.liu, about=persons, **HOW) == len(persons)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_nobody_is_no_look(cast):
    assert journal.look_all(cast.liu, about=[], **HOW) == 0
    assert not Entry.objects.filter(action=limits.READ).exists()

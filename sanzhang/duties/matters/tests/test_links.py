"""One-time links of handlers: scoped, expiring, replaced, dead after the answer; only a digest is kept (§4.2)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from sanzhang.duties.matters import actions, queries, rules
from sanzhang.duties.matters.models import DispatchLink
from sanzhang.duties.matters.tests.orders import DAY, HEAT, HOUR, bearer, sent
from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.jobs import clock
from sanzhang.foundation.permission import Bearer, NotAllowed
from tests.times import MONDAY_10AM

pytestmark = pytest.mark.django_db
ANYONE = Bearer.anyone()


def open_it(secret, at=MONDAY_10AM):
    return actions.open_link(secret, by=ANYONE, at=at)


def test_a_link_has_130_bits_opens_its_order_and_is_kept_as_a_digest(cast):
    order = sent(cast)

    link, secret = actions.make_link(order, by=cast.zhang, at=MONDAY_10AM)

    assert len(secret) == 26
    assert open_it(secret) == order
    kept_of_it = DispatchLink.objects.filter(pk=link.pk).values_list().get()
    assert secret not in str(kept_of_it)


def test_a_new_link_kills_the_old_one(cast):
    order = sent(cast)
    _, old = actions.make_link(order, by=cast.zhang, at=MONDAY_10AM)

    _, new = actions.make_link(order, by=cast.zhang, at=MONDAY_10AM)

    assert (open_it(old), open_it(new)) == (None, order)
    link = DispatchLink.objects.get(ended_at=None)
    link.pk = link.pk + 1
    link.digest = "x"
    with pytest.raises(IntegrityError), transaction.atomic():
        link.save(force_insert=True)


def test_a_link_ends_three_days_after_the_deadline(cast):
    order = sent(cast, due_at=MONDAY_10AM + DAY)
    _, secret = actions.make_link(order, by=cast.zhang, at=MONDAY_10AM)

    assert open_it(secret, MONDAY_10AM + 4 * DAY - timedelta(seconds=1)) == order
    assert open_it(secret, MONDAY_10AM + 4 * DAY) is None


def test_a_link_dies_with_the_answer_and_when_recalled(cast):
    order = sent(cast)
    _, secret = actions.make_link(order, by=cast.zhang, at=MONDAY_10AM)
    actions.claim(order, by=bearer(order), at=MONDAY_10AM)
    actions.report_back(order, words="好了", by=bearer(order), at=MONDAY_10AM)
    other = sent(cast, matter=cast.chen_reports("别的"))
    _, recalled = actions.make_link(other, by=cast.zhang, at=MONDAY_10AM)
    actions.recall(other, words="不用了", by=cast.zhang, at=MONDAY_10AM)

    assert (open_it(secret), open_it(recalled)) == (None, None)
    with pytest.raises(rules.NotPossible):
        actions.make_link(order, by=cast.zhang, at=MONDAY_10AM)


def test_only_who_has_the_matter_makes_a_link(cast):
    order = sent(cast)

    for person in (cast.li, cast.stranger, cast.chen, ANYONE, bearer(order)):
        with pytest.raises(NotAllowed):
            actions.make_link(order, by=person, at=MONDAY_10AM)


def test_nothing_opens_without_a_right_secret(cast):
    order = sent(cast)
    link, secret = actions.make_link(order, by=cast.zhang, at=MONDAY_10AM)

    for wrong in ("", link.digest, secret[:-1], secret.lower(), str(link.pk), queries.digest(secret)):
        assert open_it(wrong) is None


def test_who_has_no_account_is_texted_a_link(cast):
    order = sent(cast, HEAT)

    clock.run_due(MONDAY_10AM + HOUR)

    message = Message.objects.get(template="matters.order")
    link = queries.link_of(order)
    assert message.phone == HEAT.phone
    assert f"/o/{queries.secret_of(link)}/" in message.words
    assert "陈晨" not in message.words

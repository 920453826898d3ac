from datetime import timedelta

import pytest

from sanzhang.foundation.channels.models import Budget
from sanzhang.foundation.exchange import actions, queries, rules
from sanzhang.foundation.exchange.models import ApiKey
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import Bearer, NotAllowed
from tests.times import MONDAY_9AM

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
REPORT = ("open311.report",)


def make(by, **more):
    given = {
        "name": "随手拍",
        "keeper": "数字城管中心",
        "area": "220102",
        "reaches": REPORT,
        "expires_at": MONDAY_9AM + 30 * DAY,
    }
    return actions.make_key(**(given | more), by=by, at=MONDAY_9AM)


def use(secret, at=MONDAY_9AM, reaches=REPORT):
    return actions.admit(secret, reaches, by=Bearer.anyone(), at=at)


def test_a_secret_is_told_once_and_only_its_digest_is_kept(cast):
    key, secret = make(cast.wu)

    kept = ApiKey.objects.values().get()
    assert secret not in str(kept)
    assert kept["digest"] == rules.digest(secret)
    assert secret.startswith(f"sz_{key.code}_")
    assert secret not in str(list(Entry.objects.values_list("facts", flat=True)))
    assert use(secret) == key
    assert Entry.objects.filter(action="exchange.key_made", on_id=key.pk).count() == 1


def test_only_the_city_and_the_administrator_make_keys_in_their_city(cast):
    make(cast.qian)

    for person in (cast.liu, cast.sun, cast.zhou, cast.zheng, cast.zhang, cast.stranger):
        with pytest.raises(NotAllowed):
            make(person)
    with pytest.raises(NotAllowed):
        make(cast.wu, area="2202")


@pytest.mark.parametrize(
    "wrong",
    [
        {"area": "220199"},
        {"area": "22010"},
        {"reaches": ()},
        {"reaches": ("everything",)},
        {"expires_at": MONDAY_9AM},
        {"expires_at": MONDAY_9AM + 731 * DAY},
    ],
)
def test_a_key_that_fits_nothing_is_not_made(cast, wrong):
    with pytest.raises(rules.NotPossible):
        make(cast.wu, **wrong)


def test_a_key_opens_only_what_it_was_made_for_until_its_end(cast):
    _, secret = make(cast.wu)

    with pytest.raises(actions.KeyRefused):
        use(secret, reaches=("open311.read",))
    with pytest.raises(actions.KeyRefused):
        use(secret + "0")
    with pytest.raises(actions.KeyRefused):
        use("")
    use(secret, at=MONDAY_9AM + 30 * DAY - timedelta(seconds=1))
    with pytest.raises(actions.KeyRefused):
        use(secret, at=MONDAY_9AM + 30 * DAY)


def test_a_key_that_was_taken_back_opens_nothing(cast):
    key, secret = make(cast.wu)

    actions.revoke_key(key, by=cast.wu, at=MONDAY_9AM)

    with pytest.raises(actions.KeyRefused):
        use(secret)
    with pytest.raises(rules.NotPossible):
        actions.revoke_key(key, by=cast.wu, at=MONDAY_9AM)
    with pytest.raises(NotAllowed):
        actions.revoke_key(key, by=cast.liu, at=MONDAY_9AM)


def test_a_key_has_its_own_pace(cast):
    _, slow = make(cast.wu, a_minute=2)
    _, other = make(cast.wu, a_minute=2)

    use(slow), use(slow), use(other)

    with pytest.raises(actions.TooMany):
        use(slow)
    use(slow, at=MONDAY_9AM + timedelta(minutes=1))
    assert slow not in str(list(Budget.objects.values()))


def test_last_use_is_noted_once_a_minute(cast):
    key, secret = make(cast.wu)

    use(secret), use(secret, at=MONDAY_9AM + timedelta(seconds=30))

    key.refresh_from_db()
    assert key.last_used_at == MONDAY_9AM


def test_one_sees_the_keys_of_ones_own_city(cast):
    key, _ = make(cast.wu)

    assert list(queries.visible_to(cast.qian, MONDAY_9AM)) == [key]
    assert not queries.visible_to(cast.liu, MONDAY_9AM)
    assert queries.names_of(["220102"]) == {"220102": "长春市南关区"}

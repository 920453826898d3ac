"""Encryption of fields: bound to their place, readable only with their key."""

import json
import stat

import pytest
from django.db import connection
from hypothesis import assume, given
from hypothesis import strategies as st

from sanzhang.foundation.people.models import Person
from sanzhang.foundation.records import crypto
from tests.times import MONDAY_9AM

PLACES = st.text("abcdefghij:0123456789_", min_size=1, max_size=40)


@given(st.text(st.characters(codec="utf-8"), max_size=300), PLACES)
def test_what_went_in_comes_out(text, place):
    assert crypto.decrypt(crypto.encrypt(text, bound_to=place), bound_to=place) == text


@given(st.text(min_size=1, alphabet="张桂兰0123456789"), PLACES, PLACES)
def test_a_moved_value_is_refused(text, place, elsewhere):
    assume(place != elsewhere)

    with pytest.raises(crypto.CannotDecrypt):
        crypto.decrypt(crypto.encrypt(text, bound_to=place), bound_to=elsewhere)


@given(st.text(min_size=1, alphabet="张桂兰0123456789"), st.integers(0, 10**6))
def test_one_changed_bit_is_refused(text, where):
    name, _, packed = crypto.encrypt(text, bound_to="t:1:c").partition(":")
    raw = bytearray(crypto.base64.b64decode(packed))
    raw[where % len(raw)] ^= 1 << where % 8

    with pytest.raises(crypto.CannotDecrypt):
        crypto.decrypt(f"{name}:{crypto.base64.b64encode(raw).decode()}", bound_to="t:1:c")


@pytest.mark.parametrize("stored", ["k1:", "k1:AAAA", "k1:!!!", "", "张桂兰", "k1:" + "A" * 37])
def test_what_is_no_sealed_value_is_refused(stored):
    with pytest.raises(crypto.CannotDecrypt):
        crypto.decrypt(stored, bound_to="t:1:c")


def test_the_same_text_never_looks_the_same():
    assert len({crypto.encrypt("张桂兰", bound_to="t:1:c") for _ in range(1000)}) == 1000


@pytest.fixture
def ring(settings, tmp_path):
    """A key ring of one's own; call it to set the keys."""
    settings.KEYRING_FILE = tmp_path / "ring.json"

    def set_keys(**keys):
        made = {
            "current": list(keys)[-1],
            "keys": {k: {"field": v * 32, "index": v * 64} for k, v in keys.items()},
        }
        settings.KEYRING_FILE.write_text(json.dumps(made))
        crypto._ring.cache_clear()

    yield set_keys
    crypto._ring.cache_clear()


def test_another_key_does_not_open_it(ring):
    ring(k1="a")
    sealed = crypto.encrypt("张桂兰", bound_to="t:1:c")
    ring(k1="b")

    with pytest.raises(crypto.CannotDecrypt):
        crypto.decrypt(sealed, bound_to="t:1:c")


def test_after_a_change_of_keys_old_values_are_read_and_new_ones_use_the_new_key(ring):
    ring(k1="a")
    old, index = crypto.encrypt("张桂兰", bound_to="t:1:c"), crypto.blind_index("13800000001", "phone")
    ring(k1="a", k2="b")

    assert crypto.decrypt(old, bound_to="t:1:c") == "张桂兰"
    assert crypto.encrypt("张桂兰", bound_to="t:1:c").startswith("k2:")
    assert crypto.blind_index("13800000001", "phone") == index


def test_without_its_key_a_value_is_gone(ring):
    ring(k1="a", k2="b")
    sealed = crypto.encrypt("张桂兰", bound_to="t:1:c")
    ring(k1="a")

    with pytest.raises(crypto.CannotDecrypt):
        crypto.decrypt(sealed, bound_to="t:1:c")


def test_a_new_key_ring_is_for_its_owner_alone(settings, tmp_path):
    settings.KEYRING_FILE = tmp_path / "new" / "ring.json"
    crypto._ring.cache_clear()
    crypto.encrypt("张桂兰", bound_to="t:1:c")
    crypto._ring.cache_clear()

    assert stat.S_IMODE(settings.KEYRING_FILE.stat().st_mode) == 0o600
    assert [file.name for file in settings.KEYRING_FILE.parent.iterdir()] == ["ring.json"]


@given(
    st.text(alphabet="0123456789", min_size=1, max_size=12),
    st.text(alphabet="0123456789", min_size=1, max_size=12),
)
def test_a_blind_index_finds_equals_and_only_these(one, other):
    assert (crypto.blind_index(one, "phone") == crypto.blind_index(other, "phone")) == (one == other)
    assert crypto.blind_index(one, "phone") != crypto.blind_index(one, "name")


@pytest.mark.django_db
def test_a_name_copied_to_another_row_cannot_be_read():
    zhang = Person.objects.create(name="张桂兰", phone="13800000001", enrolled_at=MONDAY_9AM)
    zhao = Person.objects.create(name="赵强", phone="13800000005", enrolled_at=MONDAY_9AM)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_person SET name = (SELECT name FROM people_person WHERE id = %s) WHERE id = %s",
            [zhang.pk, zhao.pk],
        )

    with pytest.raises(crypto.CannotDecrypt):
        _ = Person.objects.get(pk=zhao.pk).name


@pytest.mark.django_db
def test_a_name_moved_to_another_column_cannot_be_read():
    zhang = Person.objects.create(name="张桂兰", phone="13800000001", enrolled_at=MONDAY_9AM)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET name = phone")

    with pytest.raises(crypto.CannotDecrypt):
        _ = Person.objects.get(pk=zhang.pk).name


@pytest.mark.django_db
def test_the_database_holds_no_name_and_no_number():
    Person.objects.create(name="张桂兰", phone="13800000001", enrolled_at=MONDAY_9AM)
    Person.objects.bulk_create([Person(name="李志国", phone="13800000002", enrolled_at=MONDAY_9AM)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_person")
        text = str(cursor.fetchall())

    assert not {"张桂兰", "李志国", "13800000001", "13800000002"} & {
        words for words in ("张桂兰", "李志国", "13800000001", "13800000002") if words in text
    }
    assert [one.name for one in Person.objects.order_by("id")] == ["张桂兰", "李志国"]


@pytest.mark.django_db
def test_an_encrypted_field_is_never_filtered_or_updated_in_bulk():
    Person.objects.create(name="张桂兰", phone="13800000001", enrolled_at=MONDAY_9AM)

    with pytest.raises(TypeError):
        Person.objects.filter(name="张桂兰").exists()
    with pytest.raises(TypeError):
        Person.objects.update(name="李志国")


@pytest.mark.django_db
def test_the_index_follows_the_value():
    zhang = Person.objects.create(name="张桂兰", phone="13800000001", enrolled_at=MONDAY_9AM)
    zhang.phone = "13900000001"
    zhang.save(update_fields=["phone"])

    assert Person.objects.get(phone_index=crypto.blind_index("13900000001", "phone")) == zhang
    assert not Person.objects.filter(phone_index=crypto.blind_index("13800000001", "phone")).exists()

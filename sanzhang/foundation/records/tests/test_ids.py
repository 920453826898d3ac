"""Ids: unique over threads and processes, later ones larger; codes that can be read aloud."""

import os
import subprocess
import sys
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzhang.foundation.records import ids


def test_ids_of_one_process_only_grow():
    made = [ids.new_id() for _ in range(20_000)]

    assert made == sorted(set(made))
    assert max(made) < 2**63


def test_ids_are_unique_over_threads():
    made, lock = [], threading.Lock()

    def many():
        mine = [ids.new_id() for _ in range(5_000)]
        with lock:
            made.extend(mine)

    threads = [threading.Thread(target=many) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(made)) == 40_000


MANY = """
import django
django.setup()
from sanzhang.foundation.records.ids import new_id
print(*(new_id() for _ in range(3000)))
"""


def test_ids_are_unique_over_processes(tmp_path):
    told = os.environ | {"DJANGO_SETTINGS_MODULE": "sanzhang.web.settings", "DATA_DIR": str(tmp_path)}
    running = [
        subprocess.Popen([sys.executable, "-c", MANY], env=told, stdout=subprocess.PIPE) for _ in range(3)
    ]

    made = [number for one in running for number in one.communicate()[0].split()]

    assert len(made) == len(set(made)) == 9_000


def test_a_forked_child_takes_a_slot_of_its_own():
    ids.new_id()
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        os.write(writing, str(ids.new_id() >> 12 & 1023).encode())
        os._exit(0)
    os.waitpid(child, 0)

    assert int(os.read(reading, 20)) != ids.new_id() >> 12 & 1023


def test_a_clock_that_steps_back_makes_no_smaller_id(monkeypatch):
    maker = ids.IdMaker()
    before = maker.next()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 3600)

    after = [maker.next() for _ in range(5_000)]

    assert before < after[0]
    assert after == sorted(set(after))


def test_without_a_free_slot_nothing_is_made(monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(ids, "SLOTS", 2)
    makers = [ids.IdMaker() for _ in range(3)]
    for maker in makers[:2]:
        maker.next()

    with pytest.raises(ids.NoSlotFree):
        makers[2].next()


@given(st.integers(1, 40))
def test_a_code_has_only_signs_that_nobody_mixes_up(length):
    code = ids.new_code(length)

    assert len(code) == length
    assert set(code) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert ids.read_code(code) == code


@given(st.text(ids.ALPHABET, min_size=1, max_size=20), st.randoms())
def test_a_code_is_read_as_people_type_it(code, chance):
    swaps = {"0": "0Oo", "1": "1IiLl"}
    typed = "".join(chance.choice(swaps.get(sign, sign + sign.lower())) for sign in code)
    spaced = "-".join(typed[start : start + 4] for start in range(0, len(typed), 4))

    assert ids.read_code(f" {spaced} ") == code


def test_codes_do_not_repeat():
    assert len({ids.new_code() for _ in range(50_000)}) == 50_000

"""The parent of web and worker: starts again what falls, ends all together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sanzhang.web.supervisor import LONGEST_REST, SHORTEST_REST, Child, Supervisor

LIVES = [sys.executable, "-c", "import time; time.sleep(60)"]
FALLS = [sys.executable, "-c", "raise SystemExit(3)"]


def parent_of(*children: Child, words: list[str] | None = None) -> Supervisor:
    tell = words.append if words is not None else lambda _: None
    return Supervisor(list(children), dict(os.environ), Path.cwd(), tell)


def eventually(holds: Callable[[], object], seconds: float = 10) -> bool:
    patience_ends = time.monotonic() + seconds
    while time.monotonic() < patience_ends:
        if holds():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture(autouse=True)
def _signals_as_before() -> object:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_fallen_child_starts_again_after_a_rest() -> None:
    words: list[str] = []
    child = Child("网页服务", FALLS)
    parent = parent_of(child, words=words)
    parent.start()

    assert eventually(lambda: (parent.look_after(), child.falls >= 2)[1])

    parent.end()
    assert words[0] == f"网页服务停了(退出码 3),{SHORTEST_REST:g} 秒后再启动。"


def test_the_rest_grows_but_not_for_ever() -> None:
    child = Child("后台任务", FALLS, falls=20)
    parent = parent_of(child)
    parent.start()

    assert eventually(lambda: (parent.look_after(), child.process is None)[1])

    assert child.rest_until - time.monotonic() == pytest.approx(LONGEST_REST, abs=1)


def test_all_children_end_with_the_parent() -> None:
    children = Child("a", LIVES), Child("b", LIVES)
    parent = parent_of(*children)
    parent.start()
    pids = [child.process.pid for child in children if child.process]

    assert parent.end() == 0

    assert len(pids) == 2
    assert not any(is_alive(pid) for pid in pids)


def test_a_signal_ends_the_watch() -> None:
    parent = parent_of(Child("a", LIVES))
    parent.start()

    os.kill(os.getpid(), signal.SIGTERM)

    assert parent.watch() == 0


def test_children_end_even_when_the_parent_is_killed() -> None:
    script = (
        "import os, sys; from pathlib import Path; from sanzhang.web.supervisor import Child, Supervisor\n"
        f"parent = Supervisor([Child('a', {LIVES!r})], dict(os.environ), Path.cwd(), print)\n"
        "parent.start(); print(parent.children[0].process.pid, flush=True); parent.watch()"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())

    parent.kill()
    parent.wait()

    assert eventually(lambda: not is_alive(pid))


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False

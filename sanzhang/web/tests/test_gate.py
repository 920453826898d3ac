"""§10.3: ordinary pages that wait for a locked database hold no thread that an alarm needs."""

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from sanzhang.web import start
from sanzhang.web.gate import PLACES, SPARE, Gate
from sanzhang.web.last_resort import LastResort


class Page:
    """A program whose pages hang until they are let go."""

    def __init__(self) -> None:
        self.let_go, self.inside = threading.Event(), threading.Semaphore(0)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.inside.release()
        self.let_go.wait(10)
        start_response("200 OK", [])
        return Answer([b"page"])


class Answer(list[bytes]):
    """An answer that is whole, as most are."""

    streaming = False


def ask(program: Any, path: str = "/desk/") -> str:
    told: list[str] = []
    b"".join(program({"PATH_INFO": path}, lambda status, headers: told.append(status)))
    return told[0][:3]


def test_who_comes_while_all_places_hang_is_told_to_try_again_and_the_gate_opens_afterwards() -> None:
    page = Page()
    gate = Gate(page, places=2, stall=0.2)
    with ThreadPoolExecutor() as pool:
        first = [pool.submit(ask, gate) for _ in range(2)]
        for _ in first:
            assert page.inside.acquire(timeout=5)
        assert [pool.submit(ask, gate).result(5) for _ in range(20)] == ["503"] * 20
        page.let_go.set()
        assert [one.result(5) for one in first] == ["200", "200"]
        assert [one.result(5) for one in [pool.submit(ask, gate) for _ in range(20)]] == ["200"] * 20


def test_an_alarm_goes_past_the_gate() -> None:
    page = Page()
    program = LastResort(page, patience=5, ordinary=Gate(page, places=1, stall=0.1))
    with ThreadPoolExecutor() as pool:
        ordinary = pool.submit(ask, program)
        assert page.inside.acquire(timeout=5)
        environ = {"PATH_INFO": "/alarm/0123456789/", "wsgi.input": open("/dev/null", "rb")}  # noqa: SIM115
        alarm = pool.submit(lambda: b"".join(program(environ, lambda *_: None)))
        assert page.inside.acquire(timeout=5)  # it is inside though the only place is taken
        page.let_go.set()
        assert (ordinary.result(5), alarm.result(5)) == ("200", b"page")


def test_a_fault_and_a_long_answer_given_up_leave_their_places() -> None:
    def falls(environ: Any, start_response: Any) -> list[bytes]:
        raise RuntimeError

    gate = Gate(falls, places=1, stall=0.1)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            ask(gate)

    def long(environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", [])
        yield from [b"a"] * 100

    gate = Gate(long, places=1, stall=0.1)
    for take in (lambda answer: next(iter(answer)), lambda answer: answer.close(), lambda answer: None):
        for _ in range(3):
            take(gate({}, lambda *_: None))
    assert gate.free == 1


def test_the_server_has_threads_beyond_the_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SZ_WEB_THREADS", raising=False)
    command = start.processes("127.0.0.1", 8000)[0].command
    assert command[command.index("--blocking-threads") + 1] == str(PLACES + SPARE)

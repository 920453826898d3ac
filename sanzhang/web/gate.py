"""The gate of ordinary requests: as many at a time as there are places, so that a thread stays free for alarms.

The web server has a thread more than there are places. When all places are taken and none fell free for a
moment — a database that is locked, a disk that hangs —, who comes next is told to try again at once and holds no
thread; alarms go past the gate (`last_resort`).
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
PLACES, SPARE = 4, 1  # ordinary requests at a time; threads beyond them
STALL = 1.5  # seconds in which all places are taken and nobody leaves; then nobody waits any more
BUSY = (
    '<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>请稍候</title><h1>系统正忙,请过几秒再试</h1><p>填过的内容没有丢,按浏览器的“返回”再提交一次;"
    "交两次也只算一次。</p><p>有紧急情况请打 119、120、110。</p></html>"
).encode()
HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Length", str(len(BUSY))),
    ("Cache-Control", "no-store"),
    ("Retry-After", "5"),
]


class Gate:
    """A program that answers so many at a time."""

    def __init__(self, app: App, *, places: int = PLACES, stall: float = STALL) -> None:
        self.app, self.free, self.stall = app, places, stall
        self.turn, self.moved_at = threading.Condition(), time.monotonic()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Let in, or say that it is too busy; the place falls free with the last byte of the answer."""
        if not self._enter():
            start_response("503 Service Unavailable", HEADERS)
            return [BUSY]
        is_streaming = False
        try:
            answer = self.app(environ, start_response)
            is_streaming = getattr(answer, "streaming", True)
            return Leaving(answer, self._leave) if is_streaming else answer
        finally:
            if not is_streaming:
                self._leave()

    def _enter(self) -> bool:
        with self.turn:
            while not self.free:
                rest = self.moved_at + self.stall - time.monotonic()
                if rest <= 0:
                    return False
                self.turn.wait(rest)
            self.free -= 1
            self.moved_at = time.monotonic()
            return True

    def _leave(self) -> None:
        with self.turn:
            self.free += 1
            self.moved_at = time.monotonic()
            self.turn.notify()


class Leaving:
    """An answer that is told when it was sent, or given up."""

    def __init__(self, answer: Iterable[bytes], leave: Callable[[], None]) -> None:
        self.answer, self.leave, self.is_open = answer, leave, True

    def __iter__(self) -> Iterator[bytes]:
        """Pass on what there is."""
        try:
            yield from self.answer
        finally:
            self.close()

    def close(self) -> None:
        """Give the place back, once."""
        if self.is_open:
            self.is_open = False
            try:
                if hasattr(self.answer, "close"):
                    self.answer.close()
            finally:
                self.leave()

    def __del__(self) -> None:
        """Give the place back of an answer that a server dropped without a word."""
        self.close()

"""A receiver on loopback that answers as it is told, and keeps what came."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sanzhang.foundation.exchange import actions
from sanzhang.foundation.jobs import queue
from tests.times import MONDAY_9AM

DAY = timedelta(days=1)


class Receiver:
    """Answers each POST with the next of `answers`, the last one for ever; a number is a status."""

    def __init__(self):
        self.came, self.answers, self.location = [], [204], ""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.came.append((self.path, dict(self.headers), body))
                status = outer.answers.pop(0) if len(outer.answers) > 1 else outer.answers[0]
                if callable(status):
                    status(self)
                    return
                self.send_response(status)
                if outer.location:
                    self.send_header("Location", outer.location)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/hooks?of=us"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receiver(settings):
    settings.HOOKS_INSIDE = ["127.0.0.1"]
    there = Receiver()
    yield there
    there.stop()


@pytest.fixture
def key(cast):
    return actions.make_key(
        name="随手拍",
        keeper="数字城管中心",
        area=cast.community.path,
        reaches=["hooks", "open311.report"],
        expires_at=MONDAY_9AM + 300 * DAY,
        by=cast.wu,
        at=MONDAY_9AM,
    )[0]


@pytest.fixture
def hook(cast, key, receiver):
    made, secret = actions.make_hook(
        key, url=receiver.url, events=["matter.reported", "matter.answered"], by=cast.wu, at=MONDAY_9AM
    )
    made.told = secret
    return made


@pytest.fixture
def work():
    """Let the worker do all that is due at a time."""

    def until_idle(at, most=200):
        done = 0
        while done < most and queue.run_next("worker", at):
            done += 1
        return done

    return until_idle

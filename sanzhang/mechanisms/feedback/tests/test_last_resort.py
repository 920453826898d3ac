"""§10.3: with a database that is really away the alarm opens, is taken, and is delivered once when it is back."""

import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import Client
from django.utils import timezone

from sanzhang.duties.matters.models import Matter
from sanzhang.mechanisms.feedback import actions, spool
from sanzhang.mechanisms.feedback.models import Alarm
from sanzhang.web import last_resort
from sanzhang.web.last_resort import LastResort
from tests.cast import Cast

KEY = "one-form-number"


class Browser:
    """A browser that talks to a WSGI program: keeps cookies, sends the token of the form."""

    def __init__(self, program: Any) -> None:
        self.program, self.cookies, self.token = program, "", ""

    def ask(self, path: str, typed: dict[str, str] | None = None) -> tuple[int, str]:
        made = Client().post if typed is not None else Client().get
        taken: dict[str, Any] = {}
        environ = _environ(made, path, typed and {**typed, "csrfmiddlewaretoken": self.token})
        environ["HTTP_COOKIE"] = self.cookies
        answer = self.program(environ, lambda status, headers: taken.update(status=status, headers=headers))
        page = b"".join(answer).decode()
        for name, value in taken["headers"]:
            if name == "Set-Cookie" and value.strip().startswith("csrftoken="):
                self.cookies = value.strip().split(";")[0]
        if 'name="csrfmiddlewaretoken" value="' in page:
            self.token = page.split('name="csrfmiddlewaretoken" value="')[-1].split('"')[0]
        return int(taken["status"][:3]), page


def _environ(made: Any, path: str, typed: dict[str, str] | None) -> dict[str, Any]:
    from io import BytesIO
    from urllib.parse import urlencode

    sent = urlencode(typed).encode() if typed else b""
    environ = Client()._base_environ(PATH_INFO=path, REQUEST_METHOD="POST" if typed else "GET")
    return environ | {
        "wsgi.input": BytesIO(sent),
        "CONTENT_LENGTH": str(len(sent)),
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
    }


def closing(program: Any) -> Any:
    """Let each request give back its connection, as threads of a test must."""

    def answer(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        try:
            return list(program(environ, start_response))
        finally:
            connections.close_all()

    return answer


@pytest.fixture
def program(tmp_path: Any, settings: Any, monkeypatch: Any) -> LastResort:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(LastResort, "deliver_soon", lambda self: None)
    return LastResort(closing(get_wsgi_application()), patience=20)


@pytest.fixture
def away() -> Iterator[Any]:
    """Take the database away: every new connection goes to a file or port that is not there."""
    known = connections.settings["default"]
    before = {name: known.get(name) for name in ("NAME", "PORT", "HOST")}

    def take() -> None:
        connections.close_all()
        known.update(NAME="/nowhere/none.sqlite3") if "sqlite" in known["ENGINE"] else known.update(
            HOST="127.0.0.1", PORT="1"
        )
        connections["default"].settings_dict.update(known)

    def bring() -> None:
        connections.close_all()
        known.update(before)
        connections["default"].settings_dict.update(before)

    take.bring = bring  # type: ignore[attr-defined]
    yield take
    bring()


@pytest.mark.django_db(transaction=True)
def test_it_opens_takes_and_delivers_once_though_the_database_was_away(
    transactional_db: Any, cast: Cast, program: LastResort, away: Any
) -> None:
    url = f"/alarm/{cast.unit.token}/"
    browser = Browser(program)
    status, page = browser.ask(url)
    assert status == 200
    assert "报告紧急情况" in page
    away()
    status, page = Browser(program).ask(url)
    assert status == 200
    assert page.index("tel:119") < page.index("现在报告")
    typed = {"kind": "fire", "words": "三楼冒烟", "idempotency_key": KEY}
    for _ in range(2):  # pressed twice
        status, page = browser.ask(url, typed)
        assert status == 200
        assert "已记下,正在想办法送出" in page
    assert spool.count() == 1
    receipt = spool.receipt_of(spool.key_of(cast.unit.token, KEY))
    assert browser.ask(f"/alarm/follow/{receipt}/")[0] == 200
    away.bring()
    _at_once(lambda: actions.deliver_spooled(at=timezone.now()), times=3)
    assert spool.count() == 0
    assert Alarm.objects.count() == Matter.objects.count() == 1
    assert Alarm.objects.get().calls.count() == 6
    assert "桐荫社区" in browser.ask(f"/alarm/follow/{receipt}/")[1]
    status, _ = browser.ask(url, typed)  # and once more, online, by the same form
    assert status == 302
    assert Alarm.objects.count() == 1


def _at_once(work: Any, *, times: int) -> None:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def broken(environ: Any, start_response: Any) -> list[bytes]:
    raise RuntimeError("everything is down")


def test_whatever_fails_or_hangs_the_page_opens(tmp_path: Any, settings: Any, monkeypatch: Any) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(LastResort, "deliver_soon", lambda self: None)
    hung = threading.Event()

    def hangs(environ: Any, start_response: Any) -> list[bytes]:
        hung.wait(5)
        return []

    for program in (LastResort(broken), LastResort(hangs, patience=0.05)):
        browser = Browser(program)
        assert browser.ask("/alarm/0123456789/")[0] == 200
        assert "已记下" in browser.ask("/alarm/0123456789/", {"kind": "gas", "idempotency_key": uuid()})[1]
    hung.set()
    assert spool.count() == 2


def uuid() -> str:
    return os.urandom(8).hex()


def test_a_foreign_site_presses_nothing(tmp_path: Any, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    status, page = Browser(LastResort(broken)).ask("/alarm/0123456789/", {"kind": "gas"})
    assert status == 403
    assert "tel:119" in page
    assert spool.count() == 0


def test_a_full_disk_still_says_whom_to_telephone(tmp_path: Any, settings: Any, monkeypatch: Any) -> None:
    settings.DATA_DIR = tmp_path

    def full(key: str, said: Any) -> Any:
        raise OSError(28, "no space left")

    monkeypatch.setattr(last_resort.spool, "put", full)
    browser = Browser(LastResort(broken))
    browser.ask("/alarm/0123456789/")
    status, page = browser.ask("/alarm/0123456789/", {"kind": "gas", "idempotency_key": KEY})
    assert status == 503
    assert "请马上打 119" in page


def test_other_pages_are_left_alone() -> None:
    with pytest.raises(RuntimeError):
        LastResort(broken)({"PATH_INFO": "/desk/"}, lambda *_: None)

"""The alarm stays open when everything else is down: around the whole program, needing no database.

An alarm page that fails, or does not answer in time, is answered here: a plain page, and what is pressed is written
to disk (`feedback.spool`). A thread delivers it as soon as the database is back; the worker does, too. As long as
that fails, the thread texts from disk whom the alarm calls (`feedback.texts`), and takes their answers. The same form
has the same key all the way, so an answer that was only slow and a file on disk are still one alarm.
"""

import logging
import re
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, TimeoutError
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone

from sanzhang.mechanisms.feedback import actions, spool, texts
from sanzhang.mechanisms.feedback.rules import alarm as rules

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
ALARM = re.compile(r"/alarm/([0-9A-Z]{10})/")
FOLLOW = re.compile(r"/alarm/follow/([0-9A-Z]{16})/")
ANSWERED = re.compile(r"/alarm/ack/([0-9A-Z]{16})/")
PATIENCE = 3.0  # seconds; who needs help waits no longer for a database
MOST_SENT = 64 * 1024
FIRST, REST = 0.5, 5.0  # seconds before the first try to deliver, and between tries
KEPT = "已记下,正在想办法送出"
BY_PHONE = "请同时打 119、120、110,不要只等这里。"
NO_ROOM = "这里记不下了。请马上打 119、120、110,再打社区值班电话。"
TOLD = "已经发短信叫了 {} 人,{} 人已应答。"
LATER = "系统还不通,现在打不开"
GOT_IT = "您已应答"
GO = "请马上去现场或打电话安排。系统通了以后,谁收到了,登录能看到。"
FORGED = "浏览器没有存下这一页,没有记下来。请再按一次;按不成就打 119、120、110。"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}
log = logging.getLogger(__name__)


@dataclass
class Answer:
    """What the program answered: status line, headers, body."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


class LastResort:
    """The program, with alarms that outlive it."""

    def __init__(self, app: App, *, patience: float = PATIENCE, ordinary: App | None = None) -> None:
        self.app, self.patience, self.ordinary = app, patience, ordinary or app
        self.pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="alarm")
        self.postman = ThreadPoolExecutor(max_workers=1, thread_name_prefix="alarm-delivery")
        self.lock, self.is_delivering = threading.Lock(), False

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Pass everything on; look after the alarm's own addresses."""
        path = environ.get("PATH_INFO", "")
        if not any(one.fullmatch(path) for one in (ALARM, FOLLOW, ANSWERED)):
            return self.ordinary(environ, start_response)
        sent = environ["wsgi.input"].read(min(int(environ.get("CONTENT_LENGTH") or 0), MOST_SENT))
        answer = None
        if _text_of(path) is None:  # else the database knows nothing of it yet
            answer = self._asked({**environ, "wsgi.input": BytesIO(sent), "CONTENT_LENGTH": str(len(sent))})
        if answer is None:
            answer = self._alone(environ, sent)
        start_response(answer.status, answer.headers)
        return [answer.body]

    def _asked(self, environ: dict[str, Any]) -> Answer | None:
        """Return the program's answer, None if it failed or was too slow."""
        try:
            answer = self.pool.submit(_run, self.app, environ).result(self.patience)
        except TimeoutError:
            log.warning("alarm: no answer within %s s", self.patience)
            return None
        except Exception:
            log.exception("alarm: the program failed")
            return None
        return None if answer.status.startswith("5") else answer

    def _alone(self, environ: dict[str, Any], sent: bytes) -> Answer:
        request = WSGIRequest({**environ, "wsgi.input": BytesIO(sent), "CONTENT_LENGTH": str(len(sent))})
        guard = CsrfViewMiddleware(lambda _: HttpResponse())
        guard.process_request(request)
        found = ALARM.fullmatch(request.path)
        if ANSWERED.fullmatch(request.path):
            response = _answered(request, guard)
        elif found is None:
            sent_to, answered = texts.told(FOLLOW.fullmatch(request.path)[1])  # type: ignore[index]
            more = f"{TOLD.format(sent_to, answered)}{BY_PHONE}" if sent_to else BY_PHONE
            response = _page({"said": KEPT, "more": more, "link": request.path})
        elif request.method == "POST":
            response = self._kept(request, guard, found[1])
        else:
            response = _form(request)
        guard.process_response(request, response)
        for name, value in HEADERS.items():
            response[name] = value
        headers = [
            *response.items(),
            *(("Set-Cookie", one.OutputString()) for one in response.cookies.values()),
        ]
        return Answer(f"{response.status_code} {response.reason_phrase}", headers, response.content)

    def _kept(self, request: WSGIRequest, guard: CsrfViewMiddleware, token: str) -> HttpResponse:
        if _is_forged(request, guard):
            return _form(request, FORGED, 403)
        key = spool.key_of(token, request.POST.get("idempotency_key") or uuid4().hex)
        said = {name: request.POST.get(name, "")[: rules.WORDS_MAX] for name in ("kind", "words", "phone")}
        receipt = ""
        try:
            receipt = spool.receipt_of(key)
            said |= {"token": token, "raised_at": timezone.now().isoformat(), "receipt": receipt}
            spool.put(key, said)
        except Exception:  # whatever it is: who needs help must be told to telephone
            log.exception("alarm: not written to disk")
            return _form(request, NO_ROOM, 503)
        self.deliver_soon()
        return _page({"said": KEPT, "more": BY_PHONE, "link": f"/alarm/follow/{receipt}/"})

    def deliver_soon(self) -> None:
        """Begin to deliver what waits on disk, unless that is under way."""
        with self.lock, suppress(OSError):
            if self.is_delivering or not spool.count():
                return
            self.is_delivering = True
            threading.Thread(target=self._deliver, name="alarm-delivery", daemon=True).start()

    def _deliver(self) -> None:
        """Deliver; what could not be delivered within a few seconds is texted from disk."""
        rest, trial = threading.Event(), Future[None]()
        trial.set_result(None)
        rest.wait(FIRST)
        try:
            while spool.count():
                if trial.done():
                    trial = self.postman.submit(_deliver_once)
                with suppress(TimeoutError):
                    trial.result(self.patience)
                try:
                    texts.text_waiting(timezone.now())
                except Exception:
                    log.exception("alarm: not texted")
                rest.wait(REST)
        finally:
            self.is_delivering = False


def _deliver_once() -> None:
    try:
        actions.deliver_spooled(at=timezone.now())
    except Exception:
        log.warning("alarm: still waiting on disk", exc_info=True)
    finally:
        connection.close()


def _text_of(path: str) -> tuple[str, texts.Text] | None:
    """Return the alarm's key and the text that an address belongs to, while only the disk knows of it."""
    found = ANSWERED.fullmatch(path)
    return texts.find(found[1]) if found else None


def _answered(request: WSGIRequest, guard: CsrfViewMiddleware) -> HttpResponse:
    """Show the alarm of a text that went out from disk, and keep that its reader got it."""
    found = _text_of(request.path)
    if found is None:
        return _page({"said": LATER, "more": BY_PHONE, "link": request.path}, 503)
    key, text = found
    told = "{where},{kind}({time})".format(**text.facts)
    if request.method == "POST" and _is_forged(request, guard):
        return _page({"alert": FORGED, "answer": told, "csrf_token": get_token(request)}, 403)
    if request.method == "POST":
        texts.answer(key, text, timezone.now())
    if request.method == "POST" or text.answered_at:
        return _page({"said": GOT_IT, "more": f"{told}。{GO}"})
    return _page({"answer": told, "csrf_token": get_token(request)})


def _run(app: App, environ: dict[str, Any]) -> Answer:
    told: list[Any] = []
    result = app(environ, lambda status, headers, exc_info=None: told.extend((status, headers)))
    try:
        body = b"".join(result)
    finally:
        if hasattr(result, "close"):
            result.close()
    return Answer(told[0], list(told[1]), body)


def _is_forged(request: WSGIRequest, guard: CsrfViewMiddleware) -> bool:
    try:
        return guard.process_view(request, _form, (), {}) is not None
    except Exception:
        return True


def _form(request: WSGIRequest, alert: str = "", status: int = 200) -> HttpResponse:
    typed = {name: request.POST.get(name, "") for name in ("kind", "words", "phone")} if alert else {}
    shown = {"kinds": list(rules.KINDS.items()), "csrf_token": get_token(request), "alert": alert}
    return _page(shown | typed, status)


def _page(shown: dict[str, Any], status: int = 200) -> HttpResponse:
    with suppress(ValueError):  # not collected: plain, but there
        shown |= {"look": static("look.css"), "alarm_look": static("alarm.css")}
    return HttpResponse(render_to_string("feedback/last_resort.html", shown), status=status)

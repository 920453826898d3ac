"""A served demo and a real browser, for journeys and for pictures of every screen."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from base64 import b32decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = os.environ.get("SZ_CHROMIUM") or "/usr/bin/chromium"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run", "--lang=zh-CN"),
)
PHONE, DESKTOP = {"width": 360, "height": 800}, {"width": 1280, "height": 900}


@dataclass
class Demo:
    """The demo community, served on loopback by the processes of `./sz up`."""

    url: str
    folder: Path
    environment: dict[str, str]
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    unit_page: str = ""

    def manage(self, *words: str) -> str:
        """Run a management command on the demo's data and return what it prints."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def run_due(self, at: datetime) -> None:
        """Let the clock do what is due until `at`."""
        self.manage("run_due", "--at", at.isoformat())

    def ask(self, code: str) -> Any:
        """Evaluate an expression in Django's shell on the demo's data and return it as JSON."""
        printed = self.manage("shell", "-v0", "-c", f"import json; print(json.dumps({code}))")
        return json.loads(printed.strip().splitlines()[-1])

    def code_for(self, phone: str, *, since: float) -> str:
        """Return the newest sign-in code that the file channel wrote for a number after `since`."""
        for _ in range(100):
            files = sorted((self.folder / "outbox").glob("*.json"), key=lambda file: file.stat().st_mtime)
            for file in reversed(files):
                said = json.loads(file.read_text())
                if said.get("phone") == phone and file.stat().st_mtime >= since:
                    digits = [part for part in _runs_of_digits(said["words"]) if len(part) == 6]
                    if digits:
                        return digits[0]
            time.sleep(0.1)
        raise AssertionError(f"no code came for {phone}")

    def second_factor(self, name: str) -> str:
        """Return the code of this moment of an office's second factor."""
        secret = b32decode(self.users[name]["totp_secret"])
        return TOTP(secret, 6, SHA1(), 30).generate(int(time.time())).decode()


def _runs_of_digits(words: str) -> list[str]:
    return "".join(sign if sign.isdigit() else " " for sign in words).split()


@contextmanager
def served_demo() -> Iterator[Demo]:
    """Build the demo in a folder of its own, serve it, and clear everything away."""
    with tempfile.TemporaryDirectory(prefix="sz-journey-") as place, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
        free.close()
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment |= {"DATA_DIR": place, "BIND": bind, "SZ_DEMO": "1", "SZ_PUBLIC_URL": f"http://{bind}"}
        environment |= {"DJANGO_SETTINGS_MODULE": "sanzhang.web.settings", "SZ_STRICT_ONCE": "1"}
        demo = Demo(f"http://{bind}", Path(place), environment)
        for words in (("migrate", "-v0"), ("bundle",), ("collectstatic", "--noinput", "-v0")):
            demo.manage(*words)
        told = json.loads(demo.manage("demo", "--users-json"))
        demo.users = {user["name"]: user for user in told["users"]}
        demo.unit_page = next(iter(told["pages"].values()))
        with _processes(demo, bind):
            yield demo


@contextmanager
def _processes(demo: Demo, bind: str) -> Iterator[None]:
    host, port = bind.split(":")
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", port]
    web += [
        "--workers",
        "1",
        "--blocking-threads",
        "4",
        "--log-level",
        "error",
        "sanzhang.web.wsgi:application",
    ]
    log = (demo.folder / "web.log").open("w")
    running = [
        subprocess.Popen(web, cwd=ROOT, env=demo.environment, stdout=log, stderr=log),
        subprocess.Popen(
            [sys.executable, "manage.py", "work"], cwd=ROOT, env=demo.environment, stdout=log, stderr=log
        ),
    ]
    try:
        _wait_until_ready(f"{demo.url}/readyz")
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(20)
        log.close()


def _wait_until_ready(url: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the demo did not get ready")


def sign_in(page: Any, demo: Demo, name: str) -> None:
    """Sign in as one of the demo's people, the way that people do: code by phone, or password and second factor."""
    user = demo.users[name]
    if login := user.get("login"):
        page.goto(f"{demo.url}/sign-in/office/")
        page.fill("[name=login]", login)
        page.fill("[name=password]", user["password"])
        page.fill("[name=code]", demo.second_factor(name))
        page.click("main form button:not([type=button])")
    else:
        since = time.time() - 1
        page.goto(f"{demo.url}/sign-in/")
        page.fill("[name=phone]", user["phone"])
        page.click("main form button:not([type=button])")
        page.wait_for_selector("[name=code]")
        page.fill("[name=code]", demo.code_for(user["phone"], since=since))
        page.click("main form button:not([type=button])")
    page.wait_for_url("**/desk/")

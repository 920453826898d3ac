"""The page of every part, in a browser: nothing is refused by the content policy, nothing keeps anybody out."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Page, Route, sync_playwright

from sanzhang.web.management.commands import bundle

pytestmark = pytest.mark.journey
PLACE = "http://localhost"  # a secure context, as a real address with a certificate is
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
WIDTHS = {"phone": (360, 800), "desktop": (1280, 900)}
TARGETS = "main :is(a.button, button, .choice, input, select, .cell > a, .way), .bar :is(a, button, summary)"
TOO_LOW = """([targets, least]) => [...document.querySelectorAll(targets)]
    .filter((one) => one.checkVisibility() && !one.closest(".unseen, .choice :is(input)"))
    .filter((one) => one.type !== "hidden" && one.type !== "radio" && one.type !== "checkbox")
    .filter((one) => one.getBoundingClientRect().height < least)
    .map((one) => `${one.className} ${one.textContent.trim().slice(0, 20)} ${one.getBoundingClientRect().height}`)"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("SZ_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def answers(settings: Any) -> dict[str, tuple[bytes, dict[str, str]]]:
    """Drawn before the browser opens: our own answers with their headers, by address."""
    settings.ROOT_URLCONF = "sanzhang.web.tests.sample"
    found = {}
    for query in ("", "wrong", "large", "large&wrong"):
        answer = Client().get(f"/?{query}")
        found[f"{PLACE}/?{query}"] = (answer.content, dict(answer.items()))
    found[f"{PLACE}/"] = found[f"{PLACE}/?"]  # where the progress part asks every two seconds
    for name, text in bundle.bundles().items():
        kind = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}[name.rpartition(".")[2]]
        found[f"{PLACE}/static/{name}"] = (text.encode(), {"Content-Type": kind})
    htmx = "django_htmx/htmx-2.min.js"
    script = Path(str(finders.find(htmx))).read_bytes()
    found[f"{PLACE}/static/{htmx}"] = (script, {"Content-Type": "text/javascript"})
    return found


def opened(browser: Browser, answers: dict[str, Any], query: str, width: str, **wishes: Any) -> Page:
    """Open the page; `page.told` keeps what the browser complained about."""
    across, down = WIDTHS[width]
    page = browser.new_page(viewport={"width": across, "height": down}, locale="zh-CN", **wishes)
    page.told = []  # type: ignore[attr-defined]
    page.on("console", lambda message: page.told.append(message.text))  # type: ignore[attr-defined]
    page.on("pageerror", lambda fault: page.told.append(str(fault)))  # type: ignore[attr-defined]

    def answer(route: Route) -> None:
        body, headers = answers.get(route.request.url, (b"", {}))
        route.fulfill(body=body, headers=headers, status=200 if body else 404)

    page.route("**/*", answer)
    page.goto(f"{PLACE}/?{query}")
    return page


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("query", ["", "wrong", "large", "large&wrong"])
def test_every_part_is_open_to_everybody(browser: Browser, answers: Any, query: str, width: str) -> None:
    page = opened(browser, answers, query, width)

    faults = page.evaluate(AXE + "; axe.run()")["violations"]
    too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    too_low = page.evaluate(TOO_LOW, [TARGETS, 60 if "large" in query else 44])

    assert [(fault["id"], [node["html"][:120] for node in fault["nodes"]]) for fault in faults] == []
    assert too_wide <= 0
    assert too_low == []
    assert page.told == []  # type: ignore[attr-defined]


def test_what_is_hidden_is_not_shown(browser: Browser, answers: Any) -> None:
    page = opened(browser, answers, "", "phone")

    page.fill("#narrow", "门禁")

    assert page.locator("#list > .cell:visible").count() == 1
    page.evaluate("document.querySelectorAll('.button, .leader').forEach((one) => { one.hidden = true; })")
    assert page.locator(":is(.button, .leader):visible").count() == 0


def test_without_scripts_no_button_is_dead(browser: Browser, answers: Any) -> None:
    page = opened(browser, answers, "", "phone", java_script_enabled=False)

    assert page.get_by_role("button", name="下一步").is_visible()
    assert not page.get_by_role("button", name="打印").is_visible()
    assert not page.get_by_role("button", name="复制网址").is_visible()
    assert not page.get_by_text("在下面找").is_visible()

"""One demo, one browser and one sign-in a person for all journeys."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import CHROMIUM, DESKTOP, FLAGS, PHONE, Demo, served_demo, sign_in


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """The demo community, served."""
    with served_demo() as served:
        yield served


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real Chromium."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield launched
        launched.close()


Open = Callable[..., Any]


@pytest.fixture(scope="session")
def signed_in() -> dict[str, Any]:
    """The stored sign-ins of this run, so that each person asks for one code only."""
    return {}


@pytest.fixture
def open_page(browser: Any, demo: Demo, signed_in: dict[str, Any]) -> Iterator[Open]:
    """Open a page as somebody (or nobody), on a phone or a desktop; fails on console errors and foreign requests."""
    opened: list[tuple[Any, list[str]]] = []

    def start(who: str = "", *, desktop: bool = False, large: bool = False, scripts: bool = True) -> Any:
        context = browser.new_context(
            viewport=DESKTOP if desktop else PHONE,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=scripts,
            storage_state=signed_in.get(who),
        )
        if large:
            context.add_cookies([{"name": "sz_type", "value": "large", "url": demo.url}])
        page, faults = context.new_page(), []
        page.set_default_timeout(15_000)
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("request", lambda sent: None if sent.url.startswith(demo.url) else faults.append(sent.url))
        opened.append((context, faults))
        if who and who not in signed_in:
            sign_in(page, demo, who)
            signed_in[who] = context.storage_state()
        return page

    yield start
    faults = [words for _, found in opened for words in found if "status of 4" not in words]
    for context, _ in opened:
        context.close()
    assert not faults, faults

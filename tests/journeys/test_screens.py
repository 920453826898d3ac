"""Every screen: no barrier (axe), nothing too small, nothing too heavy, nothing that scrolls sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import DESKTOP, PHONE
from tests.screens import addresses

pytestmark = pytest.mark.journey
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# the marks of a map lie as close as the houses; the list under it does the same (WCAG 2.5.8, equivalent)
CONTEXT = {"exclude": [[".map"]]}
HEAVIEST = 150_000
SMALLEST = """(least) => [...document.querySelectorAll('main *, header *, footer *')].filter(one => {
  const own = [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
  const box = one.getBoundingClientRect();
  return own && box.width > 2 && box.height > 2 && parseFloat(getComputedStyle(one).fontSize) < least;
}).map(one => one.tagName + ':' + one.textContent.trim().slice(0, 20)).slice(0, 5)"""
BUTTONS = """(least) => [...document.querySelectorAll('main .button, header button, ' +
  'main input:not([type=hidden]):not([type=checkbox]):not([type=radio]), main select')].filter(one => {
  const box = one.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && box.height < least - 0.5;
}).map(one => one.textContent.trim().slice(0, 20) + one.getBoundingClientRect().height).slice(0, 5)"""


def faults_of_all(open_page, demo, *, desktop, large, every=1):
    """Return what is wrong with any screen in one size and type; `every`: 3 looks at each third only."""
    faults = []
    pages = {}
    for name, who, path in addresses(demo)[::every]:
        page = pages.get(who) or pages.setdefault(who, open_page(who, desktop=desktop, large=large))
        # tall, so that the bar fixed at the foot of a phone covers nothing that could be scrolled free
        page.set_viewport_size({"width": (DESKTOP if desktop else PHONE)["width"], "height": 2600})
        page.goto(demo.url + path)
        page.wait_for_load_state("load")
        found = Axe().run(page, context=CONTEXT, options=RULES).response["violations"]
        faults += [f"{name}: {one['id']} {one['nodes'][0]['target']}" for one in found]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            faults.append(f"{name}: scrolls sideways")
        faults += [
            f"{name}: small type {words}" for words in page.evaluate(SMALLEST, 19.7 if large else 13.9)
        ]
        faults += [f"{name}: small button {words}" for words in page.evaluate(BUTTONS, 60 if large else 44)]

    return faults


@pytest.mark.parametrize("desktop", [False, True])
def test_every_screen_is_open_to_everybody(open_page, demo, desktop):
    faults = faults_of_all(open_page, demo, desktop=desktop, large=False)
    assert not faults, "\n".join(faults)


def test_no_screen_is_heavier_than_150_kilobytes(browser, open_page, demo):
    heavy = []
    for name, who, path in addresses(demo):
        first = open_page(who)
        weights = []
        first.on("response", lambda got, weights=weights: weights.append(got))
        first.goto(demo.url + path)
        first.wait_for_load_state("networkidle")
        total = sum(_sent(answer) for answer in weights)
        if total > HEAVIEST:
            heavy.append(f"{name}: {total:,} bytes")
        first.context.close()

    assert not heavy, "\n".join(heavy)


def _sent(answer) -> int:
    try:
        return answer.request.sizes()["responseBodySize"]
    except Exception:  # a request that ended with its page has no size
        return 0

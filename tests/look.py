"""`./sz look`: pictures of every screen, phone and desktop, 标准 and 大字, and the overview that README shows."""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser import CHROMIUM, DESKTOP, FLAGS, PHONE, ROOT, Demo, served_demo, sign_in
from tests.screens import addresses

OVERVIEW = ("unit", "receipt-closed", "leader-desk")
SIZES = {"phone": PHONE, "desktop": DESKTOP}
TYPES = ("standard", "large")
STATES: dict[str, Any] = {}  # sign-ins of this run


def main() -> None:
    """Take the pictures asked for."""
    parser = argparse.ArgumentParser(prog="./sz look", description="给每个页面拍照")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "screens")
    parser.add_argument("--only", default="", help="名字里含有这几个字的页面")
    parser.add_argument("--overview", action="store_true", help="只做 README 里的那一张")
    wishes = parser.parse_args()
    wishes.out.mkdir(parents=True, exist_ok=True)
    with served_demo() as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        screens = [one for one in addresses(demo) if wishes.only in one[0]]
        if wishes.overview:
            screens = [one for one in screens if one[0] in OVERVIEW]
        sizes = {"phone": PHONE} if wishes.overview else SIZES
        types = TYPES[:1] if wishes.overview else TYPES
        count = sum(
            _shoot(browser, demo, screens, name, size, types, wishes.out) for name, size in sizes.items()
        )
        browser.close()
    if wishes.overview:
        _compose(wishes.out)
    print(f"{count} 张照片在 {wishes.out}")


def _shoot(
    browser: Any, demo: Demo, screens: list[Any], size_name: str, size: Any, types: Iterable[str], out: Path
) -> int:
    count = 0
    for who in dict.fromkeys(one[1] for one in screens):
        context = browser.new_context(
            viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", storage_state=STATES.get(who)
        )
        page = context.new_page()
        if who and who not in STATES:  # a second factor's code is good once
            sign_in(page, demo, who)
            STATES[who] = context.storage_state()
        for large in types:
            context.add_cookies([{"name": "sz_type", "value": large, "url": demo.url}])
            for name, _, path in (one for one in screens if one[1] == who):
                page.goto(demo.url + path)
                page.wait_for_load_state("networkidle")
                page.screenshot(path=out / f"{name}.{size_name}.{large}.png", full_page=True)
                count += 1
        context.close()
    return count


def _compose(out: Path) -> None:
    """Put three phone pages side by side for README."""
    pages = [Image.open(out / f"{name}.phone.standard.png").convert("RGB") for name in OVERVIEW]
    pages = [page.crop((0, 0, page.width, min(page.height, 900))) for page in pages]
    whole = Image.new("RGB", (sum(page.width for page in pages) + 24 * 4, 900 + 48), "#dde1e6")
    left = 24
    for page in pages:
        whole.paste(page, (left, 24))
        left += page.width + 24
    target = ROOT / "docs" / "screens" / "overview.png"
    target.parent.mkdir(parents=True, exist_ok=True)
    whole.quantize(128).save(target, optimize=True)


if __name__ == "__main__":
    main()

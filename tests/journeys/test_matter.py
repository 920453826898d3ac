"""A matter from the scan to the close, and one that climbs to the street by clock alone."""

import io
import re
import urllib.request
from datetime import datetime, timedelta

import pytest
from PIL import Image

from tests.times import SHANGHAI

pytestmark = pytest.mark.journey
DONE = re.compile(r"/(matters/\d+|desk)/$")  # a script sends the form: the page goes on when it has arrived
CANARY = b"PLANTED-CANARY-4711"


def photo() -> dict:
    """Return a photo with a place and a canary in its metadata."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x9286] = CANARY  # comment of the photographer
    exif.get_ifd(0x8825)[2] = (43.0, 52.0, 0.0)  # GPS latitude
    Image.new("RGB", (1200, 900), "#557799").save(out, "JPEG", exif=exif)
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def press(page, words: str) -> None:
    """Press the button or link that says `words`; the unseen one that takes the Enter key is not meant."""
    page.locator(f"main button:not(.unseen):has-text('{words}'), main a:has-text('{words}')").first.click()


def report(page, demo, words: str, *, with_photo: bool = False, phone: str = "") -> str:
    """Report something by way of the plaque and return the receipt's address."""
    page.goto(demo.unit_page)
    press(page, "我要反映问题")
    page.fill("[name=spot]", "三楼楼道")
    press(page, "下一步")
    page.fill("[name=words]", words)
    if with_photo:
        page.set_input_files("input[type=file]", photo())
    press(page, "下一步")
    page.wait_for_url(re.compile(r"/(alike|sort)/"))
    if "/alike/" in page.url:  # neighbours have met something like it
        press(page, "都不是,接着报")
        page.wait_for_url("**/sort/")
    page.check("[name=topic][value=facility]")
    press(page, "下一步")
    page.wait_for_url("**/reach/")
    if phone:
        page.fill("[name=contact_phone]", phone)
    press(page, "下一步")
    page.wait_for_url("**/check/")
    assert words in page.content()
    press(page, "交上去")
    page.wait_for_url(re.compile(r"/r/[0-9A-Z]{16}/"))
    return page.url


def test_from_the_scan_to_the_close(open_page, demo):
    words = "三楼的声控灯不亮了,老人上下楼看不清。"
    resident = open_page()

    receipt = report(resident, demo, words, with_photo=True)

    assert "12栋2单元单元长" in resident.content()
    image = resident.locator("main img").first.get_attribute("src")
    content = urllib.request.urlopen(demo.url + image).read()
    assert CANARY not in content
    assert not Image.open(io.BytesIO(content)).getexif()
    leader = open_page("张桂兰")
    leader.goto(f"{demo.url}/desk/")
    leader.locator(f"a:has-text('{words[:10]}')").first.click()
    press(leader, "办好了")
    leader.fill("[name=words]", "灯头换好了,晚上试过,三楼亮了。")
    if leader.locator("[name=ending][value=solved]").count():
        leader.check("[name=ending][value=solved]")
    leader.locator("main form .actions button").first.click()
    leader.wait_for_url(DONE)
    leader.locator("text=灯头换好了").first.wait_for()
    resident.goto(receipt)
    assert "灯头换好了" in resident.content()
    press(resident, "确认办好")
    resident.locator("text=办结").first.wait_for()


def test_a_matter_climbs_to_the_street_by_clock_alone(open_page, demo):
    resident = open_page()
    receipt = report(resident, demo, "楼前井盖翻了一半,晚上看不见。")

    demo.run_due(datetime.now(SHANGHAI) + timedelta(days=8))

    resident.goto(receipt)
    shown = resident.content()
    for rung in ("楼栋长", "网格长", "社区", "街道"):
        assert rung in shown
    assert "到时间还没有办完" in shown
    street = open_page("孙立", desktop=True)
    street.goto(f"{demo.url}/desk/")
    street.locator("a:has-text('楼前井盖翻了一半')").first.click()
    press(street, "办好了")
    street.fill("[name=words]", "井盖已请市政换好。")
    if street.locator("[name=ending][value=solved]").count():
        street.check("[name=ending][value=solved]")
    street.locator("main form .actions button").first.click()
    street.wait_for_url(DONE)
    resident.goto(receipt)
    assert "井盖已请市政换好" in resident.content()


def test_reporting_needs_no_script(open_page, demo):
    resident = open_page(scripts=False)

    receipt = report(resident, demo, "快递柜没有顶棚,下雨取件会淋湿。")

    assert "/r/" in receipt
    assert "快递柜没有顶棚" in resident.content()

"""How alike two reports are, and which of their words may be shown to a stranger; no framework (§4.2)."""

import re
from difflib import SequenceMatcher
from functools import lru_cache

from rapidfuzz import fuzz

from sanzhang.foundation.records.text import half_width

# From where two reports are shown as perhaps the same; a person decides. Among those that name one place 0.24 would do,
# in a whole district it shows too much that is something else (`./sz bench joining`, the tuned half).
SHOWN_FROM = 0.32
# Long texts of one thing share a smaller part of their words than short ones: their score is stretched.
SHORT, LONG, STRETCH = 20, 120, 2.0
SAME_KIND, SAME_TOPIC, SAME_BUILDING = 0.10, 0.04, 0.06
COMPARED = 300  # signs of each text: what it is about is said at the beginning
SHOWN, LONGEST = 24, 8

_NOISE = re.compile(
    r"尊敬的|领导|您好|你好|请问|希望|相关部门|有关部门|及时|处理|解决|谢谢|我们|我是|反映|投诉|举报|求助|情况|问题|一直|现在|"
    r"已经|可以|没有|这个|那个|什么|怎么|为什么|请|了|的|吗|呢|啊|吧"
)
_SIGNS = re.compile(r"[^0-9a-z一-鿿]+")
_PHONE = re.compile(r"\d[\d\s-]{5,}\d")
_DOOR = re.compile(
    r"[0-9零一二三四五六七八九十百]{1,4}\s*(?:室|号房|房间|单元|门|户|号楼|号院|栋|幢|楼)(?:[0-9]{1,4})?(?:室|号|户)?|(?<!\d)\d{3,4}(?!\d)"
)
_PLATE = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}")
_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任"
    "陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚"
)
_TITLES = (
    "先生|女士|小姐|阿姨|大爷|大妈|大娘|大哥|大姐|师傅|老师|医生|大夫|经理|主任|书记|奶奶|爷爷|叔|婶|姨|某"
)
_NAME = re.compile(
    rf"(?:老|小)?[{_SURNAMES}][一-鿿]{{0,2}}?(?:{_TITLES})"
    rf"|(?:我是|我叫|叫做|叫|姓名|姓|名字是|联系人)[::]?[{_SURNAMES}][一-鿿]{{0,2}}"
    rf"|(?:邻居|业主|住户|房东|租户|店主|老板)[{_SURNAMES}][一-鿿]{{1,2}}"
)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return what two texts are compared by: no signs, no courtesies, half-width, small letters."""
    return _SIGNS.sub("", _NOISE.sub("", half_width(text[: COMPARED * 2]).lower()))[:COMPARED]


@lru_cache(maxsize=4096)
def _grams(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1)) or frozenset(text)


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, 0 to 1: shared pairs of signs, and the same words in another order."""
    first, second = plain(one), plain(other)
    if not first or not second:
        return 0.0
    mine, theirs = _grams(first), _grams(second)
    shared = len(mine & theirs)
    if not shared:
        return 0.0
    covered = shared / min(len(mine), len(theirs))
    dice = 2 * shared / (len(mine) + len(theirs))
    fuzzy = fuzz.partial_ratio(first, second) / 100
    length = min(max(min(len(first), len(second)) - SHORT, 0) / (LONG - SHORT), 1)
    return min((0.45 * dice + 0.3 * covered + 0.25 * fuzzy) * (1 + STRETCH * length), 1.0)


def shared_words(one: str, other: str, most: int = 3) -> list[str]:
    """Return the longest words that both texts hold; whoever typed one of them learns nothing new."""
    first, second = plain(one), plain(other)
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    best = sorted((block for block in blocks if block.size > 1), key=lambda block: -block.size)[:most]
    return [first[block.a : block.a + min(block.size, LONGEST)] for block in best]


def public_words(text: str, most: int = SHOWN) -> str:
    """Return the first words of a report with phones, doors, plates and names covered."""
    text = half_width(text).replace("\n", " ")[: most * 4]
    for pattern in (_PHONE, _PLATE, _NAME, _DOOR):
        text = pattern.sub("…", text)
    text = re.sub(r"(…\s*)+", "…", text).strip()
    return text if len(text) <= most else f"{text[:most]}…"

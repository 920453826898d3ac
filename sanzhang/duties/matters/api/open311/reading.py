"""What another program sent, read and checked; faults in the numbers of the specification."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from sanzhang.duties.catalogue import rules as catalogue
from sanzhang.duties.catalogue.models import Kind, KindQuestion
from sanzhang.duties.matters import rules
from sanzhang.duties.matters.api.open311 import words
from sanzhang.duties.matters.queries import open311
from sanzhang.foundation.exchange.models import ApiKey
from sanzhang.foundation.records.paths import in_area
from sanzhang.foundation.records.text import NotAPhone, clean_name, clean_phone, half_width
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

SPAN, MOST = timedelta(days=90), 1000
LONGEST_PHONE, LONGEST_NAME, LONGEST_ANSWER, LONGEST_LINK = 30, 60, 500, 300
ATTRIBUTE = re.compile(r"attribute\[([^\]]{1,60})\](?:\[\])?")


class Fault(Exception):
    """What was sent can't be taken: HTTP status and words."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status, self.words = status, words


def text_of(sent: Any, name: str) -> str:
    """Return a parameter without outer space; an empty one is as one that was not sent."""
    value: str = sent.get(name) or ""
    if "\x00" in value:
        raise Fault(400, f"{name} 里有不能用的字符。")
    return value.strip()


def area_of(sent: Any, key: ApiKey | None = None) -> str:
    """Return the path that is meant: jurisdiction_id, the key's area, or the only city. Raises: Fault."""
    code = text_of(sent, "jurisdiction_id")
    if code:
        path = open311.jurisdiction(code)
        if path is None:
            raise Fault(404, "没有这个 jurisdiction_id。请写 4、6、9 或 12 位区划代码。")
        return path
    path = key.area if key else open311.only_city()
    if path is None:
        raise Fault(400, "没有写 jurisdiction_id。请写 4、6、9 或 12 位区划代码。")
    return path


def service_of(sent: Any) -> Kind:
    """Return the kind that is meant. Raises: Fault."""
    code = text_of(sent, "service_code")
    if not code:
        raise Fault(400, "没有写 service_code。请从 services 里选一个。")
    kind = open311.service(code)
    if kind is None:
        raise Fault(404, "没有这个 service_code。请从 services 里选一个。")
    return kind


def place_of(sent: Any, key: ApiKey, area: str) -> tuple[Place, tuple[float, float] | None]:
    """Return where it is, and the point that was sent: by address_id, by lat and long, by address. Raises: Fault."""
    if not in_area(area, key.area):
        if not in_area(key.area, area):
            raise Fault(403, "这把密钥不能用在这个 jurisdiction_id。请联系发密钥的单位。")
        area = key.area
    point = _point(sent)
    token, address = text_of(sent, "address_id"), text_of(sent, "address_string")
    if not (token or point or address):
        raise Fault(400, "没有写在哪里。请写 lat 和 long、address_string 或者 address_id。")
    place = territory.by_token(token.upper()) if token else None
    if place is None and address:
        place = open311.place_in_words(address, area=area)
    if place is None or (place.kind == "community" and point):
        place = (open311.place_at(*point, area=area) if point else None) or place
    if place is None and len(area) == 12:
        place = territory.at_path(area)
    if place is None or place.community_id is None:
        raise Fault(400, "这个位置不在辖区里,或者附近没有登记的楼栋。请把 address_string 写得更准。")
    if not in_area(place.path, key.area):
        raise Fault(403, "这个位置不在这把密钥的范围里。")
    return place, point


def _point(sent: Any) -> tuple[float, float] | None:
    lat, long = text_of(sent, "lat"), text_of(sent, "long")
    if not lat and not long:
        return None
    try:
        x, y = float(long), float(lat)
    except ValueError as fault:
        raise Fault(400, "lat 和 long 要写成度数,比如 43.88 和 125.32。") from fault
    if not (-180 <= x <= 180 and -90 <= y <= 90):  # NaN too
        raise Fault(400, "lat 要在 -90 到 90 之间,long 要在 -180 到 180 之间。")
    return x, y


def details_of(sent: Any, kind: Kind) -> dict[str, str]:
    """Return the answers to the kind's questions, by the words of each. Raises: Fault."""
    given: dict[str, list[str]] = {}
    for name in sent:
        if match := ATTRIBUTE.fullmatch(name):
            given.setdefault(match[1], []).extend(one.strip() for one in sent.getlist(name) if one.strip())
    details: dict[str, str] = {}
    for question in kind.questions.all():
        answers = given.get(words.code_of(question), [])
        if not answers and question.is_needed:
            raise Fault(400, f"没有写 attribute[{words.code_of(question)}]:{question.words}")
        if answers:
            details[question.words] = _checked(question, answers)
    return details


def _checked(question: KindQuestion, answers: list[str]) -> str:
    said = rules.clean_words(";".join(answers))
    name = f"attribute[{words.code_of(question)}]"
    choices = words.choices_of(question)
    if len(said) > LONGEST_ANSWER:
        raise Fault(400, f"{name} 最多 {LONGEST_ANSWER} 个字。")
    if choices and said not in choices:
        raise Fault(400, f"{name} 要写其中一项:{'、'.join(choices)}。")
    if question.answer == catalogue.NUMBER and not re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", said):
        raise Fault(400, f"{name} 要写一个数。")
    if question.answer == catalogue.DAY:
        try:
            datetime.fromisoformat(said)
        except ValueError as fault:
            raise Fault(400, f"{name} 要写日期,比如 2026-11-23。") from fault
    return said


def described(sent: Any, kind: Kind, details: dict[str, str]) -> tuple[str, dict[str, str]]:
    """Return the words and the details; what is longer than a matter's words goes on among the details."""
    text = text_of(sent, "description")
    said = rules.clean_words(text) or ";".join([kind.name, *details.values()])
    more = dict(details)
    if len(rest := text[rules.WORDS_MAX :].strip()):
        more["接着写的"] = rules.clean_words(rest)
    link = text_of(sent, "media_url")
    if link and (len(link) > LONGEST_LINK or not re.fullmatch(r"https?://[\x21-\x7e]+", link)):
        raise Fault(400, f"media_url 要以 http:// 或 https:// 开头,最多 {LONGEST_LINK} 个字。")
    if link:
        more["照片网址"] = link
    return said, more


def contact_of(sent: Any) -> dict[str, str]:
    """Return how to reach who reported: name with e-mail, number; both lie encrypted. Raises: Fault."""
    first, last = clean_name(text_of(sent, "first_name")), clean_name(text_of(sent, "last_name"))
    name = f"{first} {last}".strip() if (first + last).isascii() else f"{last}{first}"
    email, phone = text_of(sent, "email"), half_width(text_of(sent, "phone"))
    if len(name) > LONGEST_NAME or len(email) > LONGEST_NAME:
        raise Fault(400, f"姓名和 email 最多各 {LONGEST_NAME} 个字。")
    if len(phone) > LONGEST_PHONE:
        raise Fault(400, f"phone 最多 {LONGEST_PHONE} 个字。")
    if email:
        name = f"{name}({email})"
    try:
        return {"contact_name": name, "contact_phone": clean_phone(phone) if phone else ""}
    except (
        NotAPhone
    ):  # of another country, or with an extension: nothing is lost, and nothing is texted to it
        return {"contact_name": f"{name}(电话 {clean_name(phone)})", "contact_phone": ""}


def digest_of(request: Any) -> str:
    """Return the SHA-256 of what was reported, the key left out: a retry has the same, in either format."""
    digest = hashlib.sha256()
    for name in sorted(set(request.POST) - {"api_key"}):
        for value in request.POST.getlist(name):
            digest.update(f"\x00{name}\x01{value}".encode())
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()


@dataclass(frozen=True)
class Wishes:
    """What a list is narrowed to: ids alone, or a span of at most 90 days with codes and states; one page of it."""

    ids: list[int]
    since: datetime
    until: datetime
    codes: list[str]
    states: list[str]
    first: int
    most: int


def wishes_of(sent: Any, at: datetime) -> Wishes:
    """Return how requests are to be narrowed. Raises: Fault."""
    ids = _several(sent, "service_request_id")[:MOST]
    if any(not one.isascii() or not one.isdigit() or len(one) > 18 for one in ids):
        raise Fault(400, "service_request_id 只有数字,几个之间用逗号分开。")
    states = _several(sent, "status")
    if set(states) - {"open", "closed"}:
        raise Fault(400, "status 只能写 open 或者 closed。")
    since, until = _span(text_of(sent, "start_date"), text_of(sent, "end_date"), at)
    number, size = _count(sent, "page", 1, 10_000), _count(sent, "page_size", MOST, MOST)
    codes = _several(sent, "service_code")[:200]
    return Wishes([int(one) for one in ids], since, until, codes, states, (number - 1) * size, size)


def _several(sent: Any, name: str) -> list[str]:
    text_of(sent, name)
    return [one.strip() for value in sent.getlist(name) for one in value.split(",") if one.strip()]


def _count(sent: Any, name: str, default: int, most: int) -> int:
    text = text_of(sent, name)
    if not text:
        return default
    if not re.fullmatch(r"[0-9]{1,6}", text) or not int(text) >= 1:
        raise Fault(400, f"{name} 要写 1 到 {most} 的整数。")
    return min(int(text), most)


def _span(start: str, end: str, at: datetime) -> tuple[datetime, datetime]:
    since, until = _instant(start, "start_date"), _instant(end, "end_date")
    if since is None and until is None:
        return at - SPAN, at + timedelta(seconds=1)
    if until is None and since is not None:
        return since, since + SPAN
    if since is None and until is not None:
        return until - SPAN, until
    if since is None or until is None or until < since:
        raise Fault(400, "end_date 要在 start_date 以后。")
    if until - since > SPAN + timedelta(days=1):
        raise Fault(400, "start_date 到 end_date 最多 90 天。请分几次查。")
    return since, until


def _instant(text: str, name: str) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
        if not date(2000, 1, 1) <= found.date() <= date(2200, 1, 1):
            raise ValueError(text)
    except ValueError as fault:
        raise Fault(400, f"{name} 要写成 2026-11-23T09:00:00Z 这样。") from fault
    return found if found.tzinfo else timezone.make_aware(found)

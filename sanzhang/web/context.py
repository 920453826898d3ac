"""The frame around every page: who is here, as what, and where one can go."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from sanzhang.foundation import permission
from sanzhang.foundation.channels import queries as channels
from sanzhang.foundation.permission.table import LEADERS, TABLE

SIGNED_IN = ""
PLACES = (  # label, address, row of the table whose seats see it
    ("今天要办", "/desk/", SIGNED_IN),
    ("事项", "/matters/", "matter.look"),
    ("要我定的", "/matters/decisions/", "matter.list_decisions"),
    ("咨询", "/matters/questions/", "enquiry.list"),
    ("紧急报告", "/alarm/", "alarm.look"),
    ("热点堵点", "/hot-spots/", "spots.look"),
    ("议题", "/agenda/", "agenda.look"),
    ("调解", "/mediation/", "dispute.list"),
    ("物业监督", "/supervision/", "supervision.look"),
    ("居民建议", "/suggestions/", "suggestion.list"),
    ("事项统计", "/matters/board/", "matter.export"),
    ("满意情况", "/matters/rates/", "matter.export"),
    ("事项类别", "/kinds/", "matter.export"),
    ("办理规则", "/matters/work-rules/", "matter.edit_work"),
    ("程序接口", "/exchange/keys/", "exchange.keep_keys"),
    ("辖区", "/territory/", "territory.look"),
    ("岗位", "/posts/", "posts.look"),
    ("岗位日历", "/year/", "year.look"),
    ("选任", "/selection/", "selection.look"),
    ("轮值", "/rotation/", "rotation.look"),
    ("网格划分", "/division/", "division.look"),
    ("住户", "/residents/", "residents.look"),
    ("公示牌", "/plaques/", "plaque.look"),
    ("通知", "/notices/", "notice.publish"),
    ("工作日历", "/calendar/", "calendar.set_day"),
    ("办理时限", "/matters/clocks/", "matter.edit_clocks"),
    ("日志", "/journal/", "journal.audit"),
    ("账号", "/people/logins/", "people.keep_logins"),
    ("后台", "/jobs/", "jobs.look"),
    ("收件箱", "/inbox/", SIGNED_IN),
)


@dataclass(frozen=True)
class Way:
    """One entry of the menu."""

    label: str
    url: str
    is_here: bool = False
    count: int = 0


def page_frame(request: Any) -> dict[str, Any]:
    """Return `frame`: person, who, seats, large, nav."""
    user = getattr(request, "user", None)
    person = user if user is not None and user.is_authenticated else None
    seats = seats_here(request)
    unread = channels.unread_count(person) if person else 0
    return {
        "frame": {
            "person": person,
            "who": " · ".join([person.name, *(seat.title for seat in seats[:1])]) if person else "",
            "seats": seats,
            "large": bool(person and person.large_type) or request.COOKIES.get("sz_type") == "large",
            "nav": ways(seats, request.path, unread) if person else [],
            "unread": unread,
            "demo": settings.DEMO,
            "here": request.get_full_path(),
            "leads": who(request) if person else "",
        }
    }


def seats_here(request: Any) -> list[permission.Seat]:
    """Return the seats of whoever asks, found once a request."""
    if not hasattr(request, "seats_here"):
        at = getattr(request, "at", None) or timezone.now()
        user = getattr(request, "user", None)
        request.seats_here = permission.seats_of(user, at) if user is not None else []
    found: list[permission.Seat] = request.seats_here
    return found


def who(request: Any) -> str:
    """Return the sign by which a phone knows a leader again; nobody else can reckon it. Empty: no leader."""
    person = getattr(request, "user", None)
    if not any(seat.kind in LEADERS for seat in seats_here(request)):
        return ""
    return salted_hmac("sanzhang.offline", person.journal_key).hexdigest()[:16] if person else ""


def ways(seats: list[permission.Seat], path: str, unread: int = 0) -> list[Way]:
    """Return the menu of these seats; the longest address that begins `path` is where one is."""
    kinds = {seat.kind for seat in seats}
    open_to = [
        (label, url) for label, url, action in PLACES if not action or kinds & set(TABLE[action].seats)
    ]
    here = max((url for _, url in open_to if path.startswith(url)), key=len, default="")
    return [Way(label, url, url == here, unread if url == "/inbox/" else 0) for label, url in open_to]

"""What exchange decides with values in hand: what a key may, rests between tries, signatures, addresses."""

import hashlib
import hmac
import ipaddress
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

REPORT, READ, HOOKS = "open311.report", "open311.read", "hooks"
REACHES = {
    REPORT: "替居民反映事情,查自己反映的事",
    READ: "看辖区里的事和原话(不含联系方式,不含涉及具体人的事)",
    HOOKS: "事情有进展时收到通知",
}
EVENTS = {
    "matter.reported": "有人反映了一件事",
    "matter.accepted": "有人接了",
    "matter.passed_up": "报给了上一级",
    "matter.climbed": "超期,自动报给了上一级",
    "matter.answered": "有了答复",
    "matter.confirmed": "办结",
    "matter.reopened": "要求重办",
    "matter.withdrawn": "撤回",
    "matter.mediated": "转去调解",
}
WIDTHS = {4: "市", 6: "区", 9: "街道", 12: "社区"}
LONGEST_LIFE = timedelta(days=730)
A_MINUTE = 60  # requests of a key, unless it says otherwise
OPENLY = 120  # requests a minute of one address without a key

ON, PAUSED, REMOVED = "on", "paused", "removed"
HOOK_STATES = {ON: "在用", PAUSED: "已暂停", REMOVED: "已停用"}
WAITING, DELIVERED, FAILED = "waiting", "delivered", "failed"
DELIVERY_STATES = {WAITING: "等着送", DELIVERED: "已送到", FAILED: "没有送到"}
RESTS = tuple(
    timedelta(minutes=minutes) for minutes in (0.25, 1, 5, 15, 30, 60, 120, 240, 360, 360, 360)
)  # 25 hours and a half in all, jitter not counted
TIMEOUT = 5.0  # seconds for the whole of an answer
TWO_VALID = timedelta(days=1)  # old and new signing secret
KEPT = timedelta(days=30)  # deliveries
MOST_HOOKS = 10  # of a key


class NotPossible(ValueError):
    """What was asked does not fit; `words` say what to do instead."""

    status = 422

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def digest(secret: str) -> str:
    """Return what is kept of a key's secret: it has 160 random bits, so a fast digest is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def rest_after(tries: int) -> timedelta | None:
    """Return how long to rest after so many tries, None when it is enough."""
    return RESTS[tries - 1] if tries <= len(RESTS) else None


def signature(secrets: Iterable[str], at: datetime, body: str) -> str:
    """Return the header `t=…,v1=…`: HMAC-SHA256 of "t.body" in hex, one v1 for each secret that is valid now."""
    seconds = int(at.timestamp())
    signed = f"{seconds}.{body}".encode()
    signs = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={seconds}", *(f"v1={sign}" for sign in signs)])


def is_genuine(header: str, secret: str, body: str, at: datetime, within: timedelta) -> bool:
    """Say what a receiver has to ask: one of the signatures fits, and it was signed not long ago."""
    parts = [part.partition("=")[::2] for part in header.split(",")]
    seconds = next((value for name, value in parts if name == "t"), "")
    if not seconds.isdecimal() or abs(at.timestamp() - int(seconds)) > within.total_seconds():
        return False
    expected = hmac.new(secret.encode(), f"{seconds}.{body}".encode(), hashlib.sha256).hexdigest()
    return any(name == "v1" and hmac.compare_digest(value, expected) for name, value in parts)


def clean_address(url: str, *, inside: Iterable[str]) -> str:
    """Return an address to which messages may go; `inside`: hosts of one's own net, also without encryption.

    Raises: NotPossible.
    """
    parts = urlsplit(url.strip())
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError as fault:
        raise NotPossible("网址里的端口写错了。请从对方那里复制一遍。") from fault
    if not host or parts.username or parts.password or parts.fragment or not url.isascii():
        raise NotPossible("请写完整的网址,比如 https://example.cn/hooks,里面不要有账号、口令和空格。")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in set(inside)):
        raise NotPossible("网址要以 https:// 开头,不加密的网址不能收通知。")
    if port not in (None, 443) and port < 1024 and host not in set(inside):
        raise NotPossible("网址里的端口要是 443,或者 1024 以上的。")
    return parts.geturl()


def is_outside(address: str) -> bool:
    """Say whether a resolved address lies in the open net: no loopback, no private, no reserved one."""
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_global and not found.is_multicast

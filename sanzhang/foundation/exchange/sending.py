"""One request to a foreign address, with everything kept out that an address can do to the house.

The name is resolved here, each of its addresses must lie in the open net, and the connection goes to the address
that was looked at, so that a name can't change in between. No redirect is followed, and no answer is read.
"""

import http.client
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Timer
from urllib.parse import urlsplit

from sanzhang.foundation.exchange import rules


@dataclass(frozen=True)
class Outcome:
    """How a try ended: the HTTP status, or None where nobody answered, and what was wrong in words."""

    status: int | None
    words: str = ""

    @property
    def is_there(self) -> bool:
        """Say whether the receiver took it: any 2xx."""
        return self.status is not None and 200 <= self.status < 300


def send(url: str, body: str, heads: dict[str, str], *, inside: Iterable[str]) -> Outcome:
    """POST a JSON body to `url` within five seconds in all; `inside`: hosts of one's own net that may be meant."""
    parts = urlsplit(url)
    host, is_safe = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_safe else 80)
    try:
        address = _address_of(host, port, may_be_inside=host in set(inside))
    except OSError:
        return Outcome(None, "找不到这个网址")
    if address is None:
        return Outcome(None, "这个网址指到内网,不能送")
    path = parts.path or "/"
    path += f"?{parts.query}" if parts.query else ""
    heads = {"Content-Type": "application/json", "User-Agent": "Sanzhang-Hooks/1", **heads}
    try:
        return _post(_open(address, host, port, is_safe), path, body.encode(), heads)
    except ssl.SSLError:
        return Outcome(None, "对方的证书不对")
    except (OSError, http.client.HTTPException):
        return Outcome(None, "对方没有回应")


def _address_of(host: str, port: int, *, may_be_inside: bool) -> str | None:
    """Return an address of a host; None if any of its addresses lies inside. Raises: OSError."""
    found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not may_be_inside and not all(rules.is_outside(one) for one in found):
        return None
    return found[0]


def _open(address: str, host: str, port: int, is_safe: bool) -> http.client.HTTPConnection:
    link = http.client.HTTPConnection(host, port, timeout=rules.TIMEOUT)
    opened = socket.create_connection((address, port), rules.TIMEOUT)
    if is_safe:
        try:
            opened = ssl.create_default_context().wrap_socket(opened, server_hostname=host)
        except OSError:
            opened.close()
            raise
    link.sock = opened
    return link


def _post(link: http.client.HTTPConnection, path: str, body: bytes, heads: dict[str, str]) -> Outcome:
    # A timeout counts for each piece; who answers a sign at a time is cut off as a whole.
    watch = Timer(rules.TIMEOUT, _cut, [link.sock])
    watch.daemon = True
    watch.start()
    try:
        link.request("POST", path, body, heads)
        status = link.getresponse().status
    finally:
        watch.cancel()
        link.close()
    if 300 <= status < 400:
        return Outcome(status, "对方要转到别的网址,不跟过去")
    return Outcome(status, "" if status < 300 else f"对方回答 {status}")


def _cut(opened: socket.socket) -> None:
    try:
        opened.shutdown(socket.SHUT_RDWR)
    except OSError:
        return

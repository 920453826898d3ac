"""What somebody without a part gets to see: nothing, and nothing breaks."""

import json

import pytest

from tests.screens import addresses

pytestmark = pytest.mark.journey
OPEN_TO_ALL = ("", "外人")
HIS_OWN = (
    "/desk/",
    "/me/",
    "/inbox/",
    "/posts/mine/",
    "/posts/bodies/mine/",
    "/rotation/mine/",
    "/rotation/handover/",
)
HIS_OWN_LISTS = (
    "/offline/",
    "/matters/unsent/",
    "/mediation/",
)  # these addresses alone; empty for a stranger


def test_a_stranger_gets_no_page_of_anybody(open_page, demo):
    page = open_page("外人")
    seen = []
    for name, who, path in addresses(demo):
        answer = page.request.get(demo.url + path, max_redirects=0)
        assert answer.status < 500, f"{name} {path} broke"
        own = path.startswith(HIS_OWN) or path in HIS_OWN_LISTS
        if who and not own and answer.status == 200:
            seen.append(f"{name} {path}")

    assert not seen, seen


def test_no_address_breaks_whoever_asks(open_page, demo):
    routes = json.loads(demo.manage("routes", "--json"))
    broken = []
    for who in ("", "外人", "张桂兰", "刘敏"):
        page = open_page(who)
        for route in routes:
            path = "/" + str(route.get("path") or route.get("url")).lstrip("/")
            for old, new in (("<int:", "1"), ("<str:", "x"), ("{", "1")):
                while old in path:
                    end = path.index(">" if old != "{" else "}", path.index(old))
                    path = path[: path.index(old)] + new + path[end + 1 :]
            for method in ("get", "post"):
                answer = getattr(page.request, method)(demo.url + path, max_redirects=0)
                if answer.status >= 500 and path not in ("/readyz",):
                    broken.append(f"{method} {path} as {who or 'nobody'}: {answer.status}")

    assert not broken, "\n".join(broken)

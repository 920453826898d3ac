"""The demo's people: the cast of the house, and neighbours by seed. All invented; numbers from a range kept for fiction."""

import random
from base64 import b32encode
from hashlib import sha256
from typing import Any, NamedTuple

from sanzhang.web.demo.words import GIVEN, SURNAMES

PASSWORD = "sanzhang-demo-2026"  # noqa: S105 — of the demo only, shown on its page


class Part(NamedTuple):
    """One of the cast: name, role in words, kind of post, login of an office."""

    name: str
    role: str
    kind: str = ""
    login: str = ""


OFFICES = (
    Part("刘敏", "社区工作者", "community_worker", "liumin"),
    Part("孙立", "街道工作者", "street_worker", "sunli"),
    Part("周航", "部门工作者(区城管局)", "department_worker", "zhouhang"),
    Part("何雪", "区级工作者", "district_worker", "hexue"),
    Part("吴静", "市级工作者", "city_worker", "wujing"),
    Part("郑岚", "审计员", "auditor", "zhenglan"),
    Part("钱程", "系统管理员", "system_administrator", "qiancheng"),
    Part("高远", "社区党组织书记", "community_worker", "gaoyuan"),
)
LEADERS = (
    Part("张桂兰", "单元长(桐荫家园12栋2单元)", "unit_leader"),
    Part("李志国", "楼栋长(桐荫家园12栋)", "building_leader"),
    Part("王芳", "网格长(第3网格)", "grid_leader"),
)
RESIDENTS = (
    Part("陈晨", "居民(桐荫家园12栋2单元302)"),
    Part("赵强", "物业公司职员"),
    Part("外人", "与本社区无关的人"),
)


def phone(number: int) -> str:
    """Return the phone of the demo's person `number`: 138 0000 0001 and on."""
    return f"1380000{number:04d}"


def totp_secret(login: str) -> str:
    """Return the second factor of a demo login, the same at each build."""
    return b32encode(sha256(f"sanzhang demo {login}".encode()).digest()[:20]).decode()


def neighbours(count: int, seed: int) -> list[tuple[str, str]]:
    """Return `count` (name, phone) pairs, names of two or three signs."""
    rng = random.Random(seed)  # noqa: S311 — names for show
    return [(rng.choice(SURNAMES) + rng.choice(GIVEN), phone(1000 + number)) for number in range(count)]


def told(public_url: str, tokens: dict[str, str], pages: dict[str, str]) -> dict[str, Any]:
    """Return what `./sz demo --users-json` prints: everybody with sign-in, role and secrets, and pages to try."""
    users: list[dict[str, Any]] = []
    for number, part in enumerate((*LEADERS, *RESIDENTS), start=1):
        users.append(
            {"name": part.name, "role": part.role, "kind": part.kind or "resident", "phone": phone(number)}
        )
    for number, part in enumerate(OFFICES, start=11):
        users.append(
            {
                "name": part.name,
                "role": part.role,
                "kind": part.kind,
                "phone": phone(number),
                "login": part.login,
                "password": PASSWORD,
                "totp_secret": totp_secret(part.login),
            }
        )
    plaques = {name: f"{public_url}/u/{token}" for name, token in tokens.items()}
    return {
        "users": users,
        "pages": plaques | {name: f"{public_url}{address}" for name, address in pages.items()},
        "outbox": f"{public_url}/outbox/",
        "sign_in": f"{public_url}/sign-in/",
    }

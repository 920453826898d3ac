"""Fill an empty database with a city's posts for `benchmarks/posts.py`; print addresses and sessions as one JSON line.

12 districts, 84 streets, 504 communities, each with 8 grids, 72 buildings of 4 estates and about 245 units: 164,000
posts; who sat there since 2008, six times a post: 1,000,000 tenures. One post in twelve is vacant, a third of the
terms are open, one seating in a hundred is agreed ahead; 150,000 persons, whose names are Chinese names.
"""

import itertools
import json
import os
import random
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanzhang.web.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.fill import place, session
from sanzhang.foundation.people.models import Person
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.posts.queries.lists import vacant
from sanzhang.organisation.territory.models import Place

NOW = timezone.now()
BEGAN = datetime(2008, 1, 1, 16, tzinfo=UTC)
DAY = timedelta(days=1)
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉红建文辉力志国梅琴云飞鑫宇晨佳慧欣雨"
OFFICES = {"community": rules.COMMUNITY, "street": rules.STREET, "district": rules.DISTRICT}
MEASURED_AT = ("district", "street", "community", "grid", "estate")
KIND_AT = {**rules.LEADER_OF, **OFFICES, "city": rules.CITY}


def territory(rng: random.Random, communities: int) -> Iterator[Place]:
    """Yield a city's places, parents first."""
    city = place("city", "2201", "长春市", None, None, 1)
    yield city
    for number in range(communities):
        district_number, street_number = number // 42, number // 6
        if number % 42 == 0:
            path = f"2201{district_number + 1:02d}"
            district = place("district", path, f"测试{district_number + 1}区", city, None, district_number)
            yield district
        if number % 6 == 0:
            path = f"{district.path}{street_number % 7 + 1:03d}"
            street = place("street", path, f"测试{street_number + 1}街道", district, None, street_number)
            yield street
        name = f"{rng.choice(FAMILY)}家{rng.choice(GIVEN)}苑社区"
        yield from _community(
            rng, place("community", f"{street.path}{number % 6 + 1:03d}", name, street, None, number)
        )


def _community(rng: random.Random, community: Place) -> Iterator[Place]:
    yield community
    estates = [
        place("estate", f"{community.path}E{e:02d}", f"{a}{b}花园", community, community, e)
        for e, (a, b) in enumerate((rng.sample(GIVEN, 2) for _ in range(4)), start=1)
    ]
    yield from estates
    for g in range(1, 9):
        grid = place("grid", f"{community.path}{g:03d}", f"第{g}网格", community, community, g)
        yield grid
        for b in range(1, 10):
            house = g * 9 + b - 9
            building = place("building", f"{grid.path}{b:05d}", f"{house}栋", grid, community, house)
            building.estate = estates[(g - 1) // 2]
            yield building
            for u in range(1, rng.choice((2, 3, 3, 4, 5)) + 1):
                yield place("unit", f"{building.path}{u:02d}", f"{u}单元", building, community, u)


def persons(rng: random.Random, count: int) -> list[Person]:
    """Make persons with names as people bear them; the first two are the workers who look."""
    made = []
    for number in range(count):
        name = rng.choice(FAMILY) + rng.choice(GIVEN) + rng.choice(GIVEN)
        person = Person(name=name, phone=f"13{number:09d}", enrolled_at=BEGAN)
        person.phone_verified_at = person.last_used_at = NOW
        person.password = "!"
        made.append(person)
    keep(Person, made)
    return made


Sitting = tuple[datetime, datetime | None]


def life(index: int, kind: str, each: float) -> list[Sitting]:
    """Return who sat in a post and when, without overlaps, the same for the same index; an office's never ends."""
    if kind not in rules.LEADERS:
        return [(BEGAN, None)]
    rng = random.Random(index)
    number = rng.choice((int(each) - 1, int(each), int(each), int(each) + 1, int(each) + 1))
    cuts = sorted(rng.sample(range(6700), number))
    found: list[Sitting] = []
    for cut, following in itertools.pairwise([*cuts, None]):
        ends_at = (
            BEGAN + max(following - rng.choice((0, 0, 0, 3, 20)), cut + 1) * DAY if following else _end(rng)
        )
        found.append((BEGAN + cut * DAY, ends_at))
    if ends_at and rng.random() < 0.03:
        found.append((max(ends_at, NOW + 20 * DAY), None))
    return found


def _end(rng: random.Random) -> datetime | None:
    share = rng.random()
    if share < 1 / 12:
        return NOW - timedelta(hours=rng.randint(1, 4000))
    return NOW + timedelta(hours=rng.randint(1, 24_000)) if share < 0.7 else None


def vacant_since(sittings: list[Sitting]) -> datetime | None:
    """Return the first instant from now on at which nobody sits there, as `note_vacancy` keeps it."""
    vacant: datetime | None = max((end for _, end in sittings if end and end <= NOW), default=BEGAN)
    until: datetime | None = NOW
    for starts_at, ends_at in sittings:
        if (ends_at is None or ends_at > NOW) and until is not None and starts_at <= until:
            vacant = until = ends_at
    return vacant


def posts(places: Iterable[Place], each: float) -> list[Post]:
    """Open a post at each place that has one."""
    made = [
        Post(community_id=node.community_id, kind=KIND_AT[node.kind], place=node, opened_at=BEGAN)
        for node in places
        if node.kind in KIND_AT
    ]
    for index, chair in enumerate(made):
        chair.vacant_since = vacant_since(life(index, chair.kind, each))
    keep(Post, made)
    return made


def tenures(rng: random.Random, chairs: list[Post], people: list[Person], each: float) -> Iterator[Tenure]:
    """Yield all sittings of all posts; one in fifty is acting."""
    offices = iter(people)  # each has one post; who leads, has several in so long a time
    leaders = people[1000:]
    for index, chair in enumerate(chairs):
        for starts_at, ends_at in life(index, chair.kind, each):
            yield Tenure(
                community_id=chair.community_id,
                post=chair,
                person=next(offices) if chair.kind not in rules.LEADERS else rng.choice(leaders),
                starts_at=starts_at,
                ends_at=ends_at,
                is_acting=rng.random() < 0.02,
            )


def keep(model: type[models.Model], rows: Iterable[models.Model], size: int = 2000) -> None:
    """Insert rows in portions."""
    rows = iter(rows)
    while portion := list(islice(rows, size)):
        model._default_manager.bulk_create(portion)


def addresses(people: list[Person], places: list[Place]) -> dict[str, str]:
    """Return what is measured, name → address."""
    first = {}
    for kind in MEASURED_AT:
        of_kind = [node for node in places if node.kind == kind]
        first[kind] = of_kind[len(of_kind) // 2]
    found = vacant(Post.objects.filter(closed_at=None), NOW).order_by("vacant_since", "id")
    deep = list(found[6000:6001]) or [found.last()]
    after = f"{deep[0].vacant_since.astimezone(UTC).isoformat()}~{deep[0].pk}".replace("+", "%2B")
    gaps = "/posts/?state=vacant"
    areas = {f"vacant, of a {kind}": f"{gaps}&area={first[kind].pk}" for kind in MEASURED_AT[:4]}
    middle = places[len(places) // 2].path
    return {
        "vacant, first page": gaps,
        "vacant, deep page": f"{gaps}&after={after}",
        **areas,
        "vacant, grid leaders": f"{gaps}&kind=grid_leader",
        "vacant, unit leaders": f"{gaps}&kind=unit_leader",
        "vacant, 12栋": f"{gaps}&q=12栋",
        "vacant, an estate": f"{gaps}&q={first['estate'].name}",
        "a leader's name": f"/posts/?q={people[len(people) // 2].name}",
        "no such words": f"{gaps}&q=没有这里",
        "all posts, first page": "/posts/?as=list",
        "all posts, deep page": f"/posts/?as=list&after={middle}~1",
        "held, first page": "/posts/?state=held",
        "acting, first page": "/posts/?state=acting",
        "tree of the city": "/posts/",
        "tree of a district": f"/posts/?area={first['district'].pk}",
        "tree of a community": f"/posts/?area={first['community'].pk}",
        "export of a community": f"/posts/export/?area={first['community'].pk}",
        "desk": "/desk/",
        "year of posts": "/year/",
    }


def count_queries(cookie: str, wanted: dict[str, str]) -> dict[str, tuple[int, int, int]]:
    """Return name → (status, queries, bytes) of each address, asked in this process."""
    client = Client(headers={"cookie": cookie})
    found = {}
    for name, address in wanted.items():
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            answer = client.get(address)
        found[name] = (answer.status_code, len(caught), len(answer.content))
    return found


def main() -> None:
    """Fill and tell."""
    communities, count = int(sys.argv[1]), int(sys.argv[2])
    began, rng = time.monotonic(), random.Random(4)
    call_command("migrate", verbosity=0)
    call_command("bundle")
    call_command("collectstatic", interactive=False, verbosity=0)
    places = list(territory(rng, communities))
    keep(Place, places)
    people = persons(rng, max(count * 150 // 1000, 2000))
    each = count / sum(node.kind in KIND_AT for node in places)
    chairs = posts(places, each)
    keep(Tenure, tenures(rng, chairs, people, each))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    filled = time.monotonic() - began
    city = Tenure.objects.get(post__kind=rules.CITY).person
    wanted, cookie = addresses(people, places), session(city)
    facts = {
        "seconds": round(filled),
        "posts": Post.objects.count(),
        "tenures": Tenure.objects.count(),
        "vacant": vacant(Post.objects.all(), NOW).count(),
        "cookie": cookie,
        "addresses": wanted,
        "queries": count_queries(cookie, wanted),
    }
    print(json.dumps(facts))

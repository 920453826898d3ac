"""Fill an empty database for `benchmarks/matters.py`; print tokens and sessions as one JSON line.

One street of 8 communities, each with 8 grids, 96 buildings, 288 units; every post held; N closed and open matters.
"""

import json
import os
import random
import sys
from datetime import datetime, timedelta
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanzhang.web.settings")

import django

django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from sanzhang.duties.matters.models import Matter, MatterStep
from sanzhang.foundation.jobs import queries as jobs
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.records.ids import new_code
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.territory.models import Place

CITY = "2201"
NOW = timezone.now()
SINCE = NOW - timedelta(days=400)
LEADER = {
    "unit": "unit_leader",
    "building": "building_leader",
    "grid": "grid_leader",
    "community": "community_worker",
}


def place(
    kind: str, path: str, name: str, parent: Place | None, community: Place | None, number: int
) -> Place:
    """Return an unsaved place."""
    node = Place(
        kind=kind, path=path, name=name, parent=parent, number=number, opened_on=SINCE.date(), households=14
    )
    node.community_id = node.id if kind == "community" else community.id if community else None
    return node


def territory() -> list[Place]:
    """Make the street and all below it."""
    city = place("city", CITY, "长春市", None, None, 1)
    district = place("district", CITY + "02", "南关区", city, None, 1)
    street = place("street", CITY + "02098", "和润街道", district, None, 1)
    made = [city, district, street]
    for c in range(1, 9):
        community = place("community", f"{street.path}{c:03d}", f"测试{c}社区", street, None, c)
        made.append(community)
        for g in range(1, 9):
            grid = place("grid", f"{community.path}{g:03d}", f"第{g}网格", community, community, g)
            made.append(grid)
            for b in range(1, 13):
                building = place("building", f"{grid.path}{b:05d}", f"{b}栋", grid, community, b)
                made.append(building)
                made += [
                    place("unit", f"{building.path}{u:02d}", f"{u}单元", building, community, u)
                    for u in range(1, 4)
                ]
    Place.objects.bulk_create(made, batch_size=500)
    return made


def people(places: list[Place]) -> dict[str, Person]:
    """Seat somebody on every post; return one worker of each level."""
    posts, tenures, persons, first = [], [], [], {}
    kinds = {**LEADER, "street": "street_worker", "city": "city_worker"}
    for node in places:
        if node.kind not in kinds:
            continue
        person = Person(
            name="测试",
            phone=f"139{len(persons):08d}",
            enrolled_at=SINCE,
            phone_verified_at=NOW,
            last_used_at=NOW,
        )
        person.set_unusable_password()
        post = Post(community_id=node.community_id, kind=kinds[node.kind], place=node, opened_at=SINCE)
        persons.append(person)
        posts.append(post)
        tenures.append(Tenure(community_id=node.community_id, post=post, person=person, starts_at=SINCE))
        first.setdefault(post.kind, person)
    Person.objects.bulk_create(persons, batch_size=500)
    Post.objects.bulk_create(posts, batch_size=500)
    Tenure.objects.bulk_create(tenures, batch_size=500)
    return first


# What people say, and how often in ten thousand: common words, rarer ones, one in a thousand, one in ten thousand.
SAID = (
    (4000, "楼道灯坏了,晚上看不清,麻烦来看一下。", "facility"),
    (2500, "垃圾桶满了好几天没有人清,味道很大。", "environment"),
    (1500, "物业收费不公开,问了几次没有答复。", "property"),
    (1000, "电梯停在三楼不动,老人上不去。", "safety"),
    (500, "楼上夜里声音大,孩子睡不着。", "neighbours"),
    (300, "厨房屋顶漏水,墙皮掉了一片。", "facility"),
    (150, "消防通道停了车,救护车进不来。", "safety"),
    (39, "想请社区组织老人量血压。", "needs"),
    (10, "广场上的健身器材缺了一根横杆。", "culture"),
    (1, "井盖翘起来一角,有人绊倒了。", "safety"),
)
RUNGS = ("unit_leader",) * 14 + (
    "building_leader",
    "building_leader",
    "grid_leader",
    "community_worker",
    "street_worker",
)
WIDTHS = {
    "unit_leader": 22,
    "building_leader": 20,
    "grid_leader": 15,
    "community_worker": 12,
    "street_worker": 9,
}


def matters(units: list[Place], count: int) -> None:
    """Make `count` matters with one step each, spread over a year and all units; PostgreSQL by COPY."""
    rng = random.Random(3)
    shares, words = [share for share, *_ in SAID], [(said, topic) for _, said, topic in SAID]
    made: list[Matter] = []
    for number in range(count):
        unit, at = rng.choice(units), SINCE + timedelta(seconds=number * 31_536_000 / count)
        said, topic = rng.choices(words, shares)[0]
        state = rng.choices(
            ("closed", "waiting", "accepted", "answered", "withdrawn", "paused"), (940, 25, 15, 10, 8, 2)
        )[0]
        rung, is_open = rng.choice(RUNGS), state in ("waiting", "accepted", "paused")
        matter = Matter(
            community_id=unit.community_id,
            place=unit,
            path=unit.path,
            words=said,
            topic=topic,
            kind="emergency" if rng.random() < 0.001 else "ordinary",
            state=state,
            ending="solved" if state in ("closed", "answered") else "",
            rung=rung,
            rung_path=unit.path[: WIDTHS[rung]],
            reported_at=at,
            rung_at=at,
            due_at=NOW + timedelta(hours=rng.randint(-40, 60)) if is_open else None,
            outward_due_at=at + timedelta(days=7),
            answered_at=at if state in ("closed", "answered") else None,
            closed_at=at if state == "closed" else None,
        )
        made.append(matter)
        if len(made) == 20_000 or number == count - 1:
            put_in(made)
            made.clear()


def put_in(made: list[Matter]) -> None:
    """Insert matters with their first steps."""
    steps = [
        MatterStep(
            community_id=matter.community_id,
            matter=matter,
            seq=1,
            step="report",
            at=matter.reported_at,
            state="waiting",
            words=matter.words,
        )
        for matter in made
    ]
    for rows in (made, steps):
        if connection.vendor == "postgresql":
            copy(rows)
        else:
            type(rows[0]).objects.bulk_create(rows, batch_size=500)


def copy(rows: list) -> None:
    """Insert rows of one model by COPY."""
    fields = type(rows[0])._meta.local_concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    statement = f'COPY "{type(rows[0])._meta.db_table}" ({columns}) FROM STDIN'
    with connection.cursor() as cursor, cursor.copy(statement) as out:
        for row in rows:
            values = (field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields)
            out.write_row([json.dumps(value.obj) if hasattr(value, "obj") else value for value in values])


def session(person: Person) -> str:
    """Return the cookie of a signed-in session."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store["signed_in_at"] = datetime.now().timestamp()
    store.save()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def main() -> None:
    """Fill and tell."""
    call_command("migrate", verbosity=0)
    call_command("bundle")
    call_command("collectstatic", interactive=False, verbosity=0)
    places = territory()
    first = people(places)
    units = [node for node in places if node.kind == "unit"]
    matters(units, int(sys.argv[1]))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    middle = Matter.objects.order_by("id").values_list("id", flat=True)[int(sys.argv[1]) // 2]
    facts = {
        "tokens": [unit.token for unit in random.Random(1).sample(units, 400)],
        "sessions": {
            kind: session(first[kind])
            for kind in ("unit_leader", "community_worker", "street_worker", "city_worker")
        },
        "middle": middle,
        "tasks": len(jobs.listeners_of("matter.reported")),
        "grid": next(node.path for node in places if node.kind == "grid"),
        "note": new_code(4),
    }
    print(json.dumps(facts))


if __name__ == "__main__":
    main()

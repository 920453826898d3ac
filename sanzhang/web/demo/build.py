"""Building the demo: the territory from its file, the leaders on their posts, and a year of life."""

import json
import random
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from sanzhang.duties.notices import actions as notices
from sanzhang.duties.residents import actions as residents
from sanzhang.foundation.figures import actions as figures
from sanzhang.foundation.jobs.actions import nobody_listens
from sanzhang.foundation.paper.tables import read_tables
from sanzhang.foundation.paper.workbooks import Table, write_workbook
from sanzhang.foundation.people import actions as people
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM
from sanzhang.mechanisms.plaques import actions as plaques
from sanzhang.mechanisms.plaques import queries as plaque_queries
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.territory import actions as territory
from sanzhang.organisation.territory.actions import import_buildings
from sanzhang.organisation.territory.models import Household, Place
from sanzhang.organisation.territory.rules.buildings_table import read_buildings
from sanzhang.web.demo import cast, estates, words
from sanzhang.web.demo.bodies import bodies
from sanzhang.web.demo.departments import departments
from sanzhang.web.demo.exchange import fill as exchange
from sanzhang.web.demo.feedback import fill as feedback
from sanzhang.web.demo.intake import fill as intake
from sanzhang.web.demo.life import Life
from sanzhang.web.demo.mediation import fill as mediation
from sanzhang.web.demo.members import enter_members
from sanzhang.web.demo.offline import offline
from sanzhang.web.demo.plans import plans
from sanzhang.web.demo.supervision import fill as supervision
from sanzhang.web.demo.work import Work
from sanzhang.web.demo.year import live_a_year

SEED = 20200320  # the day of the document
HELD = 0.955  # of the posts; the rest are vacant, as everywhere
CONSENT_NAME, CONSENT_PHONE = 0.97, 0.72
FOLDER = "demo"


class AlreadyBuilt(Exception):
    """There is a community already; the demo is built in an empty database only."""


@transaction.atomic
def build(*, at: datetime) -> dict[str, Any]:
    """Build everything as of `at` and return what is told of its people; also written to DATA_DIR/demo/users.json."""
    if Place.objects.exists():
        raise AlreadyBuilt()
    rng = random.Random(SEED)  # noqa: S311 — a demo that can be repeated
    began = _morning(at, 400)
    with nobody_listens():
        community = _territory(began)
        offices = _offices(community, began, at)
        _leaders(community, rng, began, at)
        enter_members(community, began)
        resident = _residents(community, began, at)
        live_a_year(community, rng, at=at, resident=resident)
        _notices(community, offices["liumin"], at)
        plans(community, offices["liumin"], at)
        bodies(community, offices, began, at)
        departments(community, offices["liumin"], at)
        _plaques(community, rng, offices["liumin"], at)
        pages = Life(community, offices, rng, at).live() | Work(community, at).fill()
        pages |= intake(community, offices["liumin"], at)
        pages |= supervision(community, offices["liumin"], at)
        pages |= feedback(community, offices["liumin"], at)
        pages |= offline(community, at)
        mediation(community, at)
        exchange(community, offices["wujing"], at)
    figures.fold(by=SYSTEM, at=at)
    return _tell(community, pages)


def _morning(at: datetime, days_ago: int, hour: int = 9) -> datetime:
    day = timezone.localdate(at) - timedelta(days=days_ago)
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / FOLDER
    folder.mkdir(exist_ok=True)
    return folder


def _territory(began: datetime) -> Place:
    parent: Place | None = None
    for kind, (path, name) in zip(
        ("city", "district", "street", "community"),
        (estates.CITY, estates.DISTRICT, estates.STREET, estates.COMMUNITY),
        strict=True,
    ):
        more: dict[str, Any] = {"duty_phone": "0431-81234567"} if kind == "community" else {}
        parent = territory.add_place(parent, kind=kind, name=name, path=path, by=SYSTEM, at=began, **more)
    assert parent is not None  # noqa: S101
    file = _folder() / "桐荫社区楼栋表.xlsx"
    file.write_bytes(write_workbook([Table("楼栋", estates.HEADERS, estates.rows())]))
    table = read_buildings(read_tables(file.read_bytes(), file.name))
    import_buildings(parent, table, by=SYSTEM, at=began)
    parent.refresh_from_db()
    return parent


def _person(name: str, phone: str, began: datetime, at: datetime, **more: Any) -> Person:
    person = people.enrol(name=name, phone=phone, by=SYSTEM, at=began, **more)
    Person.objects.filter(pk=person.pk).update(last_used_at=at, phone_verified_at=began)
    person.refresh_from_db()
    return person


def _offices(community: Place, began: datetime, at: datetime) -> dict[str, Person]:
    places = {
        place.path: place for place in Place.objects.filter(path__in=["2201", "220102", estates.STREET[0]])
    }
    where = {
        "community_worker": community,
        "street_worker": places[estates.STREET[0]],
        "department_worker": places["220102"],
        "district_worker": places["220102"],
    }
    found = {}
    for number, part in enumerate(cast.OFFICES, start=11):
        person = _person(part.name, cast.phone(number), began, at, login=part.login)
        people.set_password(person, password=cast.PASSWORD, by=SYSTEM, at=began)
        people.set_totp(person, by=SYSTEM, at=began, secret=cast.totp_secret(part.login))
        place = where.get(part.kind, places["2201"])
        title = "南关区城管局值班" if part.kind == "department_worker" else ""
        second = 2 if part.login == "gaoyuan" else 1
        title = "桐荫社区党组织书记" if second == 2 else title
        post = posts.open_post(place, kind=part.kind, title=title, number=second, by=SYSTEM, at=began)
        posts.seat(post, person=person, starts_at=began, way="appointment", by=SYSTEM, at=began)
        found[part.login] = person
    return found


def _leaders(community: Place, rng: random.Random, began: datetime, at: datetime) -> None:
    posts.open_missing(community, by=SYSTEM, at=began)
    chosen = dict(_cast_posts(community))
    all_posts = list(
        Post.objects.filter(community=community, kind__in=cast_kinds()).select_related("place__parent")
    )
    all_posts.sort(key=lambda post: post.place.path)
    pairs = cast.neighbours(len(all_posts), SEED)
    held = [post for post in all_posts if post.pk in chosen or rng.random() < HELD]
    persons = people.enrol_many(pairs[: len(held)], by=SYSTEM, at=began)
    Person.objects.filter(pk__in=[person.pk for person in persons]).update(last_used_at=at)
    for number, part in enumerate(cast.LEADERS, start=1):
        chosen_post = next(post_id for post_id, kind in chosen.items() if kind == part.kind)
        chosen[chosen_post] = _person(part.name, cast.phone(number), began, at)
    for post, neighbour in zip(held, persons, strict=True):
        person = chosen.get(post.pk, neighbour)
        _seat(post, person, rng, began)
    for post in all_posts:
        if post not in held and rng.random() < 0.6:
            _left(post, rng, began, at)


def cast_kinds() -> tuple[str, ...]:
    """Return the kinds of leaders' posts."""
    return ("grid_leader", "building_leader", "unit_leader")


def _cast_posts(community: Place) -> Iterator[tuple[int, Any]]:
    building = Place.objects.get(community=community, kind="building", name="12栋", estate__name="桐荫家园")
    unit = Place.objects.get(parent=building, number=2)
    for place, kind in (
        (unit, "unit_leader"),
        (building, "building_leader"),
        (building.parent, "grid_leader"),
    ):
        yield Post.objects.get(place=place, kind=kind).pk, kind


def _seat(post: Post, person: Person, rng: random.Random, began: datetime) -> None:
    acting = rng.random() < 0.03 and person.phone >= cast.phone(1000)
    way = (
        "appointment"
        if post.kind == "grid_leader"
        else rng.choice(["recommendation", "election", "self_nomination"])
    )
    posts.seat(post, person=person, starts_at=began, way=way, is_acting=acting, by=SYSTEM, at=began)
    if rng.random() < CONSENT_NAME or person.phone < cast.phone(1000):
        people.consent(person, purpose="plaque.name", by=SYSTEM, at=began)
        if rng.random() < CONSENT_PHONE:
            people.consent(person, purpose="plaque.phone", by=SYSTEM, at=began)


def _left(post: Post, rng: random.Random, began: datetime, at: datetime) -> None:
    """Let somebody have sat here until some weeks ago, so that the vacancy has an age and a history."""
    name, _ = cast.neighbours(1, rng.randrange(10**6))[0]
    person = _person(name, cast.phone(5000 + rng.randrange(4000)), began, at)
    tenure = posts.seat(post, person=person, starts_at=began, by=SYSTEM, at=began)
    gone = _morning(at, rng.randrange(3, 150))
    posts.end_tenure(tenure, ends_at=gone, reason=rng.choice(["moved", "resignation"]), by=SYSTEM, at=gone)


def _residents(community: Place, began: datetime, at: datetime) -> Person:
    building = Place.objects.get(community=community, kind="building", name="12栋", estate__name="桐荫家园")
    unit = Place.objects.get(parent=building, number=2)
    found = {}
    for number, part in enumerate(cast.RESIDENTS, start=4):
        found[part.name] = _person(part.name, cast.phone(number), began, at)
    door = {household.number: household for household in Household.objects.filter(unit=unit)}
    residents.settle(found["陈晨"], household=door["302"], by=SYSTEM, at=began)
    zhang = Post.objects.get(place=unit, kind="unit_leader").tenures.select_related("person").first()
    if zhang:
        residents.settle(zhang.person, household=door["101"], by=SYSTEM, at=began)
    return found["陈晨"]


def _notices(community: Place, by: Person, at: datetime) -> None:
    grid = Place.objects.get(community=community, kind="grid", number=3)
    for days, (title, text) in zip((21, 9, 4, 1), words.NOTICES, strict=True):
        place = grid if "协商" in title else community
        notices.publish(place=place, title=title, words=text, by=by, at=_morning(at, days, 10))
    title, text = words.TO_EVERY_DOOR
    for one in Place.objects.filter(community=community, kind="grid", closed_on=None).order_by("-path")[1:]:
        notices.publish(
            place=one, title=title, words=text, by=by, at=_morning(at, 45, 9)
        )  # all grids but one


def _plaques(community: Place, rng: random.Random, by: Person, at: datetime) -> None:
    """Print one grid's plaques some weeks ago and put most of them up: what changed since is on the reprint list."""
    grid = Place.objects.get(community=community, kind="grid", number=3)
    then = _morning(at, 160, 15)
    run = plaques.ask_print(
        place=grid, paper="A4", kinds=["grid", "building", "unit"], only_changed=False, by=by, at=then
    )
    plaques.print_run(run, by=SYSTEM, at=then)
    for place in plaque_queries.places_with_plaques(grid.path):
        if rng.random() < 0.8:
            plaques.put_up(place, by=by, at=then + timedelta(days=2))


def _tell(community: Place, pages: dict[str, str]) -> dict[str, Any]:
    building = Place.objects.get(community=community, kind="building", name="12栋", estate__name="桐荫家园")
    unit = Place.objects.get(parent=building, number=2)
    told = cast.told(settings.PUBLIC_URL, {"桐荫家园12栋2单元": unit.token}, pages)
    told["community"] = {"name": community.name, "code": community.code, "households": community.households}
    (_folder() / "users.json").write_text(json.dumps(told, ensure_ascii=False, indent=1))
    return told

"""A year of matters: reported, answered, passed up, climbed, reopened; some still on their way."""

import random
from datetime import datetime, time, timedelta

from django.utils import timezone

from sanzhang.duties.catalogue import queries as kinds
from sanzhang.duties.matters import actions as matters
from sanzhang.duties.matters import queries as asked
from sanzhang.duties.matters import rules
from sanzhang.duties.matters.models import Matter
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Bearer
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.territory.models import Place
from sanzhang.web.demo import words
from sanzhang.web.demo.stories import KIND_OF, STORIES, Story

CLOSED_IN_A_YEAR, OPEN_NOW = 260, 26
HOUR = timedelta(hours=1)


def live_a_year(community: Place, rng: random.Random, *, at: datetime, resident: Person) -> None:
    """Let residents report for a year until `at`; the last days' matters stay open with running clocks."""
    units = list(Place.objects.filter(community=community, kind="unit").order_by("path"))
    for number in range(CLOSED_IN_A_YEAR):
        days_ago = 375 - number * 362 // CLOSED_IN_A_YEAR
        _whole_story(rng.choice(units), rng.choice(STORIES), rng, _some_time(at, days_ago, rng))
    for number in range(OPEN_NOW):
        story = STORIES[(number * 7) % len(STORIES)]
        _unfinished(rng.choice(units), story, rng, at - rng.randrange(1, 60) * HOUR, at)
    building = Place.objects.get(community=community, kind="building", name="12栋", estate__name="桐荫家园")
    unit = Place.objects.get(parent=building, number=2)
    for number, hours in ((0, 20), (3, 5), (23, 2)):
        _report(unit, STORIES[number], at - hours * HOUR)
    _report(unit, STORIES[7], at - 3 * HOUR, reporter=resident)
    matters.climb_overdue(by=SYSTEM, at=at)
    matters.confirm_silent(by=SYSTEM, at=at)


def _some_time(at: datetime, days_ago: int, rng: random.Random) -> datetime:
    day = timezone.localdate(at) - timedelta(days=days_ago)
    return timezone.make_aware(datetime.combine(day, time(rng.randrange(7, 21), rng.randrange(60))))


def _report(unit: Place, story: Story, at: datetime, reporter: Person | None = None) -> Matter:
    return matters.report_matter(
        place=unit,
        words=story.words,
        spot=story.spot,
        topic=words.TOPIC_OF.get(story.topic, story.topic),
        kind=story.kind,
        filed_as=kinds.by_code(KIND_OF[story]),
        reporter=reporter,
        by=reporter or Bearer.anyone(),
        at=at,
    )


def _holder(matter: Matter, at: datetime) -> Person | None:
    found = posts.holders(matter.rung, matter.rung_path, at)
    return next((tenure.person for tenure in found if tenure.person.has_live_powers(at)), None)


def _whole_story(unit: Place, story: Story, rng: random.Random, at: datetime) -> None:
    matter = _report(unit, story, at)
    reporter = Bearer.of("matter", matter.pk)
    now = at + rng.randrange(1, 8) * HOUR
    if rng.random() < 0.03:
        matters.withdraw(matter, by=reporter, at=now, words="自己解决了。")
        return
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2, 3))):
        holder = _holder(matter, now)
        if holder is None or matter.rung == rules.DEPARTMENT:
            break
        matters.pass_up(matter, words=story.handed_up, by=holder, at=now)
        now += rng.randrange(2, 20) * HOUR
    if rng.random() < 0.08:
        now = matter.due_at + HOUR if matter.due_at else now
        matters.climb_overdue(by=SYSTEM, at=now)
        matter.refresh_from_db()
    _answered(matter, story, rng, now, reporter)


def _answered(matter: Matter, story: Story, rng: random.Random, now: datetime, reporter: Bearer) -> None:
    holder = _holder(matter, now)
    if holder is None:
        return
    if rng.random() < 0.6 and matter.state == rules.WAITING:
        matters.accept(matter, words=words.ACCEPTED, by=holder, at=now)
        now += rng.randrange(1, 30) * HOUR
    matters.answer(matter, ending=story.ending, words=story.answer, by=holder, at=now)
    _looked_at(matter, now)
    now += rng.randrange(1, 40) * HOUR
    if matter.state == rules.ANSWERED and rng.random() < 0.07:
        matters.reopen(matter, words=rng.choice(words.REOPENED), by=reporter, at=now)
        holder, now = _holder(matter, now), now + 6 * HOUR
        if holder is None:
            return
        matters.answer(matter, ending="solved", words="又去了一次,这回修好了,请再看看。", by=holder, at=now)
        _looked_at(matter, now)
        now += 3 * HOUR
    if matter.state == rules.ANSWERED and rng.random() < 0.75:
        matters.confirm(matter, by=reporter, at=now)
        good = rng.random() < 0.85
        matters.rate(
            matter,
            rating=rng.choice((4, 5, 5)) if good else rng.choice((2, 3)),
            words=rng.choice(words.THANKS if good else words.UNHAPPY),
            by=reporter,
            at=now,
        )


def _looked_at(matter: Matter, now: datetime) -> None:
    """Let somebody else look, where the kind of matter asks for it, so that the answer goes out."""
    check = asked.running_check(matter)
    rungs = [rung for rung in rules.LADDER if rung != matter.rung] if check else []
    for rung in rungs:
        held = posts.holders(rung, rules.area_of(rung, matter.path), now)
        person = next((tenure.person for tenure in held if tenure.person.has_live_powers(now)), None)
        if check and person:
            matters.check(check, is_good=True, words="到现场看过,办好了。", by=person, at=now)
            break
    matter.refresh_from_db()


def _unfinished(unit: Place, story: Story, rng: random.Random, at: datetime, now: datetime) -> None:
    matter = _report(unit, story, at)
    later = min(at + 2 * HOUR, now)
    for _ in range(rng.choice((0, 0, 1, 1, 2, 3, 4))):
        holder = _holder(matter, later)
        if holder is None or matter.rung == rules.DEPARTMENT or later >= now:
            break
        matters.pass_up(matter, words=story.handed_up, by=holder, at=later)
        later = min(later + 3 * HOUR, now)
    holder = _holder(matter, later)
    if holder and rng.random() < 0.4:
        matters.accept(matter, words=words.ACCEPTED, by=holder, at=later)
    elif holder and rng.random() < 0.3:
        matters.answer(matter, ending=story.ending, words=story.answer, by=holder, at=later)

"""What a hand-over note says: drafted as references and figures, told to each reader as far as he may know (R15)."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sanzhang.duties.matters import queries as matters
from sanzhang.duties.matters import rules as matter_rules
from sanzhang.duties.matters.models import Matter
from sanzhang.duties.notices.models import Notice
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import next_path
from sanzhang.mechanisms.rotation import rules
from sanzhang.mechanisms.rotation.models import Handover
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts import rules as post_rules
from sanzhang.organisation.posts.models import Post, Tenure

MOST, NOTICES, DATES = 60, 10, 12


@dataclass(frozen=True)
class Line:
    """One line: in words, where it leads, what was said to the resident, what the old one adds."""

    words: str
    url: str = ""
    said: str = ""
    added: str = ""


@dataclass(frozen=True)
class Section:
    """A heading with its lines; `empty`: what to say when there are none."""

    heading: str
    lines: list[Line] = field(default_factory=list)
    empty: str = ""


def facts_of(ending: Tenure, at: datetime) -> dict[str, Any]:
    """Return references and figures of a tenure's work, as of `at` or of its end; no words of anybody."""
    assert ending.ends_at is not None  # noqa: S101 only what ends is handed over
    until = min(at, ending.ends_at)
    since = rules.work_since(ending.starts_at, ending.ends_at)
    area = ending.post.place.path
    still, done = matters.work_of(ending.person, area, since=since, until=until)
    return {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "open": [_open(matter) for matter in still],
        "closed": [
            {"id": matter.pk, "reference": matter.reference, "ending": matter.ending} for matter in done
        ],
        "notices": _notices(area, until),
        "vacant": _vacant(ending.post, until),
        "coming": _ends_below(ending.post, until),
    }


def _open(matter: Matter) -> dict[str, Any]:
    return {
        "id": matter.pk,
        "reference": matter.reference,
        "kind": matter.kind,
        "topic": matter.topic,
        "state": matter_rules.WAITING if matter.state in matter_rules.FINAL else matter.state,  # closed since
        "rung": matter.rung,
        "promised": matter.outward_due_at.isoformat(),
        "due": matter.due_at.isoformat() if matter.due_at else "",
    }


def _notices(area: str, at: datetime) -> list[int]:
    running = Notice.objects.filter(path__gte=area, path__lt=next_path(area), withdrawn_at=None)
    running = running.filter(starts_at__lte=at).exclude(ends_at__lte=at)
    return list(running.order_by("-starts_at").values_list("pk", flat=True)[:NOTICES])


def _vacant(above: Post, at: datetime) -> list[dict[str, Any]]:
    """Return the vacant posts below one, with since when; three queries."""
    below = _below(above)
    held = posts.running(below, at)
    empty = [one for one in below if one.pk not in held]
    gaps = posts.vacant_since(empty, at)
    return [{"post": one.pk, "since": gaps[one.pk].isoformat()} for one in empty[:MOST]]


def _below(above: Post) -> list[Post]:
    path = above.place.path
    found = Post.objects.filter(
        place__path__gt=path,
        place__path__lt=next_path(path),
        kind__in=post_rules.LEADERS,
        closed_at=None,
        place__closed_on=None,
    )
    return list(found.order_by("place__path")[:500])


def _ends_below(above: Post, at: datetime) -> list[dict[str, Any]]:
    """Return which tenures below end within a month."""
    path = above.place.path
    ending = Tenure.objects.filter(
        post__place__path__gt=path,
        post__place__path__lt=next_path(path),
        post__kind__in=post_rules.LEADERS,
        post__closed_at=None,
        cancelled_at=None,
        ends_at__gt=at,
        ends_at__lte=at + rules.READ_ON,
    )
    rows = ending.order_by("ends_at", "pk").values_list("post", "ends_at")[:DATES]
    return [{"post": pk, "on": ends_at.isoformat()} for pk, ends_at in rows if ends_at]


def current_facts(note: Handover, at: datetime) -> dict[str, Any]:
    """Return what a note says now: frozen once signed or confirmed, until then as fresh as the page."""
    facts: dict[str, Any] = note.facts
    return facts if note.signed_at or note.received_at else facts_of(note.ending, at)


def words_of(note: Handover) -> dict[str, str]:
    """Return what the old one wrote: part or matter ("m7") → words."""
    kept: dict[str, str] = json.loads(note.words or "{}")
    return kept


def told(note: Handover, by: Actor, at: datetime) -> list[Section]:
    """Return a note for one reader: without what is from or about him or a housemate; words only of what he may see.

    The old one, once he has lost the post, reads references and what he wrote himself, no more of the matters.
    """
    facts, words = current_facts(note, at), words_of(note)
    ids = [one["id"] for key in ("open", "closed") for one in facts.get(key, ())]
    allowed = matters.without_parties(ids, by, at)
    still = [one for one in facts.get("open", ()) if one["id"] in allowed]
    done = [one for one in facts.get("closed", ()) if one["id"] in allowed]
    pending = [one for one in still if one["state"] in matter_rules.OPEN]
    answered = [one for one in still if one["state"] == matter_rules.ANSWERED]
    seen = matters.seen_of([one["id"] for one in still], by, at)
    until = datetime.fromisoformat(facts["until"])
    said = matters.said_by(note.ending.post, seen, since=note.ending.starts_at, until=until)

    def lines(rows: list[dict[str, Any]]) -> list[Line]:
        return [_line(row, seen.get(row["id"]), said.get(row["id"], ""), words) for row in rows]

    sections = [
        Section("一共", [Line(_sum(facts, pending, answered, done))]),
        Section("没办完的事", lines(pending), "没有没办完的事。"),
    ]
    if answered:
        sections.append(Section("答复过、等居民确认的", lines(answered)))
    return [*sections, *_around(facts), *_parts(words)]


def _sum(facts: dict[str, Any], pending: list[Any], answered: list[Any], done: list[Any]) -> str:
    since, until = (datetime.fromisoformat(facts[key]) for key in ("since", "until"))
    solved = sum(one["ending"] == "solved" for one in done)
    begin = f"{spoken(since)}到{spoken(until)}:办结 {len(done)} 件" + (
        f",其中办好 {solved} 件" if done else ""
    )
    more = f";等居民确认 {len(answered)} 件" if answered else ""
    return f"{begin};没办完 {len(pending)} 件{more}。"


def _line(row: dict[str, Any], matter: Matter | None, said: str, words: dict[str, str]) -> Line:
    topic, kind = matter_rules.TOPICS.get(row["topic"], ""), matter_rules.KINDS.get(row["kind"], "")
    who = matter_rules.RUNGS.get(row["rung"], "")
    told = f"编号 {row['reference']},{topic},{kind}。"
    told += f"{matter.where}。" if matter else ""
    if row["state"] in matter_rules.OPEN:
        told += f"在{who}手里。答应居民{spoken(datetime.fromisoformat(row['promised']))}前答复。"
    url = f"/matters/{matter.pk}/" if matter else ""
    return Line(told, url, said, words.get(f"m{row['id']}", ""))


def _around(facts: dict[str, Any]) -> list[Section]:
    """Return notices that run, vacancies below, and days to come; only where there are any."""
    found = []
    notices = Notice.objects.filter(pk__in=facts.get("notices", ()), withdrawn_at=None).order_by("-starts_at")
    if shown := [Line(f"{notice.title}{_until(notice)}") for notice in notices]:
        found.append(Section("正在发布的通知", shown))
    rows = [*facts.get("vacant", ()), *facts.get("coming", ())]
    titles = posts.titles_of({row["post"] for row in rows}) if rows else {}
    gaps = [
        Line(f"{titles.get(row['post'], '')},从{spoken_day(row['since'])}起没有人。")
        for row in facts.get("vacant", ())
    ]
    if gaps:
        found.append(Section("下面空着的岗位", gaps))
    dates = [
        Line(f"{spoken_day(row['on'])},{titles.get(row['post'], '')}到期。")
        for row in facts.get("coming", ())
    ]
    return [*found, Section("快到的日子", dates)] if dates else found


def _until(notice: Notice) -> str:
    return f"(到{spoken(notice.ends_at)})" if notice.ends_at else ""


def _parts(words: dict[str, str]) -> list[Section]:
    return [Section(label, [Line(words[key])]) for key, label in rules.PARTS.items() if key in words]


def to_write_about(note: Handover, at: datetime) -> list[tuple[str, str]]:
    """Return the open matters about which the old one may write: ("m7", label), what is promised first comes first."""
    facts = current_facts(note, at)
    allowed = matters.without_parties([one["id"] for one in facts["open"]], note.ending.person, at)
    rows = [one for one in facts["open"] if one["id"] in allowed and one["state"] in matter_rules.OPEN]
    seen = matters.seen_of([one["id"] for one in rows], note.ending.person, at)
    return [(f"m{row['id']}", _label(row, seen.get(row["id"]))) for row in rows[: rules.MATTERS_SHOWN]]


def _label(row: dict[str, Any], matter: Matter | None) -> str:
    words = f":{matter.words[:20]}" if matter else ""
    return f"{row['reference']} {matter_rules.TOPICS.get(row['topic'], '')}{words}"


def spoken(at: datetime) -> str:
    """Return 12月1日 9:00; midnight is the day alone."""
    here = at.astimezone(rules.ZONE)
    time = "" if (here.hour, here.minute) == (0, 0) else f" {here.hour}:{here.minute:02d}"
    return f"{here.month}月{here.day}日{time}"


def spoken_day(text: str) -> str:
    """Return 2026年12月1日 of an instant as it is kept."""
    here = datetime.fromisoformat(text).astimezone(rules.ZONE)
    return f"{here.year}年{here.month}月{here.day}日"

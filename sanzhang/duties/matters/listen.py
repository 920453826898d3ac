"""What happens after a step: who has it is told, who reported is told; seats and homes that change make way."""

from datetime import datetime

from django.conf import settings

from sanzhang.duties.matters import actions, queries, rules
from sanzhang.duties.matters.models import Matter, Proposal
from sanzhang.foundation.calendar.rules import spoken_time
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.jobs.registry import listens
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place


@listens("matter.reported")
@listens("matter.passed_up")
@listens("matter.climbed")
@listens("matter.reopened")
def tell_holders(entry_id: int, at: datetime) -> None:
    """Tell whoever has a matter now; if it moved on meanwhile, its next entry tells the next one."""
    entry, matter = _of(entry_id)
    if entry.facts.get("rung") != matter.rung or matter.state != rules.WAITING:
        return
    if matter.kind != rules.EMERGENCY:
        _tell(matter, "matters.waiting", at)
        return
    groups = {(matter.rung, matter.rung_path)}
    if entry.action == "matter.reported":  # community, street and departments at once (§10.3)
        groups |= {(rung, path) for rung, path in queries.manned(matter, at).items() if rung in rules.OFFICES}
    _tell(matter, "matters.urgent", at, groups)


@listens("matter.stuck")
def tell_of_stuck(entry_id: int, at: datetime) -> None:
    """Tell the top rung, once, that a matter is late and can't climb."""
    _, matter = _of(entry_id)
    if matter.is_open:
        _tell(matter, "matters.stuck", at)


@listens("matter.answered")
def tell_reporter(entry_id: int, at: datetime) -> None:
    """Tell whoever reported that there is an answer: in the inbox, or at the number that was left."""
    _, matter = _of(entry_id)
    if matter.state != rules.ANSWERED or not (matter.reporter or matter.contact_phone):
        return
    address = f"{settings.PUBLIC_URL}/r/{matter.receipt}/"
    channels.send(
        to=matter.reporter,
        phone=None if matter.reporter else matter.contact_phone,
        template="matters.answered",
        facts={"reference": matter.reference, "ending": rules.ENDINGS[matter.ending], "address": address},
        community_id=matter.community_id,
        link=f"/r/{matter.receipt}/",
        at=at,
    )


@listens("matter.proposed")
def tell_of_late_words(entry_id: int, at: datetime) -> None:
    """Tell whoever has a matter now that the one before sent something after the hand-over."""
    entry, matter = _of(entry_id)
    proposal = Proposal.objects.filter(pk=entry.facts["proposal"], decided_at=None).first()
    if proposal:
        post = proposal.tenure.post
        facts = {"title": posts.title_of(post), "step": proposal.get_step_display()}
        _tell(matter, "matters.proposed", at, more=facts)


@listens("post.seated")
@listens("home.settled")
def make_way(entry_id: int, at: datetime) -> None:
    """Take from a new holder or housemate what is about them (R15); hand on to a new seat what was stuck."""
    entry = Entry.objects.get(pk=entry_id)
    person = Person.objects.filter(journal_key=entry.about).first() if entry.about else None
    if person:
        actions.step_aside([person.pk], by=SYSTEM, at=at)
    if entry.action == "post.seated" and entry.path:
        actions.climb_stuck(entry.path, by=SYSTEM, at=at)


@listens("place.moved")
def follow_place(entry_id: int, at: datetime) -> None:
    """Let matters lie where their building lies now."""
    place = Place.objects.get(pk=Entry.objects.get(pk=entry_id).on_id or 0)
    actions.follow_place(place, by=SYSTEM, at=at)


def _of(entry_id: int) -> tuple[Entry, Matter]:
    entry = Entry.objects.get(pk=entry_id)
    found = Matter.objects.select_related("place__parent__estate", "place__estate", "reporter")
    return entry, found.get(pk=entry.on_id or 0)


def _tell(
    matter: Matter,
    template: str,
    at: datetime,
    groups: set[tuple[str, str]] | None = None,
    more: dict[str, str] | None = None,
) -> None:
    barred = queries.shunned(matter, at)
    facts = {
        "where": territory.full_name(matter.place),
        "topic": rules.TOPICS[matter.topic],
        "reference": matter.reference,
        "due": spoken_time(matter.due_at, at) if matter.due_at else "",
    } | (more or {})
    groups = groups or {(matter.rung, matter.rung_path)}
    for tenure in [tenure for rung, path in sorted(groups) for tenure in posts.holders(rung, path, at)]:
        if tenure.person_id not in barred:
            channels.send(
                to=tenure.person,
                template=template,
                facts=facts,
                community_id=matter.community_id,
                link=f"/matters/{matter.pk}/",
                needs="matter.look",
                needs_path=matter.path,
                at=at,
            )

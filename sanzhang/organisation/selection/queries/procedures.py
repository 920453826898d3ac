"""One selection: what it is called, who answers for it, who lives there, where it stands by the clock."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from sanzhang.foundation.people.models import Person
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts import rules as post_rules
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.selection import rules
from sanzhang.organisation.selection.models import Candidate, Objection, Procedure, Vote
from sanzhang.organisation.selection.rules import steps
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Household


def title_of(procedure: Procedure) -> str:
    """Return 桐荫家园12栋1单元单元长."""
    return name_of_post(procedure.post)


def name_of_post(chair: Post) -> str:
    """Return 桐荫家园12栋1单元单元长."""
    return f"{territory.full_name(chair.place)}{chair.get_kind_display()}"


def workers_of(procedure: Procedure, at: datetime) -> list[Person]:
    """Return the community workers of the place now."""
    return [one.person for one in posts.holders(post_rules.COMMUNITY, procedure.community.path, at)]


def standing(procedure: Procedure) -> list[Candidate]:
    """Return the accepted candidates who are left, by number."""
    found = Candidate.objects.filter(procedure=procedure, state="accepted").select_related("person")
    return list(found.order_by("number"))


def is_manned_for_long(post: Post, at: datetime) -> bool:
    """Say whether somebody holds or will hold a post for longer than 90 days from now; acting ones don't count."""
    longer = Q(ends_at=None) | Q(ends_at__gt=at + rules.SOON)
    return Tenure.objects.filter(longer, post=post, cancelled_at=None, is_acting=False).exists()


def answerable(procedure: Procedure, at: datetime) -> list[Person]:
    """Return who answers for a selection now: its owner while a worker here, else every worker of the community."""
    there = workers_of(procedure, at)
    return [one for one in there if one.pk == procedure.owner_id] or there


def households_of(procedure: Procedure) -> QuerySet[Household]:
    """Return the open households of the unit, building or grid."""
    return territory.doors_below(procedure.post.place)


def roll_of(procedure: Procedure) -> Iterator[tuple[int, str]]:
    """Yield (household id, words) of those who vote: 12栋1单元302."""
    for door in households_of(procedure):
        above = door.unit.parent.name if door.unit.parent else ""
        yield door.pk, f"{above}{door.unit.name}{door.number}"


def last_vote(procedure: Procedure) -> Vote | None:
    """Return the newest vote since the last publication began."""
    found = Vote.objects.filter(procedure=procedure).select_related("poll").order_by("-number").first()
    if found and procedure.published_at and found.poll.opens_at < procedure.published_at:
        return None
    return found


def ripe(at: datetime) -> QuerySet[Procedure]:
    """Return the selections that time may bring on at `at`: not those that wait for a person."""
    live = Candidate.objects.filter(procedure=OuterRef("pk"), state__in=rules.LIVE)
    unanswered = Objection.objects.filter(procedure=OuterRef("pk"), state="open")
    due = Q(Exists(live), stage=rules.CALL, due_at__lte=at)
    due |= Q(stage__in=(rules.PUBLICATION, rules.SEAT), due_at__lte=at)
    due |= Q(~Exists(unanswered), stage=rules.OBJECTIONS)
    return Procedure.objects.filter(due, ended_at=None)


def effective_stage(procedure: Procedure, at: datetime) -> str:
    """Return the stage in which time has put a selection, whether or not a job has run (R24)."""
    stage, due = procedure.stage, procedure.due_at
    while stage in (rules.CALL, rules.PUBLICATION, rules.OBJECTIONS):
        wanted = rules.LIVE if stage == rules.CALL else ("accepted",)
        left = Candidate.objects.filter(procedure=procedure, state__in=wanted).count()
        open_ones = Objection.objects.filter(procedure=procedure, state="open").count()
        verb = steps.by_clock(stage, due, at, candidates=left, objections=open_ones)
        if not verb:
            return stage
        stage = steps.NEXT[stage, verb]
    if stage == rules.SEAT and due and due <= at and procedure.tenure and not procedure.tenure.cancelled_at:
        return rules.SEATED
    return stage

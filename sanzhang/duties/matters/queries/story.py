"""The story of a matter: who has it, what was done, in sentences; its photos; and drafts of new ones."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sanzhang.duties.matters import rules
from sanzhang.duties.matters.models import Matter, MatterPhoto, MatterStep, ReportDraft
from sanzhang.duties.matters.queries import handlers
from sanzhang.duties.matters.queries.lists import LINE
from sanzhang.foundation.people.models import Person
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.territory.models import Place

SEALED = "已转入调解"  # all that is left of a matter that is a dispute


@dataclass(frozen=True)
class Told:
    """One step as it is told: when, what, in whose words, with which photos."""

    at: datetime
    sentence: str
    words: str
    step: str
    ending: str
    due_at: datetime | None
    photos: list[MatterPhoto] = field(default_factory=list)


def who(step: MatterStep) -> str:
    """Return who took a step, by post or part: 12栋楼栋长, 反映人, 系统; never a name."""
    if step.post_id and step.post:
        return posts.title_of(step.post)
    if step.step == rules.CLIMB or step.words in BY_THE_CLOCK.get(step.step, ()):
        return "系统"
    return handlers.SOMEBODY if step.step in handlers.ORDER_STEPS else "反映人"


BY_THE_CLOCK = {
    rules.CONFIRM: (rules.SILENT_WORDS,),
    rules.RESUME: (rules.PAUSE_SILENT,),
    rules.PART: (rules.LEADS_NOW,),
}


def track(matter: Matter) -> list[MatterStep]:
    """Return the steps in order with posts and photos; two queries."""
    steps = matter.steps.select_related("post__place__parent", "person").prefetch_related("photos")
    return list(steps.order_by("seq"))


def story(matter: Matter, *, with_names: bool = False) -> list[Told]:
    """Return the steps as sentences, oldest first; `with_names`: for whoever has a seat, never for the public."""
    steps = track(matter)
    names = handlers.names_of_orders(matter, steps)
    return [_told(step, with_names, names.get(step.seq, "")) for step in steps]


def _told(step: MatterStep, with_names: bool, handler: str) -> Told:
    actor = handler if handler and not step.post_id else who(step)
    if with_names and step.person and (step.post_id or handler):
        actor = f"{actor}{step.person.name}"
    to = rules.RUNGS.get(step.to_rung, "") or handler
    said = rules.sentence(step.step, who=actor, to=to, ending=step.ending)
    return Told(step.at, said, step.words, step.step, step.ending, step.due_at, list(step.photos.all()))


def common_story(lead: Matter) -> list[tuple[str, datetime]]:
    """Return what was done with a matter that others joined: sentences by post, none of anybody's own words."""
    hidden = (rules.NOTE, rules.RATE, rules.MARK, rules.UNMARK, rules.VISIT)
    return [(told.sentence, told.at) for told in story(lead) if told.step not in hidden]


def by_receipt(receipt: str) -> Matter | None:
    """Return the matter of a receipt."""
    found = Matter.objects.filter(receipt=receipt)
    return found.select_related(*LINE, "community", "filed_as", "joined_to__place__parent").first()


def by_receipts(receipts: Sequence[str]) -> list[Matter]:
    """Return the matters of the receipts that a phone keeps, newest first."""
    found = Matter.objects.filter(receipt__in=list(receipts)[:50])
    return list(found.select_related(*LINE).order_by("-id"))


def filed_by(person: Person) -> list[Matter]:
    """Return the newest matters that a person reported by name: the state of one's own filings, nothing more."""
    return list(Matter.objects.filter(reporter=person).select_related(*LINE).order_by("-id")[:50])


def photo_of(matter: Matter, photo_id: int) -> MatterPhoto | None:
    """Return a photo of this matter."""
    return MatterPhoto.objects.filter(matter=matter, pk=photo_id).select_related("stored").first()


def photos_of(matter: Matter) -> list[MatterPhoto]:
    """Return all photos of a matter with their files, oldest first."""
    return list(MatterPhoto.objects.filter(matter=matter).select_related("stored").order_by("id"))


def holder_words(matter: Matter) -> str:
    """Return who has it, by post: 12栋2单元单元长, 第3网格网格长, 桐荫社区."""
    place = Place.objects.filter(path=matter.rung_path).select_related("parent").first()
    if place is None:
        return rules.RUNGS[matter.rung]
    if matter.rung == rules.UNIT and place.parent:
        return f"{place.parent.name}{place.name}单元长"
    if matter.rung in (rules.COMMUNITY, rules.STREET):
        return place.name
    return f"{place.name}{rules.RUNGS[matter.rung]}"


def digest(secret: str) -> str:
    """Return what is kept of a draft's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def draft_of(secret: str) -> ReportDraft | None:
    """Return the draft of a browser, if it has one."""
    if not secret:
        return None
    found = ReportDraft.objects.filter(secret_digest=digest(secret))
    return found.select_related("place__parent__estate", "place__estate").first()

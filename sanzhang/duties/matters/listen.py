"""What happens after a step: who has it is told, who reported is told; seats and homes that change make way."""

from datetime import datetime

from django.conf import settings

from sanzhang.duties.matters import actions, queries, rules, told_work, work
from sanzhang.duties.matters.models import Decision, Dispatch, Enquiry, Matter, Pause, Proposal
from sanzhang.foundation.calendar.rules import spoken_time
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.jobs.registry import listens
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM
from sanzhang.foundation.records.grams import forget_erased
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


@listens("enquiry.asked")
def tell_community(entry_id: int, at: datetime) -> None:
    """Tell the community that somebody asked what did not stand ready."""
    enquiry = _enquiry_of(entry_id)
    if not enquiry.is_waiting or enquiry.due_at is None:
        return
    facts = {"where": territory.full_name(enquiry.place), "reference": enquiry.reference}
    facts["due"] = spoken_time(enquiry.due_at, at)
    for tenure in posts.holders(rules.COMMUNITY, enquiry.community.path, at):
        channels.send(
            to=tenure.person,
            template="matters.asked",
            facts=facts,
            community_id=enquiry.community_id,
            link=f"/matters/questions/{enquiry.pk}/",
            needs="enquiry.look",
            needs_path=enquiry.community.path,
            at=at,
        )


@listens("enquiry.answered")
def tell_enquirer(entry_id: int, at: datetime) -> None:
    """Tell whoever asked and left a number that there is an answer."""
    enquiry = _enquiry_of(entry_id)
    if not (enquiry.reporter or enquiry.contact_phone):
        return
    address = f"{settings.PUBLIC_URL}/q/{enquiry.receipt}/"
    channels.send(
        to=enquiry.reporter,
        phone=None if enquiry.reporter else enquiry.contact_phone,
        template="matters.told",
        facts={"reference": enquiry.reference, "address": address},
        community_id=enquiry.community_id,
        link=f"/q/{enquiry.receipt}/",
        at=at,
    )


def _enquiry_of(entry_id: int) -> Enquiry:
    found = Enquiry.objects.select_related("place__parent__estate", "place__estate", "community", "reporter")
    return found.get(pk=Entry.objects.get(pk=entry_id).on_id or 0)


@listens("matter.proposed")
def tell_of_late_words(entry_id: int, at: datetime) -> None:
    """Tell whoever has a matter now that the one before sent something after the hand-over."""
    entry, matter = _of(entry_id)
    proposal = Proposal.objects.filter(pk=entry.facts["proposal"], decided_at=None).first()
    if proposal:
        post = proposal.tenure.post
        facts = {"title": posts.title_of(post), "step": proposal.get_step_display()}
        _tell(matter, "matters.proposed", at, more=facts)


@listens("matter.dispatched")
def tell_handler(entry_id: int, at: datetime) -> None:
    """Tell who is sent: in the inbox, or by a text with the link."""
    order = _order(entry_id)
    if order and order.runs:
        told_work.tell_handler(order, at)


@listens("matter.claimed")
@listens("matter.reported_back")
@listens("matter.order_late")
def tell_sender(entry_id: int, at: datetime) -> None:
    """Tell who has the matter how an order stands."""
    entry, order = Entry.objects.get(pk=entry_id), _order(entry_id)
    if order is None or not order.matter.is_open:
        return
    what = {"matter.claimed": "接单了", "matter.reported_back": "回单了,请看看办得怎么样"}
    words = what.get(entry.action, "到时间还没有回单")
    matter = order.matter
    told_work.tell_post(
        matter,
        matter.rung,
        matter.rung_path,
        "matters.order_moved",
        at,
        handler=order.handler_name,
        what=words,
    )


@listens("matter.recalled")
def tell_of_recall(entry_id: int, at: datetime) -> None:
    """Tell a handler with an account that the order was taken back; a link says so by itself."""
    order = _order(entry_id)
    if order and order.person:
        told_work.tell_person(
            order.person, order.matter, "matters.order_recalled", at, link=f"/orders/{order.pk}/"
        )


@listens("matter.withdrawn")
@listens("matter.mediated")
def tell_of_withdrawal(entry_id: int, at: datetime) -> None:
    """Tell handlers with an account that there is nothing to do any more."""
    entry, matter = _of(entry_id)
    for order in Dispatch.objects.filter(matter=matter, ended_seq=entry.facts["seq"]).select_related(
        "person"
    ):
        if order.person:
            told_work.tell_person(
                order.person, matter, "matters.order_recalled", at, link=f"/orders/{order.pk}/"
            )


@listens("matter.handed_back")
@listens("matter.time_asked")
@listens("matter.pause_asked")
@listens("matter.decision_climbed")
def ask_for_decision(entry_id: int, at: datetime) -> None:
    """Ask who has to decide."""
    decision = _decision(entry_id)
    if decision and decision.decided_at is None:
        told_work.tell_of_decision(decision, at)


@listens("matter.decided")
@listens("matter.time_given")
@listens("matter.time_refused")
@listens("matter.decision_lapsed")
def tell_decided(entry_id: int, at: datetime) -> None:
    """Tell who asked what was decided; and who reported, where the promise moved."""
    entry, decision = Entry.objects.get(pk=entry_id), _decision(entry_id)
    if decision is None:
        return
    matter, order = decision.matter, decision.dispatch
    what, result = work.DECISIONS[decision.kind], work.DECISION_STATES[decision.state]
    if order and order.person:
        link = f"/orders/{order.pk}/"
        told_work.tell_person(
            order.person, matter, "matters.decided", at, link=link, what=what, result=result
        )
    told_work.tell_post(
        matter, matter.rung, matter.rung_path, "matters.decided", at, what=what, result=result
    )
    if entry.facts.get("promise_moved"):
        due = spoken_time(matter.outward_due_at, at)
        told_work.tell_resident(matter, "matters.promise_moved", at, due=due)


@listens("matter.paused")
def ask_resident(entry_id: int, at: datetime) -> None:
    """Ask who reported to add something."""
    _, matter = _of(entry_id)
    if matter.state == rules.PAUSED:
        told_work.tell_resident(matter, "matters.question", at)


@listens("matter.resumed")
def tell_resumed(entry_id: int, at: datetime) -> None:
    """Tell who has the matter that its clock runs again, and why."""
    _, matter = _of(entry_id)
    pause = Pause.objects.filter(matter=matter).exclude(until=None).order_by("-until").first()
    if pause and matter.is_open and pause.ended_by != work.BY_HOLDER:
        what = work.PAUSE_ENDS[pause.ended_by]
        told_work.tell_post(matter, matter.rung, matter.rung_path, "matters.resumed", at, what=what)


@listens("matter.check_asked")
def ask_for_check(entry_id: int, at: datetime) -> None:
    """Ask the level above to look, or to let somebody look."""
    _, matter = _of(entry_id)
    if queries.running_check(matter):
        told_work.tell_above(matter, "matters.to_check", at)


@listens("matter.checked")
def tell_checked(entry_id: int, at: datetime) -> None:
    """Tell who has the matter that it was not good."""
    entry, matter = _of(entry_id)
    if not entry.facts.get("is_good") and matter.is_open:
        told_work.tell_post(matter, matter.rung, matter.rung_path, "matters.not_good", at)


@listens("matter.answered")
def tell_of_part(entry_id: int, at: datetime) -> None:
    """Tell who has the whole that a part was answered."""
    _, matter = _of(entry_id)
    whole = matter.parent
    if whole and whole.is_open:
        told_work.tell_post(whole, whole.rung, whole.rung_path, "matters.part_done", at)


@listens("matter.sent_again")
def tell_again(entry_id: int, at: datetime) -> None:
    """Tell who does it again."""
    _, matter = _of(entry_id)
    if matter.state == rules.WAITING:
        _tell(matter, "matters.waiting", at)


@listens("matter.confirmed")
@listens("matter.upheld")
def ask_how_it_was(entry_id: int, at: datetime) -> None:
    """Ask who reported how it was, where the clock or the level above closed it; who confirms is asked on the page."""
    entry, matter = _of(entry_id)
    closed_by_others = entry.action == "matter.upheld" or entry.actor == "system"
    if closed_by_others and matter.state == rules.CLOSED and matter.rating is None:
        told_work.tell_resident(matter, "matters.rate", at)


@listens("matter.mediated")
def forget_its_grams(entry_id: int) -> None:
    """Let the search forget the words of what was sealed."""
    forget_erased(Matter)


@listens("matter.mediated")
def tell_where_it_went(entry_id: int, at: datetime) -> None:
    """Tell who reported by name that mediation goes on with it; a number that was left is sealed by now."""
    _, matter = _of(entry_id)
    told_work.tell_resident(matter, "matters.mediated", at)


@listens("matter.marked")
def explain(entry_id: int, at: datetime) -> None:
    """Tell who reported that there are words on what is possible."""
    _, matter = _of(entry_id)
    if matter.disregarded_at:
        told_work.tell_resident(matter, "matters.explained", at)


@listens("matter.mark_asked")
def ask_for_second(entry_id: int, at: datetime) -> None:
    """Ask the level above to look at a mark."""
    _, matter = _of(entry_id)
    told_work.tell_above(matter, "matters.mark_asked", at)


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


def _order(entry_id: int) -> Dispatch | None:
    entry = Entry.objects.get(pk=entry_id)
    found = Dispatch.objects.select_related(
        "matter__place__parent__estate", "matter__place__estate", "person", "post__place"
    )
    return found.filter(pk=entry.facts.get("order", 0)).first()


def _decision(entry_id: int) -> Decision | None:
    entry = Entry.objects.get(pk=entry_id)
    found = Decision.objects.select_related(
        "matter__place__parent__estate", "matter__place__estate", "matter__reporter", "dispatch__person"
    )
    return found.filter(pk=entry.facts.get("decision", 0)).first()

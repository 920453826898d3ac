"""Steps written without a net: one's own ones, in whatever order they arrive, are no conflict (§10.2).

A page seen at version v is outdated only by somebody else's step. If all steps since v are one's own, then what was
said before is not said twice, what a later step implies is done already, and what cannot stand beside it is refused.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from sanzhang.duties.matters import rules
from sanzhang.duties.matters.actions.steps import refuse_party, take_step
from sanzhang.duties.matters.models import Check, Matter, MatterPhoto, MatterStep
from sanzhang.foundation import permission
from sanzhang.foundation.files.rules import Photo
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import NotAllowed
from sanzhang.organisation.territory.models import Place

GO, ALREADY, AS_NOTE, OUTDATED = "go", "already", "as_note", "outdated"
SAME = {rules.PASS_UP: (rules.PASS_UP, rules.NOTE), rules.ANSWER: (rules.ANSWER, rules.ASK_CHECK)}
ENDED = {rules.ANSWER, rules.ASK_CHECK, rules.PASS_UP}
SAME_THING, MOST_COMPARED = timedelta(hours=1), 500


def decide(step: str, own: Sequence[str] | None, *, said_before: bool) -> str:
    """Return what becomes of a step whose page is followed by the steps `own`; None: somebody else's are among them."""
    if own is None:
        return OUTDATED
    done = set(own) - {rules.NOTE}
    if said_before or (step == rules.ACCEPT and done):
        return ALREADY
    if step in (rules.NOTE, rules.PASS_UP) and rules.PASS_UP in done:
        return AS_NOTE
    clashes = step in (rules.ANSWER, rules.PASS_UP) and done & ENDED
    return OUTDATED if clashes else GO


def own_since(matter: Matter, version: int, by: Person) -> list[MatterStep] | None:
    """Return the steps since `version` if all of them are of `by`; None if somebody else's are among them."""
    since = list(matter.steps.filter(seq__gt=version).order_by("seq"))
    return since if all(one.person_id == by.pk for one in since) else None


def said_before(
    own: Iterable[MatterStep] | None, step: str, *, words: str, ending: str, photos: Sequence[Photo]
) -> bool:
    """Tell whether one of the own steps says the same, with all of these photos."""
    wished = (rules.clean_words(words), ending if step == rules.ANSWER else "")
    alike = [one.pk for one in own or () if one.step in SAME.get(step, (step,)) and _said(one) == wished]
    if not alike or not photos:
        return bool(alike)
    kept = set(MatterPhoto.objects.filter(step__in=alike).values_list("stored__sha256", flat=True))
    return {sha256(photo.full).hexdigest() for photo in photos} <= kept


def _said(one: MatterStep) -> tuple[str, str]:
    """Return words and ending of a step; those of an answer that waits for a look lie with the look."""
    if one.step == rules.ASK_CHECK:
        look = Check.objects.filter(matter=one.matter_id, asked_at=one.at).first()
        return (look.words, look.ending) if look else ("", "")
    return one.words, one.ending


@transaction.atomic
def note_after(matter: Matter, *, version: int, words: str, by: Person, at: datetime) -> MatterStep:
    """Add words that were written before one passed a matter up oneself, and that arrive after it.

    Raises: NotAllowed — somebody else has moved it since, or it is about oneself; NotPossible, SomebodyWasFaster.
    """
    permission.require(by, "matter.note_after", matter, at=at)
    own = own_since(matter, version, by)
    passed = next((one for one in own or () if one.step == rules.PASS_UP), None)
    seats = permission.seats_of(by, at)
    seat = next((one for one in seats if passed and one.post_id == passed.post_id), None)
    if seat is None:
        raise NotAllowed("这件事现在不在您手里。", "matter.note_after")
    refuse_party(matter, by, at)
    return take_step(matter, rules.NOTE, by=by, at=at, seat=seat, words=words)


@transaction.atomic
def refuse_doubles(
    *, place: Place, spot: str, words: str, by: Person, made_at: datetime, at: datetime
) -> None:
    """Ask before the same person enters the same thing at the same place twice from two phones.

    The same: the same words and spot but for blanks and stops, entered since an hour before these were written.
    Raises: NotPossible.
    """
    permission.require(by, "matter.report_for", place, at=at)
    Person.objects.select_for_update().get(pk=by.pk)  # two phones of one person wait for each other
    since = min(made_at, at) - SAME_THING
    entered = Matter.objects.filter(entered_by=by, place=place, reported_at__gte=since)
    for matter in entered.only("reference", "words", "spot").order_by("-pk")[:MOST_COMPARED]:
        if _bare(matter.words) == _bare(words) and _bare(matter.spot) == _bare(spot):
            raise rules.NotPossible(
                f"您刚刚在这里登记过一样的一件事(编号 {matter.reference}):“{matter.words[:40]}”。"
                "是同一件,就不用再交;不是同一件,请再交一次。"
            )


def _bare(words: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", words) if sign.isalnum())

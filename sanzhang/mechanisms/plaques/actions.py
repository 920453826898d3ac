"""Printing a batch, putting up, taking down."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.files import actions as files
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.paper.typesetting import missing_glyphs, qr_svg, typeset
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.mechanisms.plaques import queries, rules
from sanzhang.mechanisms.plaques.models import Hanging, Print, PrintRun
from sanzhang.organisation.territory.models import Place

TEMPLATE = Path(__file__).parent / "papers" / "plaque.typ"
CHUNK = 50  # plaques compiled at a time: bounds memory and lets the progress be told
Progress = Callable[[int], None]


class NothingToPrint(Exception):
    """No plaque of this area changed since the last print."""

    status = 409
    words = "没有要印的公示牌:从上次印制到现在,内容都没有变。要全部重印,请选“全部”。"


class AlreadyHangs(Exception):
    """A plaque hangs there already."""

    status = 409
    words = "这里已经登记挂牌了。换新牌请先登记“取下”。"


@transaction.atomic
def ask_print(
    *, place: Place, paper: str, kinds: list[str], only_changed: bool, by: Person, at: datetime
) -> PrintRun:
    """Ask for the plaques of an area; the worker prints them (§11). Raises: NothingToPrint, NotAllowed."""
    seat = permission.require(by, "plaque.print", place, at=at)
    count = len(_places(place, kinds, only_changed, at))
    if not count:
        raise NothingToPrint()
    run = PrintRun.objects.create(
        community_id=place.in_community,
        place=place,
        paper=paper,
        kinds=kinds,
        only_changed=only_changed,
        asked_by=by,
        asked_at=at,
        plaques=count,
    )
    facts = {"plaques": count, "paper": paper}
    journal.record(
        "plaque.print_asked",
        by=by,
        seat=seat,
        on=run,
        path=place.path,
        community_id=place.in_community,
        at=at,
        facts=facts,
    )
    return run


def _places(place: Place, kinds: list[str], only_changed: bool, at: datetime) -> list[Place]:
    places = queries.places_with_plaques(place.path, kinds)
    if not only_changed:
        return places
    return [state.place for state in queries.states_of(places, at) if state.changed]


def print_run(run: PrintRun, *, by: Actor, at: datetime, tell: Progress = lambda done: None) -> PrintRun:
    """Typeset a run as one PDF, note what each plaque said and name the signs the font lacks.

    Safe to repeat: a finished run is left alone.
    """
    permission.require(by, "plaque.print", run.place, at=at)
    if run.finished_at:
        return run
    places = _places(run.place, run.kinds, run.only_changed, run.asked_at)
    faces = queries.faces_of(places, at)
    run.missing = [[face.area, signs] for face in faces.values() if (signs := _missing(face))]
    pages = []
    for start in range(0, len(places), CHUNK):
        pages += [_page(faces[place.id]) for place in places[start : start + CHUNK]]
        tell(len(pages))
    pdf = typeset(TEMPLATE, _data(run, pages, at))
    return _finish(run, places, faces, pdf, by=by, at=at)


def _missing(face: rules.Face) -> str:
    text = f"{face.area}{face.address}{face.community}" + "".join(line.name for line in face.lines)
    return "".join(dict.fromkeys(missing_glyphs(text)))


def _data(run: PrintRun, pages: list[dict[str, Any]], at: datetime) -> dict[str, Any]:
    day = timezone.localdate(at)
    return {
        "paper": run.paper,
        "width": rules.PAPERS[run.paper],
        "title": f"{run.place.name}公示牌",
        "issuer": run.community.name,
        "made_on": f"{day.year} 年 {day.month} 月 {day.day} 日",
        "plaques": pages,
    }


def _page(face: rules.Face) -> dict[str, Any]:
    facts = [["管辖区域", face.area], ["居民户数", f"{face.households} 户"], ["所属网格", face.grid]]
    return {
        "noun": face.noun,
        "community": face.community,
        "heading": face.heading,
        "area": face.area,
        "address": face.address,
        "facts": facts[1:] if face.noun != "网格" else facts[1:2],
        "leaders": [
            {
                "label": line.label,
                "name": line.name,
                "note": line.note,
                "phone_label": line.phone_label,
                "phone": line.phone,
            }
            for line in face.lines
        ],
        "qr": qr_svg(face.link),
        "link": face.link.split("://", 1)[-1],
        "code": " ".join(
            part for part in (face.code[:12], face.code[12:15], face.code[15:20], face.code[20:]) if part
        ),
    }


@transaction.atomic
def _finish(
    run: PrintRun, places: list[Place], faces: dict[int, rules.Face], pdf: bytes, *, by: Actor, at: datetime
) -> PrintRun:
    run.stored = files.keep_bytes(
        pdf,
        name=f"公示牌-{run.place.name}.pdf",
        mime="application/pdf",
        community_id=run.community_id,
        by=by,
        at=at,
    )
    run.plaques, run.finished_at = len(places), at
    run.save()
    Print.objects.bulk_create(
        Print(
            community_id=run.community_id,
            run=run,
            place=place,
            said=queries.fingerprints(faces[place.id]),
            printed_at=at,
        )
        for place in places
    )
    facts = {"plaques": len(places), "missing": len(run.missing)}
    journal.record(
        "plaque.printed",
        by=by,
        on=run,
        path=run.place.path,
        community_id=run.community_id,
        at=at,
        facts=facts,
    )
    return run


@transaction.atomic
def put_up(place: Place, *, by: Person, at: datetime, photo: StoredFile | None = None) -> Hanging:
    """Note that the plaque hangs, with a photo if there is one. Raises: AlreadyHangs, NotAllowed."""
    seat = permission.require(by, "plaque.put_up", place, at=at)
    Place.objects.select_for_update().get(pk=place.pk)
    if Hanging.objects.filter(community_id=place.in_community, place=place, taken_down_at=None).exists():
        raise AlreadyHangs()
    last = Print.objects.filter(community_id=place.in_community, place=place).order_by("-id").first()
    hanging = Hanging.objects.create(
        community_id=place.in_community, place=place, print=last, put_up_at=at, put_up_by=by, photo=photo
    )
    journal.record(
        "plaque.put_up", by=by, seat=seat, on=hanging, path=place.path, community_id=place.in_community, at=at
    )
    return hanging


@transaction.atomic
def take_down(place: Place, *, by: Person, at: datetime) -> None:
    """Note that the plaque no longer hangs; harmless if none did."""
    seat = permission.require(by, "plaque.put_up", place, at=at)
    taken = Hanging.objects.filter(community_id=place.in_community, place=place, taken_down_at=None)
    if taken.update(taken_down_at=at):
        journal.record(
            "plaque.taken_down", by=by, seat=seat, on=place, community_id=place.in_community, at=at
        )

"""The register of filings: to read, to decide, to print and take away (§2.3)."""

from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.paper.typesetting import typeset
from sanzhang.foundation.paper.workbooks import Table, write_workbook
from sanzhang.foundation.permission.pages import page
from sanzhang.foundation.records.text import mask_name
from sanzhang.organisation.posts import actions, queries, rules
from sanzhang.organisation.posts.forms.filing import DecideForm, ListForm, spoken
from sanzhang.organisation.posts.models import Filing
from sanzhang.organisation.posts.pages.members import seen_area
from sanzhang.organisation.territory import queries as territory

SIZE, MOST = 40, 2000
HEADS = ("序号", "备案号", "岗位", "姓名", "产生方式", "任期", "备案日期", "状态", "备注")
FILED_WAYS = ("recommendation", "election", "self_nomination", "appointment", "exception", "renewal")
BULK_SIZE = 200
PAPERS = Path(__file__).parent.parent / "papers"


def _found(request: Any) -> tuple[dict[str, Any], Any]:
    area = seen_area(request, "posts.look_filings")
    given = {name: request.GET.get(name, "")[:40] for name in ("state", "kind", "way", "year")}
    words = request.GET.get("q", "")[:40]
    found = queries.filings(request.user, request.at, words=words, area=area.path if area else "", **given)
    return {"area": area, "filters": given | {"q": words}}, found


@page("posts.look_filings")
def filings(request: Any) -> HttpResponse:
    """Show the register: what waits, what was filed under which number, what was refused and why."""
    context, found = _found(request)
    shown = Paginator(found, SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    areas = permission.areas(request.user, "posts.submit_filing", at=request.at)
    this_year = timezone.localdate(request.at).year
    context |= {
        "page": shown,
        "lines": [(one, where_of(one), queries.filing_number(one)) for one in shown],
        "states": rules.FILING_STATES.items(),
        "ways": [(way, rules.WAYS[way]) for way in FILED_WAYS],
        "kinds": [(kind, rules.KINDS[kind]) for kind in rules.LEADERS],
        "years": range(this_year, this_year - 5, -1),
        "query": query.urlencode(),
        "waiting": queries.filings(request.user, request.at, state="waiting").count(),
        "unfiled": queries.unfiled(request.user, request.at).count() if areas else 0,
        "may_decide": bool(permission.areas(request.user, "posts.decide_filing", at=request.at)),
    }
    return render(request, "posts/filings.html", context)


def where_of(filing: Filing) -> str:
    """Return the post's full name: estate, building, unit, kind."""
    return f"{territory.full_name(filing.post.place)}{rules.KINDS[filing.post.kind]}"


@page("posts.look_filings")
def export(request: Any) -> HttpResponse:
    """Hand out the register as filtered: a workbook, or a sheet to stamp."""
    context, found = _found(request)
    chosen = list(found[:MOST])
    note_persons(request, chosen, "打印或下载备案登记册")
    rows = [_row(number, one) for number, one in enumerate(chosen, start=1)]
    day = timezone.localdate(request.at)
    if request.GET.get("as") == "pdf":
        area = context["area"]
        sheet = {
            "title": f"{area.name if area else ''}三长备案登记册",
            "columns": list(HEADS),
            "rows": rows,
            "note": f"共 {len(rows)} 条。" + (f"只列最近 {MOST} 条。" if len(rows) == MOST else ""),
            "made_on": f"{day:%Y年%-m月%-d日}",
        }
        return _pdf(typeset(PAPERS / "filings.typ", sheet), f"filings-{day:%Y%m%d}")
    return downloads.workbook(
        write_workbook([Table("备案登记册", HEADS, rows)]), f"filings-{day:%Y%m%d}.xlsx"
    )


def _row(number: int, one: Filing) -> list[str]:
    term = f"{spoken(one.starts_on)} 至 {spoken(one.until) or '未定'}"
    return [
        str(number),
        queries.filing_number(one),
        where_of(one),
        one.person.name,
        rules.WAYS[one.way],
        term,
        spoken(one.decided_at) if one.state == "filed" else "",
        rules.FILING_STATES[one.state],
        one.decision_words or one.reason,
    ]


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f"inline; filename={name}.pdf"
    return answer


def note_persons(request: Any, filings: list[Filing], purpose: str) -> None:
    """Note that the names in `filings` leave as a file: of holders, of former ones, of who was refused (R8)."""
    seat = next(iter(permission.seats_of(request.user, request.at)), None)
    about = [one.person for one in filings]
    with transaction.atomic():
        journal.look_all(request.user, about=about, fields="name", purpose=purpose, seat=seat, at=request.at)


def seen_filing(request: Any, filing_id: int) -> Filing:
    """Return a filing that one may see, or nothing at all (R7)."""
    found = queries.filings(request.user, request.at)
    return get_object_or_404(found, pk=filing_id)


@page("posts.look_filings")
def filing(request: Any, filing_id: int) -> HttpResponse:
    """Show one filing, and what can be done with it."""
    return _shown(request, seen_filing(request, filing_id), DecideForm())


@page("posts.look_filings")
def paper(request: Any, filing_id: int) -> HttpResponse:
    """Hand out one filing as a sheet to sign and stamp."""
    one = seen_filing(request, filing_id)
    note_persons(request, [one], "打印备案表")
    number = queries.filing_number(one)
    facts = [
        ("姓名", one.person.name),
        ("岗位", where_of(one)),
        ("产生方式", rules.WAYS[one.way]),
        ("备案事由", rules.FILING_KINDS[one.kind]),
        ("任期", f"{spoken(one.starts_on)} 至 {spoken(one.until) or '未定'}"),
        ("说明", one.reason),
        ("报送", f"{one.submitted_by.name if one.submitted_by else '系统'},{spoken(one.submitted_at)}"),
        ("结果", rules.FILING_STATES[one.state]),
        ("办理", f"{one.decided_by.name},{spoken(one.decided_at)}" if one.decided_by else ""),
        ("答复", one.decision_words),
    ]
    sheet = {
        "title": "三长任职备案表",
        "issuer": one.community.name,
        "number": number,
        "facts": [[label, words] for label, words in facts if words],
        "printed_on": f"{timezone.localtime(request.at):%Y-%m-%d %H:%M}",
    }
    return _pdf(typeset(PAPERS / "filing.typ", sheet), f"filing-{one.pk}")


def _shown(request: Any, one: Filing, form: DecideForm, status: int = 200) -> HttpResponse:
    mine = request.user.pk in (one.submitted_by_id, one.person_id)
    waits = one.state == "waiting"
    context = {
        "filing": one,
        "number": queries.filing_number(one),
        "where": where_of(one),
        "form": form,
        "may_decide": waits
        and not mine
        and permission.may(request.user, "posts.decide_filing", one, at=request.at),
        "may_withdraw": waits and permission.may(request.user, "posts.submit_filing", one, at=request.at),
        "is_mine": waits and mine,
        "may_submit_again": queries.may_be_submitted_again(one, request.at)
        and permission.may(request.user, "posts.submit_filing", one, at=request.at),
    }
    return render(request, "posts/filing.html", context, status=status)


@page("posts.decide_filing", methods="POST")
def decide(request: Any, filing_id: int) -> HttpResponse:
    """File it under its number, or refuse it with words."""
    one, form = seen_filing(request, filing_id), DecideForm(request.POST)
    if not form.is_valid():
        return _shown(request, one, form, status=422)
    given = form.cleaned_data

    def act() -> HttpResponse:
        accepted = given["accepted"] == "yes"
        actions.decide_filing(one, accepted=accepted, words=given["words"], by=request.user, at=request.at)
        return redirect("filing", filing_id=one.pk)

    return once(request, act)


@page("posts.decide_filing", methods="POST")
def decide_many(request: Any) -> HttpResponse:
    """File all that were ticked, each under its own number."""
    waiting = queries.filings(request.user, request.at, state="waiting").order_by("submitted_at", "pk")
    form = ListForm(request.POST, choices=list(waiting.values_list("pk", flat=True)))
    if not form.is_valid() or not form.cleaned_data["ids"]:
        raise actions.NotPossible("一份也没有选。请回到上一页,勾选要备案的几份。")
    chosen = list(waiting.filter(pk__in=form.cleaned_data["ids"])[:BULK_SIZE])

    def act() -> HttpResponse:
        actions.decide_many(chosen, by=request.user, at=request.at)
        return redirect("/posts/filings/?state=filed")

    return once(request, act)


@page("posts.submit_filing", methods="POST")
def withdraw(request: Any, filing_id: int) -> HttpResponse:
    """Take back a filing that waits."""
    one = seen_filing(request, filing_id)

    def act() -> HttpResponse:
        actions.withdraw_filing(one, by=request.user, at=request.at)
        return redirect("filing", filing_id=one.pk)

    return once(request, act)


@page("posts.submit_filing", methods="POST")
def again(request: Any, filing_id: int) -> HttpResponse:
    """Hand in anew what was refused or taken back."""
    one = seen_filing(request, filing_id)

    def act() -> HttpResponse:
        new = actions.submit_again(one, by=request.user, at=request.at)
        return redirect("filing", filing_id=new.pk)

    return once(request, act)


UNFILED: list[downloads.Column] = [
    ("岗位", lambda one: f"{territory.full_name(one.post.place)}{rules.KINDS[one.post.kind]}"),
    ("三长", lambda one: mask_name(one.person.name)),
    ("产生方式", lambda one: one.get_way_display()),
    ("上岗", lambda one: one.starts_at),
]


@page("posts.submit_filing", methods="GET POST")
def standing(request: Any) -> HttpResponse:
    """Hand in, in one step, the filings of leaders who sit without one; shown before it is done."""
    waiting = queries.unfiled(request.user, request.at)
    if request.method == "POST":
        form = ListForm(request.POST, choices=list(waiting.values_list("pk", flat=True)))
        if not form.is_valid() or not form.cleaned_data["ids"]:
            raise actions.NotPossible("一位也没有选。请回到上一页,勾选要补备案的三长。")
        chosen = list(waiting.filter(pk__in=form.cleaned_data["ids"]))

        def act() -> HttpResponse:
            actions.submit_standing(chosen, by=request.user, at=request.at)
            return redirect("/posts/filings/?state=waiting")

        return once(request, act)
    if downloads.is_wanted(request):
        return downloads.handed_out("没有备案的三长", UNFILED, waiting, at=request.at)
    shown = Paginator(waiting, BULK_SIZE).get_page(request.GET.get("page"))
    lines = [(one, f"{territory.full_name(one.post.place)}{rules.KINDS[one.post.kind]}") for one in shown]
    return render(request, "posts/filing_standing.html", {"page": shown, "lines": lines})

"""The frame around every page: refusals in words, type size, who sees which way, rules page."""

import json
import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.db import OperationalError
from django.http import HttpResponse
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import resolve

from sanzhang.foundation.permission import NotAllowed
from sanzhang.web import context, errors
from sanzhang.web.management.commands import bundle
from sanzhang.web.middleware import Refusals
from sanzhang.web.templatetags import plain

DOORS = ("/me/", "/sign-in/", "/sign-in/office/", "/sign-out/", "/privacy/", "/follow/")
KEY = "0123456789abcdef"


class Faster(Exception):
    status = 409
    words = "这件事刚才李志国已经办了。"


def told(fault: Exception, path: str = "/matters/1/", **headers: str) -> HttpResponse | None:
    request: Any = RequestFactory().get(path, headers=headers)
    request.user = SimpleNamespace(is_authenticated=False)
    return Refusals(lambda _: HttpResponse()).process_exception(request, fault)


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (NotAllowed("只有审计员能看操作日志。"), 403, "只有审计员能看操作日志。"),
        (Faster(), 409, "李志国已经办了"),
        (OperationalError("database is locked"), 503, "什么也没有改动"),
    ],
)
def test_a_refusal_is_a_page_in_words(fault: Exception, status: int, words: str) -> None:
    answer = told(fault)
    assert answer is not None
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_programs_get_a_problem() -> None:
    answer = told(Faster(), "/api/matters")
    assert answer is not None
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("answer", [errors.not_found, errors.failed, errors.csrf_failure])
def test_programs_never_get_a_page(answer: Any) -> None:
    found = answer(RequestFactory().get("/api/nowhere"))
    assert found["Content-Type"] == "application/problem+json"
    assert json.loads(found.content)["status"] == found.status_code


@pytest.mark.parametrize("fault", [ValueError("x"), OperationalError("no such table: matters")])
def test_what_is_not_ours_stays_an_error(fault: Exception) -> None:
    assert told(fault) is None


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/desk/", "/desk/"),
        ("http://testserver/matters/1/", ""),
        ("http://testserver.evil.example/desk/", ""),
        ("https://elsewhere.example/", ""),
        ("", ""),
    ],
)
def test_the_way_back_leads_to_our_own_pages(referer: str, back: str) -> None:
    answer = told(Faster(), Referer=referer)
    assert answer is not None
    assert ("返回上一页" in answer.content.decode()) == bool(back)
    assert f'href="{back or "/"}"' in answer.content.decode()


def test_the_page_of_last_resort_asks_for_nothing() -> None:
    request = RequestFactory().get("/desk/")
    answer = errors.failed(request)
    assert answer.status_code == 500
    assert "系统出了故障" in answer.content.decode()


@pytest.mark.django_db
def test_an_unknown_address_is_told_calmly(client: Client) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "没有找到这一页" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("back", "ends_at"), [("/privacy/", "/privacy/"), ("https://evil.example/", "/"), ("//evil.example", "/")]
)
def test_large_type_is_remembered_and_leads_back(client: Client, back: str, ends_at: str) -> None:
    answer = client.post("/type/", {"type": "large", "next": back, "idempotency_key": KEY})
    assert answer["Location"] == ends_at
    assert 'data-type="large"' in client.get("/privacy/").content.decode()
    client.post("/type/", {"type": "standard", "next": "/", "idempotency_key": KEY + "0"})
    assert "data-type" not in client.get("/privacy/").content.decode()


@pytest.mark.django_db
def test_the_rules_page_tells_every_kind_of_personal_data(client: Client) -> None:
    page = client.get("/privacy/").content.decode()
    for words in ("姓名", "手机号", "联系电话", "办结后 6 个月", "本人同意"):
        assert words in page


@pytest.mark.parametrize(
    ("kind", "sees", "lacks"),
    [
        ("unit_leader", {"今天要办", "事项", "收件箱"}, {"日志", "后台", "工作日历"}),
        ("auditor", {"日志", "收件箱"}, {"事项", "后台"}),
        ("city_worker", {"工作日历", "办理时限", "辖区"}, {"日志"}),
        ("system_administrator", {"后台"}, {"事项", "日志"}),
    ],
)
def test_each_seat_sees_its_ways(kind: str, sees: set[str], lacks: set[str]) -> None:
    labels = {way.label for way in context.ways([SimpleNamespace(kind=kind)], "/desk/")}  # type: ignore[list-item]
    assert sees <= labels
    assert not labels & lacks


def test_the_longest_address_is_where_one_is() -> None:
    seats: Any = [SimpleNamespace(kind="city_worker")]
    here = [way.label for way in context.ways(seats, "/matters/clocks/3/", 2) if way.is_here]
    assert here == ["办理时限"]


class Form(forms.Form):
    words = forms.CharField(label="说什么", help_text="写清楚地点。", widget=forms.Textarea)
    kind = forms.ChoiceField(label="哪一类", choices=[("a", "照明"), ("b", "卫生")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="同意公示", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_field_has_label_hint_and_error_tied_to_it() -> None:
    page = render_to_string("parts/form_fields.html", {"form": Form({})})
    assert "有 2 处要改" in page
    for fault in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{fault}"' in page
    for described in re.findall(r'aria-describedby="([^"]+)"', page):
        for target in described.split():
            assert f'id="{target}"' in page
    assert page.count("请改:") == 2


def test_facts_and_figures_take_rows_with_and_without_links() -> None:
    facts = render_to_string("parts/facts.html", {"rows": [("地点", ""), ("电话", "138", "/x")]})
    assert "—" in facts
    assert facts.count("更改") == 1
    figures = render_to_string(
        "parts/figures.html", {"figures": [("今天到期", 4, "/x", "上月 6"), ("办结", 9, "")]}
    )
    assert "上月 6" in figures


def test_the_pager_keeps_the_query() -> None:
    page = Paginator(range(100), 10).page(2)
    assert 'href="?q=1&amp;page=3"' in render_to_string("parts/pager.html", {"page": page, "query": "q=1"})
    assert 'href="?page=3"' in render_to_string("parts/pager.html", {"page": page, "query": ""})


def test_every_form_gets_another_number() -> None:
    drawn = Template("{% once_field %}{% once_field %}").render(Context({}))
    assert len(set(re.findall(r'value="([0-9a-f]{32})"', drawn))) == 2


def test_filters_say_it_as_people_do() -> None:
    assert plain.spoken(None) == ""
    assert plain.spoken(datetime(2020, 1, 3, 0, 30, tzinfo=UTC)) == "2020年1月3日 08:30"
    assert plain.masked_phone("13800000001") == "138****0001"
    assert plain.thousands(12345) == "12,345"
    assert plain.or_dash(0) == 0
    assert plain.or_dash(None) == "—"
    assert plain.left(datetime.now(UTC) + timedelta(hours=2, minutes=1)) == "还剩 2 小时"


def test_the_bundle_is_small_and_ordered() -> None:
    files = bundle.bundles()
    assert len(files["look.css"].encode()) <= 25_000
    assert files["look.css"].startswith("@layer reset, tokens, base, layout, parts, print;")
    assert files["look.css"].count("{") == files["look.css"].count("}")
    assert "data:" not in files["look.css"]


def test_what_only_a_map_of_plans_needs_is_sent_with_it_alone() -> None:
    files = bundle.bundles()
    assert "plan_" not in files["look.css"]
    assert "drawPlan" not in files["look.js"]
    assert "drawPlan" in files["plan.js"]
    used = set(re.findall(r"var\((--[\w-]+)", files["plan.css"]))
    assert used <= set(re.findall(r"(?<=[\s{;])(--[\w-]+)\s*:", files["look.css"]))


def test_every_token_is_defined() -> None:
    sheet = bundle.bundles()["look.css"]
    used = set(re.findall(r"var\((--[\w-]+)", sheet))
    defined = set(re.findall(r"(?<=[\s{;])(--[\w-]+)\s*:", sheet))
    assert used == defined


@pytest.mark.parametrize(
    "url", [url for _, url, _ in context.PLACES] + ["/me/", "/sign-in/", "/sign-in/office/", "/privacy/"]
)
def test_every_way_leads_somewhere(url: str) -> None:
    assert resolve(url).func

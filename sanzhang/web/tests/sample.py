"""A page made of every part, with addresses of its own: for the eyes, for axe and for the content policy."""

from pathlib import Path
from types import SimpleNamespace as Thing
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template import engines
from django.urls import path

from sanzhang.web import context

PAGE = (Path(__file__).parent / "sample.html").read_text()


class Sample(forms.Form):
    words = forms.CharField(
        label="什么事",
        help_text="写清楚地点和情况。",
        widget=forms.Textarea(attrs={"data-count": 500, "rows": 4}),
    )
    topic = forms.ChoiceField(
        label="哪一类", choices=[("light", "照明"), ("clean", "卫生")], widget=forms.RadioSelect
    )
    doors = forms.MultipleChoiceField(
        label="哪些户",
        required=False,
        choices=[("301", "301"), ("302", "302")],
        widget=forms.CheckboxSelectMultiple,
    )
    grid = forms.ChoiceField(label="网格", choices=[("", "请选择"), ("1", "第1网格")])
    day = forms.DateField(label="哪一天", widget=forms.DateInput(attrs={"type": "date"}))
    photos = forms.FileField(
        label="照片",
        required=False,
        widget=forms.FileInput(attrs={"data-photos": 6, "accept": "image/*"}),
    )
    agreed = forms.BooleanField(label="同意公示我的姓名", required=False)


def sample(request: Any) -> HttpResponse:
    """Draw every part; `?wrong` the form as it comes back, `?large` in 大字版."""
    seats: Any = [Thing(kind="grid_leader"), Thing(kind="city_worker")]
    frame = {
        "person": Thing(name="王芳"),
        "who": "王芳 · 第3网格网格长",
        "large": "large" in request.GET,
        "nav": context.ways(seats, "/matters/", 3),
        "unread": 3,
        "here": "/",
    }
    told = {
        "frame": frame,
        "form": Sample({"words": "", "day": "2026-11-23"}) if "wrong" in request.GET else Sample(),
        "crumbs": [("桐荫社区", "/a/"), ("第3网格", "/b/"), ("这件事", "")],
        "rows": [("在谁手里", "李志国(楼栋长)"), ("期限", "明天 18:20"), ("联系方式", "138****0001", "/a/")],
        "figures": [
            ("今天到期", 4, "/a/", "上月同日 6"),
            ("已超期", 1, "/a/"),
            ("本月办结", "1,234", "", "上月 1,108"),
        ],
        "leaders": [
            Thing(label="单元长", name="张桂兰", phone="138 0000 0001", note="代理"),
            Thing(label="楼栋长", name="李志国", phone="", note=""),
            Thing(label="网格长", name="", phone="0431-81234567", note="由社区值班电话代接"),
        ],
        "buildings": [
            ("3栋", "桐荫花园", 96),
            ("12栋", "长春市第一汽车制造厂职工住宅小区东区", 1240),
        ],
        "page": Paginator(range(4000), 50).page(3),
        "job": Thing(
            title="导入楼栋", has_ended=False, total=800, done=320, percent=40, state="running",
            get_state_display="正在办", words="", link="",
        ),
    }  # fmt: skip
    return HttpResponse(engines["django"].from_string(PAGE).render(told, request))


urlpatterns = [path("", sample)]

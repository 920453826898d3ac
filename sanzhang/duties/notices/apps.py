"""The room notices as Django sees it."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "sanzhang.duties.notices"
    label = "notices"
    verbose_name = "通知"

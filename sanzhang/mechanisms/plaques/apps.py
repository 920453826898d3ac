"""The room plaques as Django sees it."""

from django.apps import AppConfig


class PlaquesConfig(AppConfig):
    name = "sanzhang.mechanisms.plaques"
    label = "plaques"
    verbose_name = "公示牌"

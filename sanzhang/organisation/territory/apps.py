"""The room territory as Django sees it."""

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "sanzhang.organisation.territory"
    label = "territory"
    verbose_name = "辖区"

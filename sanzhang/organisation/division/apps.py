"""The room division as Django sees it."""

from django.apps import AppConfig


class DivisionConfig(AppConfig):
    name = "sanzhang.organisation.division"
    label = "division"
    verbose_name = "网格划分"

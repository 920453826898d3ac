"""The room matters as Django sees it."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "sanzhang.duties.matters"
    label = "matters"
    verbose_name = "事项"

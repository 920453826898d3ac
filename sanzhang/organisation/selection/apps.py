"""The room selection as Django sees it."""

from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "sanzhang.organisation.selection"
    label = "selection"
    verbose_name = "选任"

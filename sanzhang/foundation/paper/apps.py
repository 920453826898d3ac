"""The room paper as Django sees it."""

from django.apps import AppConfig


class PaperConfig(AppConfig):
    name = "sanzhang.foundation.paper"
    label = "paper"
    verbose_name = "文书"

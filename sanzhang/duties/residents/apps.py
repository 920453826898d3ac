"""The room residents as Django sees it."""

from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    name = "sanzhang.duties.residents"
    label = "residents"
    verbose_name = "居民"

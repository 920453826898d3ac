"""The room records as Django sees it."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "sanzhang.foundation.records"
    label = "records"
    verbose_name = "档案基础"

"""The room journal as Django sees it."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "sanzhang.foundation.journal"
    label = "journal"
    verbose_name = "日志"

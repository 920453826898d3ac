"""The room ballots as Django sees it."""

from django.apps import AppConfig


class BallotsConfig(AppConfig):
    name = "sanzhang.foundation.ballots"
    label = "ballots"
    verbose_name = "投票"

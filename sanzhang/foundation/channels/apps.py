"""The room channels as Django sees it."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class ChannelsConfig(AppConfig):
    """Its name, label and title."""

    name = "sanzhang.foundation.channels"
    label = "channels"
    verbose_name = "消息"

    def ready(self) -> None:
        """Count askings for codes; let each room bring the words of its own messages."""
        from sanzhang.foundation.channels import budgets, rules
        from sanzhang.foundation.people import signing_in

        signing_in.provide_budgets(budgets.spend_all)

        for room in apps.get_app_configs():
            if room.name.startswith("sanzhang.") and find_spec(f"{room.name}.messages"):
                rules.bring(import_module(f"{room.name}.messages").TEMPLATES)

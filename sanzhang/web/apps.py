"""The door as Django knows it."""

from django.apps import AppConfig

from sanzhang.web.wording import speak_plainly


class DoorConfig(AppConfig):
    name = "sanzhang.web"
    label = "web"
    verbose_name = "门户"

    def ready(self) -> None:
        """Give forms their words before the first of them is read; let rooms that are strangers tell of blind spots."""
        from sanzhang.mechanisms.feedback import queries as feedback
        from sanzhang.web import blind

        speak_plainly()
        for one in blind.KINDS:
            feedback.provide_blind(one)

"""The door as Django knows it."""

from django.apps import AppConfig

from sanzhang.web.wording import speak_plainly


class DoorConfig(AppConfig):
    name = "sanzhang.web"
    label = "web"
    verbose_name = "门户"

    def ready(self) -> None:
        """Give forms their words before the first of them is read."""
        speak_plainly()

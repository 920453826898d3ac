"""The room jobs as Django sees it."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Its name, label and title."""

    name = "sanzhang.foundation.jobs"
    label = "jobs"
    verbose_name = "后台任务"

    def ready(self) -> None:
        """Let each room tell its jobs and what it listens to."""
        autodiscover_modules("jobs", "listen")

"""Supervision as a Django app."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """Registers the room."""

    name = "sanzhang.duties.supervision"
    label = "supervision"
    verbose_name = "Supervision"

"""Figures as a Django app."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Registers the room."""

    name = "sanzhang.foundation.figures"
    label = "figures"
    verbose_name = "Figures"

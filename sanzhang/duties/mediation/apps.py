"""Mediation as a Django app."""

from django.apps import AppConfig


class MediationConfig(AppConfig):
    """Registers the room."""

    name = "sanzhang.duties.mediation"
    label = "mediation"
    verbose_name = "Mediation"

"""Catalogue as a Django app."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Registers the room."""

    name = "sanzhang.duties.catalogue"
    label = "catalogue"
    verbose_name = "Catalogue"

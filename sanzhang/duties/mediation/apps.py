"""Mediation as a Django app."""

from django.apps import AppConfig


class MediationConfig(AppConfig):
    """Registers the room."""

    name = "sanzhang.duties.mediation"
    label = "mediation"
    verbose_name = "调解"

    def ready(self) -> None:
        """Tell a unit's public page where to ask for mediation."""
        from sanzhang.duties.mediation import queries
        from sanzhang.organisation.posts import queries as posts

        posts.provide_openings(queries.openings)

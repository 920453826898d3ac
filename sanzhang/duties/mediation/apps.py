"""Mediation as a Django app."""

from django.apps import AppConfig


class MediationConfig(AppConfig):
    """Registers the room."""

    name = "sanzhang.duties.mediation"
    label = "mediation"
    verbose_name = "调解"

    def ready(self) -> None:
        """Tell a unit's public page where to ask for mediation, and the page of a matter that it may be a dispute."""
        from sanzhang.duties.matters import queries as matters
        from sanzhang.duties.mediation import queries
        from sanzhang.organisation.posts import queries as posts

        posts.provide_openings(queries.openings)
        matters.provide_ways(queries.ways)

"""Supervision as a Django app."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """Registers the room."""

    name = "sanzhang.duties.supervision"
    label = "supervision"
    verbose_name = "履职监督和建议"

    def ready(self) -> None:
        """Offer the public pages on the pages of units."""
        from sanzhang.duties.supervision import queries
        from sanzhang.organisation.posts import queries as posts

        posts.provide_openings(queries.openings)

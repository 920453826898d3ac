"""The room residents as Django sees it."""

from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    name = "sanzhang.duties.residents"
    label = "residents"
    verbose_name = "居民"

    def ready(self) -> None:
        """Tell selections who lives where, and how a household is reached."""
        from sanzhang.duties.residents import queries
        from sanzhang.organisation.selection import queries as selection

        selection.provide_homes(queries.households_of)
        selection.provide_contacts(queries.contacts_in)

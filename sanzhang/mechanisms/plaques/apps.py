"""The room plaques as Django sees it."""

from django.apps import AppConfig


class PlaquesConfig(AppConfig):
    name = "sanzhang.mechanisms.plaques"
    label = "plaques"
    verbose_name = "公示牌"

    def ready(self) -> None:
        """Let a new division of grids tell how many plaques are to be printed again."""
        from sanzhang.mechanisms.plaques import queries
        from sanzhang.organisation.division.queries import screens

        screens.foresee("要重印的公示牌", "块", queries.to_reprint)

"""The room division as Django sees it."""

from django.apps import AppConfig


class DivisionConfig(AppConfig):
    name = "sanzhang.organisation.division"
    label = "division"
    verbose_name = "网格划分"

    def ready(self) -> None:
        """Let members of departments' grids go along with every plan that was made of them."""
        from sanzhang.organisation.division import actions

        actions.follow(actions.carry_over)

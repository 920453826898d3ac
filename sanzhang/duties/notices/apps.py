"""The room notices as Django sees it."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "sanzhang.duties.notices"
    label = "notices"
    verbose_name = "通知"

    def ready(self) -> None:
        """Let notices lie where their buildings lie after a new division of grids."""
        from sanzhang.duties.notices import actions
        from sanzhang.organisation.division import actions as division

        division.follow(actions.follow_moves)

"""The room rotation as Django sees it."""

from django.apps import AppConfig


class RotationConfig(AppConfig):
    name = "sanzhang.mechanisms.rotation"
    label = "rotation"
    verbose_name = "轮值"

    def ready(self) -> None:
        """Tell posts what rotation knows of vacancies and of what residents may join."""
        from sanzhang.mechanisms.rotation import queries
        from sanzhang.organisation.posts import queries as posts

        posts.provide_next_step(queries.next_steps, queries.under_way)
        posts.provide_openings(queries.openings)

"""The room feedback as Django sees it."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """Registers the room."""

    name = "sanzhang.mechanisms.feedback"
    label = "feedback"
    verbose_name = "信息反馈"

    def ready(self) -> None:
        """Show the way to the alarm on the public page of each unit."""
        from sanzhang.mechanisms.feedback import queries
        from sanzhang.organisation.posts import queries as posts

        posts.provide_openings(queries.openings)

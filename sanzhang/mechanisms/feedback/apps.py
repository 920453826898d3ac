"""The room feedback as Django sees it."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """Registers the room."""

    name = "sanzhang.mechanisms.feedback"
    label = "feedback"
    verbose_name = "信息反馈"

    def ready(self) -> None:
        """Show the way to the alarm on the page of each unit, and from a matter to the agenda."""
        from sanzhang.duties.matters import queries as matters
        from sanzhang.mechanisms.feedback import queries
        from sanzhang.organisation.posts import queries as posts

        posts.provide_openings(queries.openings)
        matters.provide_ways(queries.ways)

"""The room selection as Django sees it."""

from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "sanzhang.organisation.selection"
    label = "selection"
    verbose_name = "选任"

    def ready(self) -> None:
        """Tell posts what comes next for a vacancy, and people whom a worker looks after."""
        from sanzhang.foundation import permission
        from sanzhang.foundation.people import queries as people
        from sanzhang.organisation.posts import queries as posts
        from sanzhang.organisation.selection import queries, rules

        permission.provide_keeping(queries.is_candidate_kept)
        people.provide_scope(queries.candidates_in)
        people.provide_offer(rules.PUBLISH, queries.asked_to_publish)
        posts.provide_next_step(queries.next_steps_of, queries.under_way)
        posts.provide_openings(queries.openings_of)

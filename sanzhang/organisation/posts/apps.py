"""The room posts as Django sees it."""

from django.apps import AppConfig


class PostsConfig(AppConfig):
    name = "sanzhang.organisation.posts"
    label = "posts"
    verbose_name = "岗位"

    def ready(self) -> None:
        """Tell permission, people and territory what posts know."""
        from sanzhang.foundation import permission
        from sanzhang.foundation.journal import queries as journal
        from sanzhang.foundation.people import queries as people
        from sanzhang.organisation.posts import queries
        from sanzhang.organisation.posts.rules import members
        from sanzhang.organisation.territory import queries as territory

        permission.provide_seats(queries.seats_of)
        queries.provide_next_step(queries.arranged, queries.arranged_posts)
        permission.provide_keeping(queries.is_kept)
        people.provide_scope(queries.persons_in)
        people.provide_roles(queries.roles_of)
        people.provide_roles(queries.body_roles_of)
        people.provide_offer(members.SHOW_NAME, queries.is_member)
        people.provide_offer(members.SHOW_PHONE, queries.is_member)
        journal.provide_titles(queries.titles_of)
        territory.provide_vacancies(queries.vacancies_below)
        territory.provide_leaders(queries.leaders_of)
        territory.provide_note(queries.note_of)

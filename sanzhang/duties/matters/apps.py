"""The room matters as Django sees it."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "sanzhang.duties.matters"
    label = "matters"
    verbose_name = "事项"

    def ready(self) -> None:
        """Let matters lie where their buildings lie after a new division of grids; tell posts the kinds of matter."""
        from sanzhang.duties.catalogue import queries as catalogue
        from sanzhang.duties.matters import actions, folding, queries, rules
        from sanzhang.duties.matters.actions.steps import EVENTS
        from sanzhang.duties.matters.queries import open311
        from sanzhang.foundation.channels import actions as channels
        from sanzhang.foundation.exchange import queries as exchange
        from sanzhang.foundation.figures import queries as figures
        from sanzhang.organisation.division import actions as division
        from sanzhang.organisation.division.queries import screens
        from sanzhang.organisation.posts import queries as posts

        catalogue.provide_names(rules.TOPICS, rules.KINDS, rules.RUNGS)
        catalogue.provide_clocks(queries.general_clocks)
        channels.provide_successors(queries.successors_of)
        division.follow(actions.follow_moves)
        figures.provide_areas(folding.AREAS)
        figures.provide_fold(EVENTS.values(), folding.fold)
        figures.provide_moves("place.moved", folding.moved)
        figures.provide_moves("division.in_force", folding.moved)
        screens.foresee("没办完的事项", "件,跟着楼栋走", queries.open_in)
        posts.provide_topics(rules.TOPICS)
        posts.provide_openings(queries.openings)
        posts.provide_merits(queries.merits_of)
        exchange.provide_area_names(open311.area_names)
        exchange.provide_told("matters.matter", open311.told_of)

"""The room people as Django sees it."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "sanzhang.foundation.people"
    label = "people"
    verbose_name = "人员"

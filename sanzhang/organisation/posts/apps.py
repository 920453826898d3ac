"""The room posts as Django sees it."""

from django.apps import AppConfig


class PostsConfig(AppConfig):
    name = "sanzhang.organisation.posts"
    label = "posts"
    verbose_name = "岗位"

"""The room permission as Django sees it."""

from django.apps import AppConfig


class PermissionConfig(AppConfig):
    name = "sanzhang.foundation.permission"
    label = "permission"
    verbose_name = "权限"

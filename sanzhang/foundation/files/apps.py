"""The room files as Django sees it."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "sanzhang.foundation.files"
    label = "files"
    verbose_name = "文件"

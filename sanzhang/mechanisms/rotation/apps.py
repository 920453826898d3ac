"""The room rotation as Django sees it."""

from django.apps import AppConfig


class RotationConfig(AppConfig):
    name = "sanzhang.mechanisms.rotation"
    label = "rotation"
    verbose_name = "轮值"

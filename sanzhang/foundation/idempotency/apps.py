"""The room idempotency as Django sees it."""

from django.apps import AppConfig


class IdempotencyConfig(AppConfig):
    name = "sanzhang.foundation.idempotency"
    label = "idempotency"
    verbose_name = "一次办成"

"""Exchange as a Django app."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Registers the room."""

    name = "sanzhang.foundation.exchange"
    label = "exchange"
    verbose_name = "Exchange"

"""Feedback as a Django app."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """Registers the room."""

    name = "sanzhang.mechanisms.feedback"
    label = "feedback"
    verbose_name = "Feedback"

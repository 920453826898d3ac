"""The room calendar as Django sees it."""

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    """Its name, label and title."""

    name = "sanzhang.foundation.calendar"
    label = "calendar"
    verbose_name = "工作日历"

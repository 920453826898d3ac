"""Addresses of the calendar, under calendar/."""

from django.urls import path

from sanzhang.foundation.calendar import pages

urlpatterns = [
    path("", pages.this_year, name="calendar"),
    path("<int:year>", pages.year, name="calendar_year"),
    path("<int:year>/set", pages.set_days, name="set_days"),
    path("<int:year>/clear", pages.clear_day, name="clear_day"),
]

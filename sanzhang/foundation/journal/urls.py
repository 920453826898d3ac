"""Addresses of the journal."""

from django.urls import path

from sanzhang.foundation.journal import pages

urlpatterns = [path("journal/", pages.journal, name="journal")]

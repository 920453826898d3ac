"""Addresses of mediation."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

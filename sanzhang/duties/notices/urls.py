"""Addresses of notices."""

from django.urls import path

from sanzhang.duties.notices import pages

urlpatterns = [
    path("", pages.notices, name="notices"),
    path("new/", pages.publish, name="publish_notice"),
    path("<int:notice_id>/", pages.notice, name="notice"),
    path("<int:notice_id>/withdraw/", pages.withdraw, name="withdraw_notice"),
]

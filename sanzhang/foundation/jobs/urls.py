"""Addresses of jobs, under jobs/."""

from django.urls import path

from sanzhang.foundation.jobs import pages

urlpatterns = [
    path("", pages.overview, name="jobs"),
    path("<int:job_id>", pages.follow, name="job"),
    path("<int:job_id>/cancel", pages.cancel, name="cancel_job"),
    path("failed/<uuid:row_id>/repeat", pages.repeat, name="repeat_job"),
]

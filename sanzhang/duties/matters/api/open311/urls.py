"""Addresses of Open311: as every client builds them."""

from django.urls import path, register_converter

from sanzhang.duties.matters.api.open311 import views


class Format:
    """The end of an address."""

    regex = "json|xml"

    def to_python(self, value: str) -> str:
        """Return the format."""
        return value

    def to_url(self, value: str) -> str:
        """Return the format."""
        return value


register_converter(Format, "fmt")

urlpatterns = [
    path("discovery.<fmt:fmt>", views.discovery),
    path("v2/discovery.<fmt:fmt>", views.discovery, name="open311_discovery"),
    path("v2/services.<fmt:fmt>", views.services, name="open311_services"),
    path("v2/services/<str:code>.<fmt:fmt>", views.service, name="open311_service"),
    path("v2/requests.<fmt:fmt>", views.requests, name="open311_requests"),
    path("v2/requests/<str:request_id>.<fmt:fmt>", views.one_request, name="open311_request"),
    path("v2/tokens/<str:token>.<fmt:fmt>", views.token, name="open311_token"),
]

"""Addresses of people."""

from django.urls import path

from sanzhang.foundation.people import pages

urlpatterns = [
    path("sign-in/", pages.sign_in, name="sign_in"),
    path("sign-in/code/", pages.code, name="sign_in_code"),
    path("sign-in/who/", pages.who, name="sign_in_who"),
    path("sign-in/office/", pages.office, name="sign_in_office"),
    path("sign-out/", pages.sign_out, name="sign_out"),
    path("me/", pages.me, name="me"),
    path("me/consent/", pages.settle_consent, name="settle_consent"),
    path("me/data/", pages.my_data, name="my_data"),
    path("people/<int:person_id>/", pages.person, name="person"),
    path("people/<int:person_id>/verify/", pages.verify, name="verify_phone"),
    path("people/<int:person_id>/phone/", pages.change_phone, name="change_phone"),
]

"""Addresses of people."""

from django.urls import path

from sanzhang.foundation.people.pages import doors, logins, me, office, persons, reading

urlpatterns = [
    path("sign-in/", doors.sign_in, name="sign_in"),
    path("sign-in/code/", doors.code, name="sign_in_code"),
    path("sign-in/who/", doors.who, name="sign_in_who"),
    path("sign-in/office/", office.office, name="sign_in_office"),
    path("sign-in/office/second/", office.second, name="sign_in_second"),
    path("sign-in/office/second/picture.svg", office.second_picture, name="sign_in_second_picture"),
    path("sign-out/", doors.sign_out, name="sign_out"),
    path("me/", me.me, name="me"),
    path("me/consent/", me.settle_consent, name="settle_consent"),
    path("me/data/", me.my_data, name="my_data"),
    path("me/password/", me.password, name="my_password"),
    path("people/logins/", logins.logins, name="logins"),
    path("people/logins/<int:person_id>/", logins.login_keys, name="login"),
    path("people/logins/<int:person_id>/change/", logins.change_login, name="change_login"),
    path("people/reading/", reading.reading, name="reading"),
    path("people/reading/<int:alarm_id>/", reading.approve, name="approve_reading"),
    path("people/<int:person_id>/", persons.person, name="person"),
    path("people/<int:person_id>/consent/", persons.consent_for, name="consent_for"),
    path("people/<int:person_id>/verify/", persons.verify, name="verify_phone"),
    path("people/<int:person_id>/phone/", persons.change_phone, name="change_phone"),
]

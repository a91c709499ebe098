# SPDX-License-Identifier: EUPL-1.2
"""Addresses of this room: how residents and staff sign in and out."""

from django.urls import path

from tereze.people import views

urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-in/code", views.sign_in_code, name="sign-in-code"),
    path("sign-in/who", views.choose_who, name="choose-who"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("staff/sign-in", views.staff_sign_in, name="staff-sign-in"),
    path("staff/sign-out", views.staff_sign_out, name="staff-sign-out"),
    path("staff/password", views.staff_password, name="staff-password"),
    # The Django admin's own pages would let passwords be tried without end.
    path("admin/login/", views.staff_sign_in),
    path("admin/password_change/", views.staff_password),
]

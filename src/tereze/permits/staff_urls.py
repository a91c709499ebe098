# SPDX-License-Identifier: EUPL-1.2
"""Addresses of those who work here, below /staff/. A person stands in none of them: a resident is
opened by the number of an enquiry, which means something in one session only."""

from django.urls import path

from tereze.permits.views.staff import (
    appeals,
    emergencies,
    figures,
    home,
    mandates,
    orders,
    packs,
    permits,
    residents,
)

on_duty = [
    path("appeals/", appeals.appeal_queue, name="staff-appeals"),
    path("appeals/<int:appeal_id>", appeals.appeal, name="staff-appeal"),
    path("permits/", permits.permit_find, name="staff-permits"),
    path("permits/<str:code>", permits.permit, name="staff-permit"),
    path("permits/<str:code>/revoke", permits.permit_revoke, name="staff-permit-revoke"),
    path("residents/", residents.resident_search, name="staff-residents"),
    path("residents/waiting", residents.resident_queue, name="staff-waiting"),
    path("residents/new", residents.resident_new, name="staff-resident-new"),
    path("residents/<int:number>", residents.resident, name="staff-resident"),
    path("residents/<int:number>/verify", residents.resident_verify, name="staff-resident-verify"),
    path("residents/<int:number>/phone", residents.resident_phone, name="staff-resident-phone"),
    path("residents/<int:number>/helpers", mandates.resident_helper, name="staff-helper"),
    path(
        "residents/<int:number>/helpers/end",
        mandates.resident_helper_end,
        name="staff-helper-end",
    ),
    path(
        "residents/<int:number>/dependants/<int:place>",
        residents.resident_dependant,
        name="staff-dependant",
    ),
    path("emergencies/", emergencies.emergency_list, name="staff-emergencies"),
    path("emergencies/<str:code>", emergencies.emergency, name="staff-emergency"),
]

office = [
    path("orders/", orders.order_list, name="staff-orders"),
    path("orders/new", orders.order_new, name="staff-order-new"),
    path("orders/<int:order_id>", orders.order, name="staff-order"),
    path("orders/<int:order_id>/end", orders.order_end, name="staff-order-end"),
    path("packs/", packs.pack_list, name="staff-packs"),
    path("packs/<slug:digest>", packs.pack, name="staff-pack"),
    path("figures/", figures.figures, name="staff-figures"),
]

urlpatterns = [path("", home.home, name="staff-home"), *on_duty, *office]

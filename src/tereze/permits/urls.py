# SPDX-License-Identifier: EUPL-1.2
"""Addresses of this room. No address tells anything about a person: permit codes do not."""

from datetime import date

from django.urls import include, path, register_converter

from tereze.permits.views import (
    appeals,
    asking,
    checking,
    deleted,
    emergencies,
    helping,
    home,
    mandates,
    my_data,
    permits,
    registering,
)


class Day:
    """A day in an address: 2020-04-20."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """The day; an address with no such day leads nowhere."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """As it is written."""
        return value.isoformat()


register_converter(Day, "day")

residents = [
    path("", home.home, name="home"),
    path("register", registering.register, name="register"),
    path("ask/<slug:purpose_id>", asking.ask, name="ask"),
    path("refusals/<day:day>/<int:number>", asking.refusal, name="refusal"),
    path("permits", permits.permit_list, name="permits"),
    path("permits/<str:code>", permits.permit, name="permit"),
    path("permits/<str:code>/qr.png", permits.permit_picture, name="permit-picture"),
    path("permits/<str:code>/calendar.ics", permits.permit_calendar, name="permit-calendar"),
    path("quota", home.quota, name="quota"),
    path("appeals", appeals.appeal_list, name="appeals"),
    path("appeals/new/<day:day>/<int:number>", appeals.appeal_new, name="appeal-new"),
    path("me", my_data.my_data, name="my-data"),
    path("me/data.json", my_data.my_data_file, name="my-data-file"),
    path("me/language", my_data.my_language, name="my-language"),
    path("me/delete", my_data.my_data_delete, name="my-data-delete"),
    path("me/helpers", mandates.helpers, name="helpers"),
    path("me/helpers/new", mandates.helper_new, name="helper-new"),
    path("me/helpers/end", mandates.helper_end, name="helper-end"),
    path("me/helpers/begin", mandates.helping_begin, name="helping-begin"),
    path("me/dependants/add", my_data.dependant_add, name="dependant-add"),
    path("me/dependants/remove", my_data.dependant_remove, name="dependant-remove"),
]

everybody = [
    path("v", checking.check, name="check"),
    path("emergency", emergencies.emergency, name="emergency"),
    path("emergency/declare", emergencies.emergency_declare, name="emergency-declare"),
    path("emergency/<str:code>", emergencies.emergency_pass, name="emergency-pass"),
    path("deleted", deleted.deleted, name="deleted"),
    path("help", helping.help_page, name="help"),
    path("outbox", helping.outbox, name="outbox"),
]

staff = [path("staff/", include("tereze.permits.staff_urls"))]

urlpatterns = [*residents, *everybody, *staff]

# SPDX-License-Identifier: EUPL-1.2
"""Addresses of those who watch over employers, below /staff/employers/."""

from django.urls import path

from tereze.permits.employers.views import staff

urlpatterns = [
    path("", staff.employers, name="staff-employers"),
    path("add", staff.employer_add, name="staff-employer-add"),
    path("checks", staff.checks, name="staff-checks"),
    path("checks/<int:check_id>", staff.check, name="staff-check"),
    path("alarms/<int:alarm_id>", staff.alarm, name="staff-alarm"),
    path("lists/<int:upload_id>", staff.employer_upload, name="staff-employer-upload"),
    path("<int:organisation_id>", staff.employer, name="staff-employer"),
    path("<int:organisation_id>/answer", staff.employer_answer, name="staff-employer-answer"),
    path("<int:organisation_id>/close", staff.employer_close, name="staff-employer-close"),
    path(
        "<int:organisation_id>/signers/<int:signer_id>/end",
        staff.employer_signer_end,
        name="staff-employer-signer-end",
    ),
]

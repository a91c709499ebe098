# SPDX-License-Identifier: EUPL-1.2
"""The audit trail: who changed what, when. Written in the transaction of the change."""

from django.db import models
from typing_extensions import override


class AuditEntry(models.Model):
    """One change made by a person or a program. Never updated, never deleted by hand.

    `details` hold codes and numbers, no personal data: the subject is named by its key.
    """

    at = models.DateTimeField()
    #: "staff:7", "resident:…", "door:3", "command-line"
    actor = models.CharField(max_length=80)
    #: verb and noun: permit-revoked, order-ended
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=["subject", "at"], name="audit_subject"),)
        verbose_name_plural = "audit entries"

    @override
    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action} {self.subject}"

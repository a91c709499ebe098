# SPDX-License-Identifier: EUPL-1.2
"""The audit trail: who changed what, when. Written in the transaction of the change. And the buckets
that all processes of an instance share."""

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


class Bucket(models.Model):
    """How often something was done lately that may not be done often (`core/buckets.py`).

    An unlogged table: written without waiting for the disk, and empty after a crash, which is no more
    than a limit that begins anew.
    """

    #: blind index of a network and of what is limited
    holder = models.BinaryField(primary_key=True, max_length=32)
    #: full again, and good for nothing any more. No index: rows are rewritten where they are
    full_at = models.DateTimeField()

    @override
    def __str__(self) -> str:
        return f"full at {self.full_at:%H:%M:%S}"

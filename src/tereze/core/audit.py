# SPDX-License-Identifier: EUPL-1.2
"""Writing the audit trail, in the transaction of the change that it records."""

from datetime import datetime
from typing import Any

from django.db import transaction

from tereze.core.models import AuditEntry


def record(*, actor: str, action: str, subject: str, at: datetime, **details: Any) -> None:
    """Write down who did what to which thing. Refuses outside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{action} would be recorded outside the transaction of its change")
    AuditEntry.objects.create(at=at, actor=actor, action=action, subject=subject, details=details)

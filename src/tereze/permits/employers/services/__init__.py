# SPDX-License-Identifier: EUPL-1.2
"""Public writes of the employers, one module per noun."""

from tereze.permits.employers.services.answering import answer_rows, finish_upload
from tereze.permits.employers.services.audits import close_alarm, draw_checks, record_finding
from tereze.permits.employers.services.reading import make_renewal, make_upload, read_upload
from tereze.permits.employers.services.uploads import (
    approve_upload,
    cancel_upload,
    confirm_upload,
    delete_old_uploads,
    list_stalled_uploads,
    working_alone,
)
from tereze.permits.employers.services.watching import look_for_outliers
from tereze.permits.employers.services.workers import (
    dispute_worker,
    end_worker,
    rename_worker,
    restore_worker,
    suspend_worker,
)

__all__ = [
    "answer_rows",
    "approve_upload",
    "cancel_upload",
    "close_alarm",
    "confirm_upload",
    "delete_old_uploads",
    "dispute_worker",
    "draw_checks",
    "end_worker",
    "finish_upload",
    "list_stalled_uploads",
    "look_for_outliers",
    "make_renewal",
    "make_upload",
    "read_upload",
    "record_finding",
    "rename_worker",
    "restore_worker",
    "suspend_worker",
    "working_alone",
]

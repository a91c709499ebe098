# SPDX-License-Identifier: EUPL-1.2
"""Public writes of the room `permits`, one module per noun.

Each is one function: lock or claim → check → write → audit → event, in one transaction that it
owns. Nothing here talks to the outside world.
"""

from tereze.permits.services.appeals import appeal_refusal, decide_appeal
from tereze.permits.services.asking import ask_permit
from tereze.permits.services.deletions import record_deletion
from tereze.permits.services.emergencies import (
    count_emergency_pass,
    declare_emergency,
    take_emergency_pass,
)
from tereze.permits.services.helping import ask_under_mandate
from tereze.permits.services.keys import ensure_signing_key, rotate_signing_key
from tereze.permits.services.looking_up import forget_full_buckets, look_up_code
from tereze.permits.services.orders import end_order, prepare_order
from tereze.permits.services.partitions import (
    drop_old_partitions,
    make_partitions,
    make_partitions_ahead,
)
from tereze.permits.services.retention import delete_movement_rows
from tereze.permits.services.revoking import revoke_permit

__all__ = [
    "appeal_refusal",
    "ask_permit",
    "ask_under_mandate",
    "count_emergency_pass",
    "decide_appeal",
    "declare_emergency",
    "delete_movement_rows",
    "drop_old_partitions",
    "end_order",
    "ensure_signing_key",
    "forget_full_buckets",
    "look_up_code",
    "make_partitions",
    "make_partitions_ahead",
    "prepare_order",
    "record_deletion",
    "revoke_permit",
    "rotate_signing_key",
    "take_emergency_pass",
]

# SPDX-License-Identifier: EUPL-1.2
"""Public writes of the room `messaging`, one module per noun.

Doors are ways in for programs. The inbox takes what people write and has it answered; the outbox
takes what is said to them and has it sent. Nobody holds a connection to the database while a
vendor is asked.
"""

from tereze.messaging.services.doors import add_door, close_door, rotate_door_key
from tereze.messaging.services.inbox import (
    answer_waiting,
    delete_old_incoming,
    receive_message,
    receive_messages,
)
from tereze.messaging.services.listening import take_heard
from tereze.messaging.services.outbox import (
    claim_waiting,
    delete_old_messages,
    deliver_waiting,
    note_keyed_reports,
    note_report_of,
    note_reports,
    queue_message,
    queue_reply,
    settle,
)
from tereze.messaging.services.pieces import give_up_pieces, receive_pieces
from tereze.messaging.services.proofs import watch_proofs

__all__ = [
    "add_door",
    "answer_waiting",
    "claim_waiting",
    "close_door",
    "delete_old_incoming",
    "delete_old_messages",
    "deliver_waiting",
    "give_up_pieces",
    "note_keyed_reports",
    "note_report_of",
    "note_reports",
    "queue_message",
    "queue_reply",
    "receive_message",
    "receive_messages",
    "receive_pieces",
    "rotate_door_key",
    "settle",
    "take_heard",
    "watch_proofs",
]

# SPDX-License-Identifier: EUPL-1.2
"""Public writes of the desk, one module per noun."""

from tereze.permits.desk.services.answers import (
    appeal_in_call,
    ask_in_call,
    send_code,
    take_pass_in_call,
)
from tereze.permits.desk.services.callers import (
    choose_caller,
    choose_whom,
    find_caller,
    leave_caller,
    register_caller,
    show_call,
)
from tereze.permits.desk.services.calls import (
    call_back,
    drop_call_back,
    open_call,
    set_call_language,
    sit_at_line,
    take_call,
    wrap_up_call,
)
from tereze.permits.desk.services.events import hear_event
from tereze.permits.desk.services.retention import delete_old_calls, forget_resident

__all__ = [
    "appeal_in_call",
    "ask_in_call",
    "call_back",
    "choose_caller",
    "choose_whom",
    "delete_old_calls",
    "drop_call_back",
    "find_caller",
    "forget_resident",
    "hear_event",
    "leave_caller",
    "open_call",
    "register_caller",
    "send_code",
    "set_call_language",
    "show_call",
    "sit_at_line",
    "take_call",
    "take_pass_in_call",
    "wrap_up_call",
]

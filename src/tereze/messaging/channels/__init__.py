# SPDX-License-Identifier: EUPL-1.2
"""Channels: what carries words to people and back, and the border of this package.

Nothing else here knows a vendor. An *account* is what the operator has with one: a name and an
address in the settings (`TEREZE_CARRIERS`, `TEREZE_BOTS`, `TEREZE_SMS_URL`). What an address begins
with says how words travel there (`registry.py`): over a *wire*, a small class that hands one
message over or says that it could not, or over a *line*, a connection that a process keeps open for
both ways (`channel.py`). Another kind is a module that registers its class and is
imported below.
"""

from tereze.messaging.channels import http, kannel, log, messenger, smpp, telegram, vk, whatsapp
from tereze.messaging.channels.channel import Account, Line, Outgoing, Undelivered, Wire
from tereze.messaging.channels.registry import (
    find_account,
    is_line,
    list_accounts,
    open_account,
    open_wire,
    register,
    route,
)

__all__ = [
    "Account",
    "Line",
    "Outgoing",
    "Undelivered",
    "Wire",
    "find_account",
    "http",
    "is_line",
    "kannel",
    "list_accounts",
    "log",
    "messenger",
    "open_account",
    "open_wire",
    "register",
    "route",
    "smpp",
    "telegram",
    "vk",
    "whatsapp",
]

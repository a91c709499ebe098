# SPDX-License-Identifier: EUPL-1.2
"""Channels: what carries words to people and back, and the border of this package.

Nothing else here knows a vendor. An *account* is what the operator has with one: a name and an
address in the settings (`TEREZE_CARRIERS`, `TEREZE_BOTS`, `TEREZE_SMS_URL`). What an address begins
with says which kind of *wire* it is (`registry.py`): a small class that hands one message over or
says that it could not (`channel.py`). Another kind is a module that registers its class and is
imported below.
"""

from tereze.messaging.channels import http, log
from tereze.messaging.channels.channel import Account, Outgoing, Undelivered, Wire
from tereze.messaging.channels.registry import (
    find_account,
    list_accounts,
    open_wire,
    register,
    route,
)

__all__ = [
    "Account",
    "Outgoing",
    "Undelivered",
    "Wire",
    "find_account",
    "http",
    "list_accounts",
    "log",
    "open_wire",
    "register",
    "route",
]

# SPDX-License-Identifier: EUPL-1.2
"""Gateways: who carries messages to phones, and the border of this package.

Nothing else here knows a vendor. A gateway is a small class that sends one message or says that it
could not (`gateway.py`); the address in TEREZE_SMS_URL says which, by what it begins with
(`registry.py`). `contrib` has one for any gateway that takes HTTP and one that only writes to the
log. Another one is a module that registers its class and is imported below.
"""

from tereze.messaging.gateways.contrib import http, log
from tereze.messaging.gateways.gateway import Gateway, Undelivered
from tereze.messaging.gateways.registry import open_gateway, register

__all__ = ["Gateway", "Undelivered", "http", "log", "open_gateway", "register"]

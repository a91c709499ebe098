# SPDX-License-Identifier: EUPL-1.2
"""Addresses that vendors post to."""

from tereze.messaging.views.bots import hear_bot
from tereze.messaging.views.carriers import hear_carrier, hear_report

__all__ = ["hear_bot", "hear_carrier", "hear_report"]

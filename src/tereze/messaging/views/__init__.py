# SPDX-License-Identifier: EUPL-1.2
"""Addresses that vendors post to."""

from tereze.messaging.views.bots import hear_bot

__all__ = ["hear_bot"]

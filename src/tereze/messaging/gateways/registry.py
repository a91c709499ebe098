# SPDX-License-Identifier: EUPL-1.2
"""Which gateway an address means."""

from collections.abc import Callable
from typing import TypeVar

from tereze.core.errors import Misconfigured
from tereze.messaging.gateways.gateway import Gateway

G = TypeVar("G", bound=type[Gateway])

_gateways: dict[str, type[Gateway]] = {}


def register(*schemes: str) -> Callable[[G], G]:
    """Let addresses that begin so mean this gateway."""

    def enter(gateway: G) -> G:
        _gateways.update(dict.fromkeys(schemes, gateway))
        return gateway

    return enter


def open_gateway(url: str) -> Gateway:
    """The gateway of an address. Raises Misconfigured."""
    scheme, _, _ = url.partition(":")
    if scheme not in _gateways:
        known = ", ".join(f"{name}:" for name in sorted(_gateways))
        raise Misconfigured(f"TEREZE_SMS_URL has to begin with one of: {known}")
    return _gateways[scheme](url)

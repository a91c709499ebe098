# SPDX-License-Identifier: EUPL-1.2
"""One port for gate and pages: the gate answers its paths without Django, Django all others."""

from tereze.config.pages import Pages
from tereze.permits.gate.app import Gate, from_environment, serves
from tereze.permits.gate.wire import Receive, Scope, Send


class OnePort:
    """Sends each request to whose path it is."""

    def __init__(self, *, gate: Gate, pages: Pages) -> None:
        self._gate = gate
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI. Only the gate has something to start and stop, so it alone hears of the lifespan."""
        if scope["type"] == "lifespan" or (scope["type"] == "http" and serves(scope["path"])):
            await self._gate(scope, receive, send)
        else:
            await self._pages(scope, receive, send)


application = OnePort(gate=from_environment(), pages=Pages())
